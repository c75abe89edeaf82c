-- Published figures beside ours, with what there is to say of each pair.
with

keys as (

    select * from {{ ref('int_reference_keys') }}

),

computed as (

    select
        keys.reference_id,
        case keys.measure when 'denominator' then ours.denominator else ours.value end as value,
        case keys.measure when 'value' then ours.value_low end as value_low,
        case keys.measure when 'value' then ours.value_high end as value_high,
        -- Of how many something is a part depends on no list.
        case keys.measure when 'denominator' then 'official' else ours.basis end as basis,
        ours.definition_version
    from keys
    inner join {{ ref('indicator_values') }} as ours
        on
            keys.our_indicator_id = ours.indicator_id
            and keys.period = ours.period
            and keys.gender = ours.gender
            and keys.region_level = ours.region_level
            and keys.region_name = ours.region_name
            and coalesce(keys.education_level, ours.education_level) = ours.education_level
    where keys.measure = 'value' or (keys.measure = 'denominator' and ours.denominator is not null)

    union all

    select
        keys.reference_id,
        indicators.target_value as value,
        cast(null as double) as value_low,
        cast(null as double) as value_high,
        'official' as basis,
        'beleid' as definition_version
    from keys
    inner join {{ ref('indicator_list') }} as indicators
        on keys.our_indicator_id = indicators.indicator_id
    where keys.measure = 'target'

)

select
    keys.reference_id,
    keys.our_indicator_id,
    keys.period,
    keys.gender,
    keys.education_level,
    computed.value as computed,
    computed.value_low as computed_low,
    computed.value_high as computed_high,
    computed.basis,
    computed.definition_version,
    keys.tolerance,
    case
        -- An ambition is of no period.
        when keys.measure = 'target' then null
        when keys.remark like '%suspect%' then 'The published figure is doubtful'
        when keys.remark like '%period_inferred%' then 'The publication does not say which period'
        when keys.remark like '%definitie%' then 'Published with another definition'
    end as doubt,
    false as is_context,
    case
        when computed.reference_id is not null then null
        when keys.our_indicator_id is null then keys.missing_en
        else 'No figure of this period, region, gender and level. ' || keys.missing_en
    end as missing,
    keys.difference_en as remark,
    conflicts.other_reference_id,
    conflicts.other_value
from keys
left join computed on keys.reference_id = computed.reference_id
left join {{ ref('int_reference_conflicts') }} as conflicts
    on keys.reference_id = conflicts.reference_id
