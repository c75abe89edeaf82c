with

counts as (

    -- Where nobody is, there is no figure.
    select * from {{ ref('int_indicator_genders') }}
    where numerator_high + rest_high > 0

),

valued as (

    select
        indicators.indicator_id,
        indicators.definition_version,
        counts.*,
        {{ midpoint('counts.numerator_low', 'counts.numerator_high') }} as numerator,
        {{ midpoint('counts.rest_low', 'counts.rest_high') }} as rest,
        indicators.unit = 'percent' as is_share
    from counts
    inner join {{ ref('indicator_list') }} as indicators
        on counts.series_id = indicators.series_id

),

bounded as (

    select
        *,
        case
            when is_share then {{ share_of('numerator', 'rest') }}
            else numerator
        end as value,
        -- The lowest share has the fewest in the numerator and the most beside it.
        case
            when not is_share then numerator_low
            when numerator_low + rest_high > 0 then {{ share_of('numerator_low', 'rest_high') }}
            else 0.0
        end as value_low,
        case
            when not is_share then numerator_high
            when numerator_high + rest_low > 0 then {{ share_of('numerator_high', 'rest_low') }}
            else 0.0
        end as value_high
    from valued

),

placed as (

    select
        bounded.*,
        regions.region_level,
        regions.region_name
    from bounded
    inner join {{ ref('int_regions') }} as regions
        on bounded.region_code = regions.region_code

),

of_partners as (

    select
        partners.*,
        regions.region_code,
        regions.region_level,
        regions.region_name
    from {{ ref('int_partner_indicators') }} as partners
    inner join {{ ref('int_regions') }} as regions
        on regions.region_level = 'country'

)

select
    indicator_id,
    period,
    {{ period_start('period') }} as period_start,
    {{ period_type('period') }} as period_type,
    region_level,
    region_code,
    region_name,
    gender,
    education_level,
    numerator,
    numerator + rest as denominator,
    value,
    value_low,
    value_high,
    value_low <> value_high as is_estimate,
    status,
    definition_version,
    dataset_id,
    vintage_id
from placed

union all

select
    indicator_id,
    period,
    {{ period_start('period') }} as period_start,
    {{ period_type('period') }} as period_type,
    region_level,
    region_code,
    region_name,
    'total' as gender,
    education_level,
    numerator,
    denominator,
    value,
    value_low,
    value_high,
    is_estimate,
    'definitive' as status,
    definition_version,
    dataset_id,
    vintage_id
from of_partners
