with

beside as (

    select * from {{ ref('int_reconciled_publications') }}
    union all
    select * from {{ ref('int_reconciled_statements') }}

),

compared as (

    select
        published.reference_id,
        published.collection,
        published.indicator_id,
        beside.our_indicator_id,
        beside.period,
        published.region_level,
        published.region_name,
        published.gender,
        published.education_level,
        published.unit,
        published.value as published,
        beside.computed,
        beside.computed - published.value as difference,
        beside.basis,
        beside.definition_version,
        beside.tolerance,
        beside.doubt,
        beside.is_context,
        beside.missing,
        beside.remark,
        beside.other_reference_id,
        beside.other_value,
        release.profile,
        -- A float on the edge of the tolerance is within it.
        coalesce(beside.computed_low, beside.computed) - beside.tolerance
        <= published.value + 0.000001
        and coalesce(beside.computed_high, beside.computed) + beside.tolerance
        >= published.value - 0.000001 as agrees
    from {{ ref('reference_values') }} as published
    inner join beside on published.reference_id = beside.reference_id
    cross join {{ source('meta', 'release') }} as release

),

judged as (

    select
        *,
        case
            when is_context then 'context'
            when computed is null then 'not_computed'
            when doubt is not null then 'not_comparable'
            when agrees then 'agrees'
            when basis = 'proxy' then 'not_comparable'
            when other_reference_id is not null then 'contradicted'
            when profile = 'sample' then 'not_comparable'
            else 'differs'
        end as verdict
    from compared

)

select
    reference_id,
    collection,
    indicator_id,
    our_indicator_id,
    period,
    region_level,
    region_name,
    gender,
    education_level,
    unit,
    published,
    computed,
    difference,
    definition_version,
    verdict,
    case when verdict = 'differs' then remark is not null end as difference_is_known,
    case
        when verdict = 'context' then doubt
        when verdict = 'not_computed' then coalesce(doubt, missing)
        when verdict = 'not_comparable' and doubt is not null then doubt
        when verdict = 'not_comparable' and basis = 'proxy'
            then 'Ours is a proxy (' || definition_version || '), theirs follows the official list'
        when verdict = 'not_comparable'
            then 'Sample data: outside the calibrated figures it is invented'
        when verdict = 'contradicted'
            then
                'Publications disagree: ' || other_reference_id || ' says otherwise'
                || coalesce('. ' || remark, '')
        when verdict = 'differs'
            then
                'Ours differs by '
                || cast(round(100.0 * abs(difference / nullif(published, 0)), 1) as string)
                || ' percent. '
                || coalesce(remark, 'Compare vintage and way of counting')
        when definition_version = 'opgave' then 'Equal to what the partner delivered'
        when definition_version = 'beleid' then 'Equal to what policy documents name'
        when basis = 'proxy' then 'Equal after rounding, by the proxy ' || definition_version
        when tolerance > 0.5 then 'Within the rounding of a figure printed as approximate'
        when unit = 'percent' then 'Equal after rounding'
        else 'Equal, or within the bounds of an estimate'
    end
    || case
        when verdict <> 'contradicted' and other_reference_id is not null
            then '; another publication says otherwise: ' || other_reference_id
        else ''
    end as explanation
from judged
