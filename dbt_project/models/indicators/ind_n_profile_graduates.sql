with

graduates as (

    select * from {{ ref('stg_duo__vo_exam_candidates') }}
    where measure = 'passed'

),

school_types as (

    select
        listed.school_type,
        listed.series_id,
        listed.education_level
    from (
        values
        ('HAVO', 'havo_n_profile_graduates', 'havo'),
        ('VWO', 'vwo_n_profile_graduates', 'vwo'),
        ('HAVO', 'havo_vwo_n_profile_graduates', 'havo/vwo'),
        ('VWO', 'havo_vwo_n_profile_graduates', 'havo/vwo')
    ) as listed (school_type, series_id, education_level)

),

placed as (

    select
        school_types.series_id,
        school_types.education_level,
        graduates.*,
        -- HAVO - N&T / N&G
        replace(
            replace(graduates.programme_name, 'HAVO - ', ''), 'VWO - ', ''
        ) as profile,
        municipalities.province_code,
        municipalities.municipality_code
    from graduates
    inner join school_types
        on graduates.school_type = school_types.school_type
    left join {{ ref('int_municipality_keys') }} as municipalities
        on {{ municipality_key('graduates.municipality_name') }} = municipalities.municipality_key

),

classified as (

    {{ under_definitions('placed', 'n_profile', {'exam_profile': 'profile'}) }}

)

{{ counts(
    'classified', 'is_technical', 'pupils_low', 'pupils_high', 'province_code', 'municipality_code'
) }}
