with

inflow as (

    select * from {{ ref('stg_cbs__mbo_inflow') }}

),

classified as (

    {{ under_definitions('inflow', 'mbo', {'sectorkamer': 'field_title'}) }}

),

levelled as (

    select
        classified.*,
        'mbo_tech_inflow' as series_id,
        {{ mbo_level('niveau', 'leerweg') }} as education_level,
        classified.field_title = 'Totaal' as is_whole
    from classified
    where classified.niveau is not null and classified.leerweg is not null

)

{{ parts_of_whole('levelled', 'is_technical', 'is_whole', 'students') }}
