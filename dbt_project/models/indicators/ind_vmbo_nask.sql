-- Exam candidates of vmbo gl and tl with NaSk. Who takes NaSk1 and NaSk2 is in both counts, so a
-- location has at least as many of them as the larger count, at most both together.
with

exams as (

    select * from {{ ref('stg_duo__vo_exam_subjects') }}
    where measure = 'school_exams_for_diploma' and vmbo_leerweg in ('GL', 'TL')

),

candidates as (

    select * from {{ ref('stg_duo__vo_exam_results') }}
    where measure = 'candidates' and vmbo_leerweg in ('GL', 'TL')

),

leerwegen as (

    select
        listed.vmbo_leerweg,
        listed.series_id,
        listed.education_level
    from (
        values
        ('GL', 'vmbo_gl_nask', 'vmbo-gl'),
        ('TL', 'vmbo_tl_nask', 'vmbo-tl'),
        ('GL', 'vmbo_gltl_nask', 'vmbo-gl/tl'),
        ('TL', 'vmbo_gltl_nask', 'vmbo-gl/tl')
    ) as listed (vmbo_leerweg, series_id, education_level)

),

classified as (

    {{ under_definitions('exams', 'nask', {'subject': 'subject_code'}) }}

),

per_subject as (

    select
        period,
        institution_code,
        location_code,
        vmbo_leerweg,
        definition_version,
        subject_code,
        sum(exams_low) as exams_low,
        sum(exams_high) as exams_high
    from classified
    where is_technical
    group by
        period, institution_code, location_code, vmbo_leerweg, definition_version, subject_code

),

with_nask as (

    select
        period,
        institution_code,
        location_code,
        vmbo_leerweg,
        definition_version,
        max(exams_low) as pupils_low,
        sum(exams_high) as pupils_high
    from per_subject
    group by period, institution_code, location_code, vmbo_leerweg, definition_version

),

-- Of a year of which only one of the two files is there, nothing is known.
definitions as (

    select distinct
        period,
        definition_version
    from classified

),

everyone as (

    select
        candidates.period,
        candidates.institution_code,
        candidates.location_code,
        candidates.vmbo_leerweg,
        definitions.definition_version,
        max(provinces.province_code) as province_code,
        max(municipalities.municipality_code) as municipality_code,
        sum(candidates.pupils_low) as pupils_low,
        sum(candidates.pupils_high) as pupils_high,
        max(candidates.dataset_id) as dataset_id,
        max(candidates.vintage_id) as vintage_id,
        max(candidates.status) as status
    from candidates
    inner join definitions
        on candidates.period = definitions.period
    left join {{ ref('provinces') }} as provinces
        on candidates.province_name = provinces.duo_name
    left join {{ ref('int_municipality_keys') }} as municipalities
        on {{ municipality_key('candidates.municipality_name') }} = municipalities.municipality_key
    group by
        candidates.period, candidates.institution_code, candidates.location_code,
        candidates.vmbo_leerweg, definitions.definition_version

),

bounded as (

    select
        everyone.*,
        least(coalesce(with_nask.pupils_low, 0), everyone.pupils_high) as nask_low,
        least(coalesce(with_nask.pupils_high, 0), everyone.pupils_high) as nask_high
    from everyone
    left join with_nask
        on
            everyone.period = with_nask.period
            and everyone.institution_code = with_nask.institution_code
            and everyone.location_code = with_nask.location_code
            and everyone.vmbo_leerweg = with_nask.vmbo_leerweg
            and everyone.definition_version = with_nask.definition_version

)

select
    leerwegen.series_id,
    leerwegen.education_level,
    bounded.period,
    bounded.province_code as region_code,
    bounded.municipality_code,
    'total' as gender,
    sum(bounded.nask_low) as numerator_low,
    sum(bounded.nask_high) as numerator_high,
    sum(greatest(bounded.pupils_low - bounded.nask_high, 0)) as rest_low,
    sum(bounded.pupils_high - bounded.nask_low) as rest_high,
    bounded.definition_version,
    bounded.dataset_id,
    bounded.vintage_id,
    bounded.status
from bounded
inner join leerwegen
    on bounded.vmbo_leerweg = leerwegen.vmbo_leerweg
group by
    leerwegen.series_id, leerwegen.education_level, bounded.period, bounded.province_code,
    bounded.municipality_code, bounded.definition_version, bounded.dataset_id, bounded.vintage_id,
    bounded.status
