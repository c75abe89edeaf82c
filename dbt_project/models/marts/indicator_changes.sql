with

steps as (

    select * from {{ ref('int_indicator_steps') }}
    where previous_period is not null

),

notes as (

    select
        steps.indicator_id,
        steps.dataset_id,
        steps.period,
        steps.previous_period,
        max(breaks.note_nl) as note_nl,
        max(breaks.note_en) as note_en
    from (
        select distinct
            indicator_id,
            dataset_id,
            period,
            previous_period
        from steps
        where break_kind = 'series'
    ) as steps
    inner join {{ ref('int_breaks') }} as breaks
        on
            steps.indicator_id = breaks.indicator_id
            and (breaks.dataset_id is null or steps.dataset_id = breaks.dataset_id)
            and steps.period >= breaks.period
            and steps.previous_period < breaks.period
    group by steps.indicator_id, steps.dataset_id, steps.period, steps.previous_period

)

select
    steps.indicator_id,
    steps.period,
    steps.previous_period,
    steps.region_level,
    steps.region_code,
    steps.region_name,
    steps.gender,
    steps.education_level,
    steps.value,
    steps.previous_value,
    steps.break_kind is null as is_comparable,
    case when steps.break_kind is null then steps.value - steps.previous_value end as change,
    case when steps.break_kind is null then steps.value_low - steps.previous_high end
        as change_low,
    case when steps.break_kind is null then steps.value_high - steps.previous_low end
        as change_high,
    case
        when steps.break_kind is null and indicators.unit <> 'percent'
            then 100.0 * (steps.value - steps.previous_value) / nullif(steps.previous_value, 0)
    end as change_percent,
    case steps.break_kind
        when 'definition'
            then
                'Andere definitie: ' || steps.previous_definition_version || ' werd '
                || steps.definition_version
        when 'source'
            then 'Andere bron: ' || steps.previous_dataset_id || ' werd ' || steps.dataset_id
        when 'series' then notes.note_nl
    end as break_nl,
    case steps.break_kind
        when 'definition'
            then
                'Other definition: ' || steps.previous_definition_version || ' became '
                || steps.definition_version
        when 'source'
            then 'Other source: ' || steps.previous_dataset_id || ' became ' || steps.dataset_id
        when 'series' then notes.note_en
    end as break_en
from steps
inner join {{ ref('indicator_list') }} as indicators
    on steps.indicator_id = indicators.indicator_id
left join notes
    on
        steps.indicator_id = notes.indicator_id
        and steps.dataset_id = notes.dataset_id
        and steps.period = notes.period
        and steps.previous_period = notes.previous_period
