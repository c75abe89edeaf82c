-- Where every indicator stands, in one row: the newest figure, what was agreed, how it moves and
-- what the progress report of 2018 said.
with

indicators as (

    select * from {{ ref('indicator_list') }}

),

latest as (

    select * from {{ ref('int_indicator_trends') }}

),

said as (

    select * from {{ ref('int_reported_2018') }}

),

-- What was agreed stands here without any figure too.
standing as (

    select
        indicators.goal_no,
        indicators.indicator_id,
        indicators.name_nl,
        indicators.name_en,
        coalesce(latest.region_level, 'country') as region_level,
        coalesce(latest.region_code, 'NL01') as region_code,
        coalesce(latest.region_name, 'Nederland') as region_name,
        coalesce(latest.gender, 'total') as gender,
        coalesce(latest.education_level, indicators.education_level) as education_level,
        indicators.unit,
        latest.period,
        latest.start_year,
        latest.value,
        latest.value_low,
        latest.value_high,
        latest.is_estimate,
        latest.status,
        latest.basis,
        latest.definition_version,
        latest.segment,
        latest.dataset_id,
        latest.vintage_id,
        indicators.target_value,
        indicators.target_period,
        latest.trend_per_year,
        coalesce(latest.trend_periods, 0) as trend_periods,
        ceil((indicators.target_value - latest.value) / nullif(latest.trend_per_year, 0))
            as years_to_go
    from indicators
    left join latest on indicators.indicator_id = latest.indicator_id
    where latest.indicator_id is not null or indicators.target_value is not null

),

beside as (

    select
        standing.*,
        said.period as report_period,
        case
            when standing.region_level = 'country' and standing.gender = 'total' then said.value
        end as report_value,
        before.value as value_then,
        before.segment = standing.segment as is_comparable_with_report,
        vintages.url as source_url,
        vintages.sha256 as source_sha256,
        vintages.retrieved_at
    from standing
    left join said
        on
            standing.indicator_id = said.indicator_id
            and standing.education_level = said.education_level
    left join {{ ref('int_indicator_steps') }} as before
        on
            standing.indicator_id = before.indicator_id
            and standing.region_code = before.region_code
            and standing.gender = before.gender
            and standing.education_level = before.education_level
            and said.period = before.period
    left join {{ source('meta', 'vintages') }} as vintages
        on
            standing.dataset_id = vintages.dataset_id
            and standing.vintage_id = vintages.vintage_id

)

select
    goal_no,
    indicator_id,
    name_nl,
    name_en,
    region_level,
    region_code,
    region_name,
    gender,
    education_level,
    unit,
    period,
    value,
    value_low,
    value_high,
    is_estimate,
    status,
    basis,
    definition_version,
    target_value,
    target_period,
    target_value - value as distance,
    trend_per_year,
    trend_periods,
    case
        when target_value is null then null
        when value >= target_value then 'reached'
        when trend_per_year is null then 'unknown'
        -- Further away than fifty years is no forecast.
        when trend_per_year <= 0 or years_to_go > 50 then 'not'
        when
            period like '____/____'
            then {{ school_year('cast(start_year + years_to_go as integer)') }}
        else cast(cast(start_year + years_to_go as integer) as string)
    end as reached,
    report_period,
    report_value,
    value_then,
    case when is_comparable_with_report then value - value_then end as change_since_report,
    is_comparable_with_report,
    dataset_id,
    vintage_id,
    source_url,
    source_sha256,
    retrieved_at
from beside
