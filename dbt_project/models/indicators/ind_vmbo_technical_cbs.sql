-- Years that DUO no longer has: third-year pupils in the sector techniek of CBS, for the country.
with

pupils as (

    select * from {{ ref('stg_cbs__vmbo_pupils') }}
    where study_year_title = 'Leerjaar 3' and region_code = 'NL01'

),

-- What counts for which leerweg, and for leerwegen together.
parts as (

    select
        listed.measure_title,
        listed.leerweg,
        listed.is_technical
    from (
        values
        ('Vmbo-b leerjaar 3-4', 'bb', false),
        ('Vmbo-b totaal techniek', 'bb', true),
        ('Vmbo-k leerjaar 3-4', 'kb', false),
        ('Vmbo-k techniek', 'kb', true),
        ('Vmbo-g leerjaar 3-4', 'gl', false),
        ('Vmbo-g techniek', 'gl', true)
    ) as listed (measure_title, leerweg, is_technical)

),

leerwegen as (

    select
        listed.leerweg,
        listed.series_id,
        listed.education_level
    from (
        values
        ('bb', 'vmbo_bb_tech', 'vmbo-bb'),
        ('kb', 'vmbo_kb_tech', 'vmbo-kb'),
        ('gl', 'vmbo_gl_tech', 'vmbo-gl'),
        ('bb', 'vmbo_bbkb_tech', 'vmbo-bb/kb'),
        ('kb', 'vmbo_bbkb_tech', 'vmbo-bb/kb'),
        ('bb', 'vmbo_bbkbgl_tech', 'vmbo-bb/kb/gl'),
        ('kb', 'vmbo_bbkbgl_tech', 'vmbo-bb/kb/gl'),
        ('gl', 'vmbo_bbkbgl_tech', 'vmbo-bb/kb/gl')
    ) as listed (leerweg, series_id, education_level)

),

classified as (

    select
        leerwegen.series_id,
        leerwegen.education_level,
        pupils.*,
        parts.is_technical,
        not parts.is_technical as is_whole,
        'vmbo-sector-techniek' as definition_version
    from pupils
    inner join parts on pupils.measure_title = parts.measure_title
    inner join leerwegen on parts.leerweg = leerwegen.leerweg

)

{{ parts_of_whole('classified', 'is_technical', 'is_whole', 'pupils') }}
