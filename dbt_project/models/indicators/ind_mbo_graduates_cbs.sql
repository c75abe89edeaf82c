with

graduates as (

    select
        *,
        substring(field_title, 1, 2) as isced_code
    from {{ ref('stg_cbs__mbo_graduates') }}
    -- CBS groups provinces in four landsdelen, the Techniekpact in five.
    where region_code = 'NL01' or region_code like 'PV%'

),

classified as (

    {{ under_definitions('graduates', 'isced', {'isced': 'isced_code'}) }}

),

levelled as (

    select
        classified.*,
        'mbo_graduates_tech' as series_id,
        {{ mbo_level('niveau', 'leerweg') }} as education_level,
        classified.field_title = 'Totaal' as is_whole
    from classified
    where classified.niveau is not null and classified.leerweg is not null

)

{{ parts_of_whole('levelled', 'is_technical', 'is_whole', 'graduates', 'region_code') }}
