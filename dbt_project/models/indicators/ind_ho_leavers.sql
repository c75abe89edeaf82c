-- Where those who left technical programmes are, one year later.
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

positions as (

    select listed.position
    from (values ('work'), ('education')) as listed (position)

),

series as (

    select
        classified.*,
        'hbo+wo' as education_level,
        'ho_tech_leavers_' || positions.position as series_id,
        classified.position = positions.position as is_counted,
        classified.position = 'total' as is_whole
    from classified
    cross join positions
    where classified.is_technical

)

{{ parts_of_whole('series', 'is_counted', 'is_whole', 'leavers') }}
