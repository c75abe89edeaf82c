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

)

select
    bounded.indicator_id,
    bounded.period,
    {{ period_start('bounded.period') }} as period_start,
    {{ period_type('bounded.period') }} as period_type,
    regions.region_level,
    bounded.region_code,
    regions.region_name,
    bounded.gender,
    bounded.education_level,
    bounded.numerator,
    bounded.numerator + bounded.rest as denominator,
    bounded.value,
    bounded.value_low,
    bounded.value_high,
    bounded.value_low <> bounded.value_high as is_estimate,
    bounded.status,
    bounded.definition_version,
    bounded.dataset_id,
    bounded.vintage_id
from bounded
inner join {{ ref('int_regions') }} as regions
    on bounded.region_code = regions.region_code
