with

graduates as (

    select
        period,
        gender,
        education_level as ho_type,
        field_title,
        substring(field_title, 1, 2) as isced_code,
        graduates,
        dataset_id,
        vintage_id,
        status
    from {{ ref('stg_cbs__ho_graduates') }}

),

classified as (

    {{ under_definitions('graduates', 'isced', {'isced': 'isced_code'}) }}

),

-- The table has no total of hbo and wo.
series as (

    select
        classified.*,
        classified.ho_type as education_level,
        classified.ho_type || '_graduates_tech' as series_id,
        classified.field_title = 'Totaal' as is_whole
    from classified

    union all

    select
        classified.*,
        'hbo+wo' as education_level,
        'ho_graduates_tech' as series_id,
        classified.field_title = 'Totaal' as is_whole
    from classified

)

{{ parts_of_whole('series', 'is_technical', 'is_whole', 'graduates') }}
