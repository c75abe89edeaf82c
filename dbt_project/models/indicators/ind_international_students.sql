-- International students among all students in technical fields.
with

students as (

    select
        *,
        substring(field_title, 1, 2) as isced_code
    from {{ ref('stg_cbs__international_students') }}
    where measure is not null

),

classified as (

    {{ under_definitions('students', 'isced', {'isced': 'isced_code'}) }}

),

series as (

    select
        classified.*,
        'intl_students_tech' as series_id,
        classified.measure = 'international' as is_international,
        classified.measure = 'everyone' as is_whole
    from classified
    where classified.is_technical

)

{{ parts_of_whole('series', 'is_international', 'is_whole', 'students') }}
