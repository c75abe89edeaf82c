with

pupils as (

    {{ duo_rows(
        'vo_pupils',
        columns=[
            'institution_code', 'location_code', 'province_name', 'school_type', 'vmbo_sector',
            'programme', 'element_code', 'study_year'
        ],
        people='pupils',
        breakdowns=['gender', 'no_gender']
    ) }}

)

select
    pupils.period,
    pupils.institution_code,
    pupils.location_code,
    provinces.province_code,
    pupils.province_name,
    pupils.school_type,
    pupils.vmbo_sector,
    pupils.programme,
    pupils.element_code,
    pupils.study_year,
    pupils.gender,
    pupils.pupils,
    pupils.pupils_low,
    pupils.pupils_high,
    pupils.dataset_id,
    pupils.vintage_id,
    pupils.status
from pupils
left join {{ ref('provinces') }} as provinces
    on pupils.province_name = provinces.duo_name
