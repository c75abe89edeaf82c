with

people as (

    select
        *,
        coalesce(occupation_code, '') as code_or_none
    from {{ ref('stg_cbs__occupations') }}

),

classified as (

    {{ under_definitions('people', 'occupations', {'brc': 'code_or_none'}) }}

),

series as (

    select
        classified.*,
        'total' as education_level,
        'tech_occupation' as series_id,
        classified.is_technical as is_counted,
        classified.occupation_title = 'Totaal' as is_whole
    from classified

    union all

    select
        classified.*,
        'total' as education_level,
        'ict_occupation' as series_id,
        classified.is_technical and classified.cluster = 'ict' as is_counted,
        classified.occupation_title = 'Totaal' as is_whole
    from classified

)

{{ parts_of_whole('series', 'is_counted', 'is_whole', 'people') }}
