with

pupils as (

    select * from {{ ref('stg_duo__vo_pupils') }}
    where study_year = 3

),

-- A leerweg counts for itself and for those that it is taken together with.
leerwegen as (

    select
        listed.school_type,
        listed.series_id,
        listed.education_level
    from (
        values
        ('VMBO BL lj 3-4', 'vmbo_bb_tech', 'vmbo-bb'),
        ('VMBO KL lj 3-4', 'vmbo_kb_tech', 'vmbo-kb'),
        ('VMBO GL lj 3-4', 'vmbo_gl_tech', 'vmbo-gl'),
        ('VMBO BL lj 3-4', 'vmbo_bbkb_tech', 'vmbo-bb/kb'),
        ('VMBO KL lj 3-4', 'vmbo_bbkb_tech', 'vmbo-bb/kb'),
        ('VMBO BL lj 3-4', 'vmbo_bbkbgl_tech', 'vmbo-bb/kb/gl'),
        ('VMBO KL lj 3-4', 'vmbo_bbkbgl_tech', 'vmbo-bb/kb/gl'),
        ('VMBO GL lj 3-4', 'vmbo_bbkbgl_tech', 'vmbo-bb/kb/gl')
    ) as listed (school_type, series_id, education_level)

),

placed as (

    select
        leerwegen.series_id,
        leerwegen.education_level,
        pupils.*,
        places.municipality_code
    from pupils
    inner join leerwegen
        on pupils.school_type = leerwegen.school_type
    {{ join_location('pupils', 'vo') }}

),

classified as (

    {{ under_definitions('placed', 'vmbo', {'programme': 'programme'}) }}

)

{{ counts(
    'classified', 'is_technical', 'pupils_low', 'pupils_high', 'province_code', 'municipality_code'
) }}
