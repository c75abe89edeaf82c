-- The newest figure of every series, with the trend of the years that can be compared with it.
with

-- Of what has quarters the years tell the trend.
steps as (

    select * from {{ ref('int_indicator_steps') }}
    where period_type <> 'quarter'

),

ranked as (

    select
        steps.*,
        cast(substring(steps.period, 1, 4) as integer) as start_year,
        row_number() over (
            partition by steps.indicator_id, steps.region_code, steps.gender, steps.education_level
            order by steps.period_start desc
        ) as recency
    from steps

),

latest as (

    select * from ranked
    where recency = 1

),

-- The last five periods without a break between them; fewer than three show no trend. Rounded, for
-- the last decimals come from the order of adding up.
trends as (

    select
        ranked.indicator_id,
        ranked.region_code,
        ranked.gender,
        ranked.education_level,
        count(*) as trend_periods,
        case when count(*) >= 3 then round(regr_slope(ranked.value, ranked.start_year), 9) end
            as trend_per_year
    from ranked
    inner join latest
        on
            ranked.indicator_id = latest.indicator_id
            and ranked.region_code = latest.region_code
            and ranked.gender = latest.gender
            and ranked.education_level = latest.education_level
            and ranked.period_type = latest.period_type
            and ranked.segment = latest.segment
    where ranked.recency <= 5
    group by ranked.indicator_id, ranked.region_code, ranked.gender, ranked.education_level

)

select
    latest.indicator_id,
    latest.region_level,
    latest.region_code,
    latest.region_name,
    latest.gender,
    latest.education_level,
    latest.period,
    latest.start_year,
    latest.value,
    latest.value_low,
    latest.value_high,
    latest.is_estimate,
    latest.status,
    latest.basis,
    latest.definition_version,
    latest.dataset_id,
    latest.vintage_id,
    latest.segment,
    trends.trend_periods,
    trends.trend_per_year
from latest
inner join trends
    on
        latest.indicator_id = trends.indicator_id
        and latest.region_code = trends.region_code
        and latest.gender = trends.gender
        and latest.education_level = trends.education_level
