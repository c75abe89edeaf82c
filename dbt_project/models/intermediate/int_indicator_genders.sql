with

counts as (

    select * from {{ ref('int_indicator_regions') }}

),

-- Where the source states both genders together, that is taken; else all genders are summed, the
-- unknown with them.
stated as (

    select distinct
        series_id,
        education_level,
        period,
        region_code,
        definition_version
    from counts
    where gender = 'total'

),

grouped as (

    select
        counts.*,
        'total' as gender_group
    from counts
    left join stated
        on
            counts.series_id = stated.series_id
            and counts.education_level = stated.education_level
            and counts.period = stated.period
            and counts.region_code = stated.region_code
            and counts.definition_version = stated.definition_version
    where stated.series_id is null or counts.gender = 'total'

    union all

    select
        counts.*,
        counts.gender as gender_group
    from counts
    where counts.gender in ('male', 'female')

)

select
    series_id,
    education_level,
    period,
    region_code,
    gender_group as gender,
    sum(numerator_low) as numerator_low,
    sum(numerator_high) as numerator_high,
    sum(rest_low) as rest_low,
    sum(rest_high) as rest_high,
    definition_version,
    dataset_id,
    max(vintage_id) as vintage_id,
    case when max(status) = min(status) then max(status) else 'provisional' end as status
from grouped
group by
    series_id, education_level, period, region_code, gender_group, definition_version, dataset_id
