-- The statements of the progress report of 2018 beside ours: indicators, partners' figures, what
-- policy agreed.
with

statements as (

    select
        *,
        coalesce(note, '') as remark
    from {{ ref('report_statements') }}

),

of_indicators as (

    select
        statements.statement_id,
        ours.value,
        ours.value_low,
        ours.value_high,
        ours.basis,
        ours.definition_version
    from statements
    inner join {{ ref('indicator_values') }} as ours
        on
            statements.comparison = ours.indicator_id
            and statements.period = ours.period
            and statements.gender = ours.gender
            and statements.education_level = ours.education_level
            and ours.region_level = 'country'
    where statements.compared_with = 'indicator' and statements.unit <> 'percentage_points'

    union all

    select
        statements.statement_id,
        changes.change as value,
        changes.change_low as value_low,
        changes.change_high as value_high,
        ours.basis,
        ours.definition_version
    from statements
    inner join {{ ref('indicator_changes') }} as changes
        on
            statements.comparison = changes.indicator_id
            and statements.period = changes.period
            and statements.remark = 'previous: ' || changes.previous_period
            and statements.gender = changes.gender
            and statements.education_level = changes.education_level
            and changes.region_level = 'country'
    inner join {{ ref('indicator_values') }} as ours
        on
            changes.indicator_id = ours.indicator_id
            and changes.period = ours.period
            and changes.gender = ours.gender
            and changes.education_level = ours.education_level
            and changes.region_code = ours.region_code
    where statements.unit = 'percentage_points' and changes.is_comparable

),

-- The figure of the period that the statement names, in whatever words it does.
of_partners as (

    select
        statements.statement_id,
        delivered.value,
        row_number() over (
            partition by statements.statement_id order by length(delivered.period) desc
        ) as choice
    from statements
    inner join {{ ref('partner_figures') }} as delivered
        on
            statements.comparison = delivered.figure_id
            and statements.period like '%' || delivered.period || '%'
            and delivered.breakdown
            = case when statements.period like '%ronde 1' then 'round_1' else 'total' end
    where statements.compared_with = 'partner_figure' and delivered.is_leading

),

of_policy as (

    select
        statements.statement_id,
        case
            when statements.statement_kind = 'target' then indicators.target_value
            else policy.value
        end as value
    from statements
    inner join {{ ref('indicator_list') }} as indicators
        on statements.comparison = indicators.indicator_id
    left join {{ ref('policy_figures') }} as policy
        on statements.statement_id = policy.statement_id
    where statements.compared_with = 'policy'

),

computed as (

    select * from of_indicators
    union all
    select
        statement_id,
        value,
        value as value_low,
        value as value_high,
        'official' as basis,
        'opgave' as definition_version
    from of_partners
    where choice = 1
    union all
    select
        statement_id,
        value,
        value as value_low,
        value as value_high,
        'official' as basis,
        'beleid' as definition_version
    from of_policy

)

select
    'report_2018_' || statements.statement_id as reference_id,
    case statements.compared_with
        when 'indicator' then statements.comparison
        when 'policy' then statements.comparison
        else statements.indicator_id
    end as our_indicator_id,
    statements.period,
    statements.gender,
    statements.education_level,
    computed.value as computed,
    computed.value_low as computed_low,
    computed.value_high as computed_high,
    computed.basis,
    computed.definition_version,
    case
        when statements.remark like '%approximate%' then abs(statements.value) * 0.05
        when statements.unit in ('percent', 'percentage_points') then 0.5
        else 0.0
    end as tolerance,
    case
        when statements.compared_with = 'context' then 'A fact of the report that is not followed'
        when statements.value is null then 'The report gives a word, not a number'
    end as doubt,
    coalesce(statements.compared_with = 'context', false) as is_context,
    case
        when computed.statement_id is not null then null
        when statements.compared_with = 'partner_figure'
            then
                'Needs a delivery of figure '
                || statements.comparison
                || ' for '
                || statements.period
        when statements.delivery = 'duo'
            then
                'No figure of ' || statements.period || ': needs the delivery of official figures '
                || '(partners.monitor), or older files by backfill'
    end as missing,
    cast(null as string) as remark,
    cast(null as string) as other_reference_id,
    cast(null as double) as other_value
from statements
left join computed on statements.statement_id = computed.statement_id
