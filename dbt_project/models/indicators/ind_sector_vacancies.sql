with

vacancies as (

    select * from {{ ref('stg_cbs__sector_vacancies') }}
    where measure in ('open', 'new')

),

classified as (

    {{ under_definitions('vacancies', 'branches', {'sbi': 'branch_code'}) }}

),

series as (

    select
        classified.*,
        'total' as gender,
        'total' as education_level,
        'tech_sector_vacancies_' || classified.measure as series_id,
        classified.branch_code = 'A-U' as is_whole
    from classified

)

{{ parts_of_whole('series', 'is_technical', 'is_whole', 'vacancies') }}
