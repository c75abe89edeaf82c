-- Indicators that are counted: a number, a share of a whole, or the share of women in the number.
with

-- Where nobody is, there is no figure.
counts as (

    select * from {{ ref('int_indicator_genders') }}
    where numerator_high + rest_high > 0

),

-- Women beside the others in the same count; what is not known of one is in the other.
women as (

    select
        everyone.series_id,
        everyone.education_level,
        everyone.period,
        everyone.region_code,
        'total' as gender,
        women.numerator_low,
        women.numerator_high,
        greatest(everyone.numerator_low - women.numerator_low, 0.0) as rest_low,
        greatest(everyone.numerator_high - women.numerator_high, 0.0) as rest_high,
        everyone.definition_version,
        everyone.dataset_id,
        everyone.vintage_id,
        everyone.status
    from counts as everyone
    inner join counts as women
        on
            everyone.series_id = women.series_id
            and everyone.education_level = women.education_level
            and everyone.period = women.period
            and everyone.region_code = women.region_code
            and everyone.definition_version = women.definition_version
    where everyone.gender = 'total' and women.gender = 'female' and everyone.numerator_high > 0

),

measured as (

    select
        counts.*,
        'number_or_share' as measured
    from counts

    union all

    select
        women.*,
        'women_share' as measured
    from women

),

valued as (

    select
        indicators.indicator_id,
        measured.*,
        {{ midpoint('measured.numerator_low', 'measured.numerator_high') }} as numerator,
        {{ midpoint('measured.rest_low', 'measured.rest_high') }} as rest,
        indicators.measure <> 'count' as is_share
    from measured
    inner join {{ ref('indicator_list') }} as indicators
        on
            measured.series_id = indicators.series_id
            and measured.education_level
            = coalesce(indicators.education_level, measured.education_level)
            and measured.measured
            = case indicators.measure
                when 'women_share' then 'women_share' else 'number_or_share'
            end

)

select
    indicator_id,
    education_level,
    period,
    region_code,
    gender,
    numerator,
    numerator + rest as denominator,
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
    end as value_high,
    definition_version,
    dataset_id,
    vintage_id,
    status
from valued
