with

pupils as (

    select * from {{ source('raw', 'duo_vo_pupils') }}

),

vintages as (

    {{ current_vintages(source('raw', 'duo_vo_pupils'), 'duo.vo_pupils') }}

),

newest as (

    select max(period) as period from vintages

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
    pupils.count as pupils,
    pupils.count_low as pupils_low,
    pupils.count_high as pupils_high,
    'duo.vo_pupils' as dataset_id,
    pupils.vintage_id,
    case when newest.period is null then 'definitive' else 'provisional' end as status
from pupils
inner join vintages
    on
        pupils.period = vintages.period
        and pupils.vintage_id = vintages.vintage_id
left join newest
    on pupils.period = newest.period
left join {{ ref('provinces') }} as provinces
    on pupils.province_name = provinces.duo_name
