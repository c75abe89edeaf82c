-- The parts of every count together, per way to divide the country: regions of a level, genders.
with

counts as (

    select
        genders.*,
        regions.region_level
    from {{ ref('int_indicator_genders') }} as genders
    inner join {{ ref('int_regions') }} as regions
        on genders.region_code = regions.region_code

),

parts as (

    select
        counts.*,
        counts.region_level as breakdown
    from counts
    where counts.region_level <> 'country' and counts.gender = 'total'

    union all

    select
        counts.*,
        'gender' as breakdown
    from counts
    where counts.region_level = 'country' and counts.gender in ('male', 'female')

)

select
    series_id,
    education_level,
    period,
    definition_version,
    dataset_id,
    breakdown,
    sum(numerator_low) as numerator_low,
    sum(numerator_high) as numerator_high,
    sum(rest_low) as rest_low,
    sum(rest_high) as rest_high
from parts
group by series_id, education_level, period, definition_version, dataset_id, breakdown
