with

leavers as (

    select
        *,
        lower(field_title) as field_code
    from {{ ref('stg_cbs__ho_leavers') }}
    where position is not null

),

classified as (

    {{ under_definitions('leavers', 'ho', {'croho_sector': 'field_code'}) }}

),

counted as (

    {{ leavers_by_position('classified', 'hbo+wo', 'ho_tech_leavers') }}

)

select * from counted
