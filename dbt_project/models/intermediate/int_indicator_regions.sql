with

counts as (

    select * from {{ ref('int_indicator_counts') }}

),

-- Where the source states the whole country, that is taken: sums of rounded parts may miss it.
stated as (

    select distinct
        series_id,
        education_level,
        period,
        definition_version
    from counts
    where region_code = 'NL01'

),

labour_market_regions as (

    select distinct
        current_municipality_code as municipality_code,
        labour_market_region_code
    from {{ ref('int_municipalities') }}
    where labour_market_region_code is not null

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
            and counts.definition_version = stated.definition_version
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

    union all

    select
        counts.*,
        labour_market_regions.labour_market_region_code as placed_code
    from counts
    inner join labour_market_regions
        on counts.municipality_code = labour_market_regions.municipality_code

    union all

    select
        counts.*,
        'GM' || counts.municipality_code as placed_code
    from counts
    where counts.municipality_code is not null

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
    definition_version,
    dataset_id,
    -- A period may come from a file for hbo and one for wo.
    max(vintage_id) as vintage_id,
    case when max(status) = min(status) then max(status) else 'provisional' end as status
from placed
group by
    series_id, education_level, period, placed_code, gender, definition_version, dataset_id
