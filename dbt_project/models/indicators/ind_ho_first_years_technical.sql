with

students as (

    select * from {{ ref('stg_cbs__ho_students') }}
    where measure = 'first_years' and education_level in ('hbo', 'wo')

),

-- Per field, and for all fields together.
counted as (

    select
        students.education_level,
        students.period,
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
        students.education_level, students.period, students.gender, students.dataset_id,
        students.vintage_id, students.status

)

select
    case education_level when 'hbo' then 'hbo_tech' else 'wo_tech' end as series_id,
    education_level,
    period,
    'NL01' as region_code,
    gender,
    technical as numerator_low,
    technical as numerator_high,
    everyone - technical as rest_low,
    everyone - technical as rest_high,
    dataset_id,
    vintage_id,
    status
from counted
