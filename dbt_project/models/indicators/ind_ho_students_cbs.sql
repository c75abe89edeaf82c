with

students as (

    select
        *,
        -- Broad fields only: 05 but not 051, which is a part of it.
        case when field_title like '__ %' then substring(field_title, 1, 2) end as isced_code
    from {{ ref('stg_cbs__ho_students') }}
    where measure in ('first_years', 'enrolled') and education_level is not null

),

fields as (

    select
        students.*,
        coalesce(students.isced_code, '') as isced_or_none
    from students

),

classified as (

    {{ under_definitions('fields', 'isced', {'isced': 'isced_or_none'}) }}

),

series as (

    select
        classified.*,
        case classified.education_level when 'hbo+wo' then 'ho' else classified.education_level end
        || case classified.measure when 'first_years' then '_tech' else '_students_tech' end
            as series_id,
        classified.field_title = 'Totaal' as is_whole
    from classified

)

{{ parts_of_whole('series', 'is_technical', 'is_whole', 'students') }}
