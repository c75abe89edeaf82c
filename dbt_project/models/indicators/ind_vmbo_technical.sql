with

pupils as (

    select * from {{ ref('stg_duo__vo_pupils') }}
    where study_year = 3

),

-- A leerweg counts for itself and for the three together.
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
        ('VMBO BL lj 3-4', 'vmbo_bbkbgl_tech', 'vmbo-bb/kb/gl'),
        ('VMBO KL lj 3-4', 'vmbo_bbkbgl_tech', 'vmbo-bb/kb/gl'),
        ('VMBO GL lj 3-4', 'vmbo_bbkbgl_tech', 'vmbo-bb/kb/gl')
    ) as listed (school_type, series_id, education_level)

),

classified as (

    select
        leerwegen.series_id,
        leerwegen.education_level,
        pupils.*,
        technical.programme is not null as is_technical
    from pupils
    inner join leerwegen
        on pupils.school_type = leerwegen.school_type
    left join {{ ref('vmbo_technical_programmes') }} as technical
        on pupils.programme = technical.programme

)

{{ counts('classified', 'is_technical', 'pupils_low', 'pupils_high', 'province_code') }}
