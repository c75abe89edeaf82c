-- Where those who left technical programmes are, one year later.
with

leavers as (

    select
        *,
        substring(field_title, 1, 2) as field_code
    from {{ ref('stg_cbs__mbo_leavers') }}
    where position is not null

),

classified as (

    {{ under_definitions('leavers', 'isced', {'isced': 'field_code'}) }}

),

positions as (

    select listed.position
    from (values ('work'), ('education')) as listed (position)

),

series as (

    select
        classified.*,
        'mbo' as education_level,
        'mbo_tech_leavers_' || positions.position as series_id,
        classified.position = positions.position as is_counted,
        classified.position = 'total' as is_whole
    from classified
    cross join positions
    where classified.is_technical

)

{{ parts_of_whole('series', 'is_counted', 'is_whole', 'leavers') }}
