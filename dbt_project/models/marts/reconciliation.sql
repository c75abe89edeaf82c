with

published as (

    select
        *,
        coalesce(note, '') as remark,
        -- Half a unit of the last digit that was printed; what was printed as "about", 5 percent.
        case
            when coalesce(note, '') like '%approx%' then abs(value) * 0.05
            when unit <> 'percent' then 0.0
            when value = round(value) then 0.5
            else 0.05
        end as tolerance
    from {{ ref('reference_values') }}

),

compared as (

    select
        published.*,
        indicators.basis,
        indicators.indicator_id is not null as is_ours,
        computed.value as computed,
        computed.value - published.value as difference,
        release.profile,
        -- A float on the edge of the tolerance is within it.
        computed.value_low - published.tolerance <= published.value + 0.000001
        and computed.value_high + published.tolerance >= published.value - 0.000001 as agrees
    from published
    cross join {{ source('meta', 'release') }} as release
    left join {{ ref('indicators') }} as indicators
        on
            published.indicator_id = indicators.indicator_id
            and published.unit = indicators.unit
    left join {{ ref('indicator_values') }} as computed
        on
            indicators.indicator_id = computed.indicator_id
            and published.period = computed.period
            and published.gender = computed.gender
            and published.region_level = computed.region_level
            and published.region_name = computed.region_name
            and published.education_level = computed.education_level

)

select
    reference_id,
    indicator_id,
    period,
    region_level,
    region_name,
    gender,
    education_level,
    unit,
    value as published,
    computed,
    difference,
    case
        when computed is null then 'not_computed'
        when remark like '%suspect%' or remark like '%period_inferred%' then 'not_comparable'
        when remark like '%definitie%' then 'not_comparable'
        when basis = 'proxy' then 'not_comparable'
        when agrees then 'agrees'
        when profile = 'sample' then 'not_comparable'
        else 'differs'
    end as verdict,
    case
        when not is_ours then 'This warehouse has no such indicator'
        when computed is null then 'No figure of this period, region, gender and level'
        when remark like '%suspect%' then 'The published figure is doubtful'
        when remark like '%period_inferred%' then 'The publication does not say which period'
        when remark like '%definitie%' then 'Published with another definition'
        when basis = 'proxy' then 'Ours is a proxy, theirs follows the official list'
        when agrees and tolerance > 0.5 then 'Within 5 percent of a figure printed as approximate'
        when agrees and unit = 'percent' then 'Equal after rounding'
        when agrees then 'Equal, or within the bounds of an estimate'
        when profile = 'sample' then 'Sample data: outside the calibrated figures it is invented'
        else 'Ours differs by more than rounding; compare vintage and definition'
    end as explanation
from compared
