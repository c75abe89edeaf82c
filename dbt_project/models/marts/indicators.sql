with

indicators as (

    select * from {{ ref('indicator_list') }}

),

-- The definition behind the newest figure.
newest as (

    select
        indicator_id,
        definition_version,
        basis
    from (
        select
            indicator_id,
            definition_version,
            basis,
            row_number() over (
                partition by indicator_id
                order by period_start desc, period_type asc, education_level asc
            ) as recency
        from {{ ref('indicator_versions') }}
        where is_leading and gender = 'total'
    ) as ranked
    where recency = 1

),

-- The one that would count if there were figures.
expected as (

    select
        list_id,
        definition_version,
        basis
    from (
        select
            list_id,
            definition_version,
            basis,
            row_number() over (partition by list_id order by preference, definition_version)
                as choice
        from {{ ref('int_definitions') }}
        where valid_until is null
    ) as ranked
    where choice = 1

),

-- The last known break in the series; all of them are in indicator_breaks.
breaks as (

    select
        indicator_id,
        period,
        note_nl,
        note_en
    from (
        select
            *,
            row_number()
                over (partition by indicator_id order by period desc, note_nl asc)
                as recency
        from {{ ref('indicator_breaks') }}
    ) as ranked
    where recency = 1

)

select
    indicators.indicator_id,
    indicators.goal_no,
    goals.line,
    indicators.name_nl,
    indicators.name_en,
    indicators.definition_nl,
    indicators.definition_en,
    indicators.unit,
    indicators.numerator_nl,
    indicators.denominator_nl,
    indicators.target_value,
    indicators.target_period,
    coalesce(newest.basis, expected.basis) as basis,
    coalesce(newest.definition_version, expected.definition_version) as definition_version,
    coalesce(indicators.datasets, '') as datasets,
    breaks.period as break_period,
    breaks.note_nl as break_nl,
    breaks.note_en as break_en
from indicators
inner join {{ ref('goals') }} as goals on indicators.goal_no = goals.goal_no
left join newest on indicators.indicator_id = newest.indicator_id
left join expected on indicators.list_id = expected.list_id
left join breaks on indicators.indicator_id = breaks.indicator_id
