with

vacancies as (

    select
        *,
        coalesce(occupation_code, '') as code_or_none
    from {{ ref('stg_cbs__occupation_vacancies') }}

),

classified as (

    {{ under_definitions('vacancies', 'occupations', {'brc': 'code_or_none'}) }}

),

series as (

    select
        classified.*,
        'total' as gender,
        'total' as education_level,
        'tech_vacancies_new' as series_id,
        classified.is_technical as is_counted,
        classified.occupation_title = 'Totaal' as is_whole
    from classified

    union all

    select
        classified.*,
        'total' as gender,
        'total' as education_level,
        'ict_vacancies_new' as series_id,
        classified.is_technical and classified.cluster = 'ict' as is_counted,
        classified.occupation_title = 'Totaal' as is_whole
    from classified

)

{{ parts_of_whole('series', 'is_counted', 'is_whole', 'vacancies') }}
