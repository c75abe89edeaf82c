-- Each figure beside the one before it in its series, and how many breaks there were up to it:
-- figures with the same segment can be compared.
with

figures as (

    select * from {{ ref('indicator_values') }}

),

eras as (

    select
        held.indicator_id,
        held.dataset_id,
        held.period,
        count(breaks.period) as era
    from (
        select distinct
            indicator_id,
            dataset_id,
            period
        from figures
    ) as held
    left join {{ ref('int_breaks') }} as breaks
        on
            held.indicator_id = breaks.indicator_id
            and (breaks.dataset_id is null or held.dataset_id = breaks.dataset_id)
            and held.period >= breaks.period
    group by held.indicator_id, held.dataset_id, held.period

),

ordered as (

    select
        figures.*,
        coalesce(eras.era, 0) as era,
        lag(figures.period) over series as previous_period,
        lag(figures.value) over series as previous_value,
        lag(figures.value_low) over series as previous_low,
        lag(figures.value_high) over series as previous_high,
        lag(figures.definition_version) over series as previous_definition_version,
        lag(figures.dataset_id) over series as previous_dataset_id,
        lag(coalesce(eras.era, 0)) over series as previous_era
    from figures
    left join eras
        on
            figures.indicator_id = eras.indicator_id
            and figures.dataset_id = eras.dataset_id
            and figures.period = eras.period
    window series as (
        partition by
            figures.indicator_id, figures.region_code, figures.gender, figures.education_level,
            figures.period_type
        order by figures.period_start
    )

),

judged as (

    select
        ordered.*,
        case
            when ordered.previous_period is null then null
            when ordered.definition_version <> ordered.previous_definition_version then 'definition'
            when ordered.dataset_id <> ordered.previous_dataset_id then 'source'
            when ordered.era <> ordered.previous_era then 'series'
        end as break_kind
    from ordered

)

select
    indicator_id,
    period,
    period_start,
    period_type,
    region_level,
    region_code,
    region_name,
    gender,
    education_level,
    value,
    value_low,
    value_high,
    is_estimate,
    status,
    basis,
    definition_version,
    dataset_id,
    vintage_id,
    previous_period,
    previous_value,
    previous_low,
    previous_high,
    previous_definition_version,
    previous_dataset_id,
    break_kind,
    sum(case when break_kind is null then 0 else 1 end) over (
        partition by indicator_id, region_code, gender, education_level, period_type
        order by period_start
        rows between unbounded preceding and current row
    ) as segment
from judged
