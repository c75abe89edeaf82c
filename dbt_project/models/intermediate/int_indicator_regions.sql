with

counts as (

    select * from {{ ref('int_indicator_counts') }}

),

-- Where the source states the whole country, that is taken: sums of rounded parts may miss it.
stated as (

    select distinct
        series_id,
        education_level,
        period
    from counts
    where region_code = 'NL01'

),

placed as (

    select
        counts.*,
        'NL01' as placed_code
    from counts
    left join stated
        on
            counts.series_id = stated.series_id
            and counts.education_level = stated.education_level
            and counts.period = stated.period
    where stated.series_id is null or counts.region_code = 'NL01'

    union all

    select
        counts.*,
        provinces.landsdeel_code as placed_code
    from counts
    inner join {{ ref('provinces') }} as provinces
        on counts.region_code = provinces.province_code

    union all

    select
        counts.*,
        provinces.province_code as placed_code
    from counts
    inner join {{ ref('provinces') }} as provinces
        on counts.region_code = provinces.province_code

)

select
    series_id,
    education_level,
    period,
    placed_code as region_code,
    gender,
    sum(numerator_low) as numerator_low,
    sum(numerator_high) as numerator_high,
    sum(rest_low) as rest_low,
    sum(rest_high) as rest_high,
    dataset_id,
    vintage_id,
    status
from placed
group by
    series_id, education_level, period, placed_code, gender, dataset_id, vintage_id, status
