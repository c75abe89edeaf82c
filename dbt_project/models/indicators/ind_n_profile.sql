with

pupils as (

    select * from {{ ref('stg_duo__vo_pupils') }}
    where study_year = 4

),

-- Havo and vwo count for themselves and for the two together.
school_types as (

    select
        listed.school_type,
        listed.series_id,
        listed.education_level
    from (
        values
        ('HAVO lj 4-5', 'havo_n_profile', 'havo'),
        ('VWO lj 4-6', 'vwo_n_profile', 'vwo'),
        ('HAVO lj 4-5', 'havo_vwo_n_profile', 'havo/vwo'),
        ('VWO lj 4-6', 'havo_vwo_n_profile', 'havo/vwo')
    ) as listed (school_type, series_id, education_level)

),

placed as (

    select
        school_types.series_id,
        school_types.education_level,
        pupils.*,
        places.municipality_code
    from pupils
    inner join school_types
        on pupils.school_type = school_types.school_type
    {{ join_location('pupils', 'vo') }}

),

classified as (

    {{ under_definitions('placed', 'n_profile', {'profile': 'programme'}) }}

)

{{ counts(
    'classified', 'is_technical', 'pupils_low', 'pupils_high', 'province_code', 'municipality_code'
) }}
