with

students as (

    select * from {{ ref('stg_cbs__mbo_students') }}
    where
        level_title = 'Totaal'
        and leerweg_title like 'Totaal%'
        -- CBS groups provinces in four landsdelen, the Techniekpact in five.
        and (region_code = 'NL01' or region_code like 'PV%')

),

counted as (

    select
        students.period,
        students.region_code,
        students.gender,
        students.dataset_id,
        students.vintage_id,
        students.status,
        sum(case when fields.isced_code is not null then students.students else 0 end)
            as technical,
        sum(case when students.field_title = 'Totaal' then students.students else 0 end)
            as everyone
    from students
    left join {{ ref('isced_technical_fields') }} as fields
        on substring(students.field_title, 1, 3) = fields.isced_code || ' '
    group by
        students.period, students.region_code, students.gender, students.dataset_id,
        students.vintage_id, students.status

)

select
    'mbo_students_tech' as series_id,
    'mbo' as education_level,
    period,
    region_code,
    gender,
    technical as numerator_low,
    technical as numerator_high,
    everyone - technical as rest_low,
    everyone - technical as rest_high,
    dataset_id,
    vintage_id,
    status
from counted
