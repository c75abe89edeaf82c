with

exams as (

    select * from {{ source('raw', 'duo_vo_exam_candidates') }}

),

vintages as (

    {{ current_vintages(source('raw', 'duo_vo_exam_candidates'), 'duo.vo_exam_candidates') }}

),

newest as (

    select max(period) as period from vintages

)

select
    exams.period,
    exams.institution_code,
    exams.location_code,
    exams.municipality_name,
    exams.school_type,
    exams.programme_name,
    exams.gender,
    exams.measure,
    exams.count as pupils,
    exams.count_low as pupils_low,
    exams.count_high as pupils_high,
    'duo.vo_exam_candidates' as dataset_id,
    exams.vintage_id,
    case when newest.period is null then 'definitive' else 'provisional' end as status
from exams
inner join vintages
    on
        exams.period = vintages.period
        and exams.vintage_id = vintages.vintage_id
left join newest
    on exams.period = newest.period
