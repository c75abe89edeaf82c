-- Where every indicator stands, in one row: the newest figure, what was agreed, how it moves and
-- what the progress report of 2018 said.
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

),

-- What the report said last of each indicator, for the country.
said as (

    select
        indicator_id,
        education_level,
        period,
        value
    from (
        select
            comparison as indicator_id,
            education_level,
            period,
            value,
            row_number() over (
                partition by comparison, education_level order by period desc
            ) as recency
        from {{ ref('report_statements') }}
        where
            compared_with = 'indicator'
            and statement_kind = 'observed'
            and region_name = 'Nederland'
            and unit in ('count', 'percent')
    ) as newest
    where recency = 1

),

beside as (

    select
        latest.*,
        indicators.goal_no,
        indicators.unit,
        indicators.name_nl,
        indicators.name_en,
        indicators.target_value,
        indicators.target_period,
        trends.trend_periods,
        trends.trend_per_year,
        said.period as report_period,
        case
            when latest.region_level = 'country' and latest.gender = 'total' then said.value
        end as report_value,
        before.value as value_then,
        before.segment = latest.segment as is_comparable_with_then,
        vintages.url as source_url,
        vintages.sha256 as source_sha256,
        vintages.retrieved_at
    from latest
    inner join {{ ref('indicator_list') }} as indicators
        on latest.indicator_id = indicators.indicator_id
    inner join trends
        on
            latest.indicator_id = trends.indicator_id
            and latest.region_code = trends.region_code
            and latest.gender = trends.gender
            and latest.education_level = trends.education_level
    left join said
        on
            latest.indicator_id = said.indicator_id
            and latest.education_level = said.education_level
    left join ranked as before
        on
            latest.indicator_id = before.indicator_id
            and latest.region_code = before.region_code
            and latest.gender = before.gender
            and latest.education_level = before.education_level
            and said.period = before.period
    left join {{ source('meta', 'vintages') }} as vintages
        on
            latest.dataset_id = vintages.dataset_id
            and latest.vintage_id = vintages.vintage_id

),

judged as (

    select
        beside.*,
        ceil((beside.target_value - beside.value) / nullif(beside.trend_per_year, 0)) as years_to_go
    from beside

),

standing as (

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
        case when is_comparable_with_then then value - value_then end as change_since_report,
        is_comparable_with_then as is_comparable_with_report,
        dataset_id,
        vintage_id,
        source_url,
        source_sha256,
        retrieved_at
    from judged

),

-- What was agreed, of which there is no figure at all.
without_figures as (

    select indicators.*
    from {{ ref('indicator_list') }} as indicators
    left join latest on indicators.indicator_id = latest.indicator_id
    where indicators.target_value is not null and latest.indicator_id is null

)

select * from standing

union all

select
    goal_no,
    indicator_id,
    name_nl,
    name_en,
    'country' as region_level,
    'NL01' as region_code,
    'Nederland' as region_name,
    'total' as gender,
    education_level,
    unit,
    cast(null as string) as period,
    cast(null as double) as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    cast(null as boolean) as is_estimate,
    cast(null as string) as status,
    cast(null as string) as basis,
    cast(null as string) as definition_version,
    target_value,
    target_period,
    cast(null as double) as distance,
    cast(null as double) as trend_per_year,
    0 as trend_periods,
    'unknown' as reached,
    cast(null as string) as report_period,
    cast(null as double) as report_value,
    cast(null as double) as value_then,
    cast(null as double) as change_since_report,
    cast(null as boolean) as is_comparable_with_report,
    cast(null as string) as dataset_id,
    cast(null as string) as vintage_id,
    cast(null as string) as source_url,
    cast(null as string) as source_sha256,
    cast(null as timestamp) as retrieved_at
from without_figures
