with

leavers as (

    select
        *,
        substring(field_title, 1, 2) as field_code
    from {{ ref('stg_cbs__mbo_leavers') }}
    where position is not null

),

classified as (

    {{ under_definitions('leavers', 'isced', {'isced': 'field_code'}) }}

),

counted as (

    {{ leavers_by_position('classified', 'mbo', 'mbo_tech_leavers') }}

)

select * from counted
