{%- set series = [
    'series_id', 'education_level', 'period', 'definition_version', 'dataset_id'
] -%}

-- Where the parts of a count do not add up to the count of the country, and why.
with

totals as (

    select * from {{ ref('int_indicator_genders') }}
    where region_code = 'NL01' and gender = 'total'

),

parts as (

    select * from {{ ref('int_breakdown_parts') }}

),

-- Whether the source itself states the total, beside the parts.
sources as (

    select
        series_id,
        education_level,
        period,
        definition_version,
        dataset_id,
        max(case when region_code = 'NL01' then 1 else 0 end) = 1 as states_country,
        max(case when gender = 'total' then 1 else 0 end) = 1 as states_total
    from {{ ref('int_indicator_counts') }}
    group by series_id, education_level, period, definition_version, dataset_id

),

compared as (

    select
        parts.series_id,
        parts.education_level,
        parts.period,
        parts.definition_version,
        parts.dataset_id,
        parts.breakdown,
        totals.numerator_low - parts.numerator_low as numerator_low,
        totals.numerator_high - parts.numerator_high as numerator_high,
        totals.rest_low - parts.rest_low as rest_low,
        totals.rest_high - parts.rest_high as rest_high,
        case
            when parts.breakdown = 'gender' then sources.states_total
            else sources.states_country
        end as is_stated
    from parts
    inner join totals on {{ same_row('parts', 'totals', series) }}
    inner join sources on {{ same_row('parts', 'sources', series) }}

)

select
    series_id,
    education_level,
    period,
    definition_version,
    dataset_id,
    breakdown,
    numerator_low as numerator_difference_low,
    numerator_high as numerator_difference_high,
    rest_low as rest_difference_low,
    rest_high as rest_difference_high,
    case
        when is_stated then 'stated_by_source'
        when least(numerator_low, numerator_high, rest_low, rest_high) < 0 then 'unexplained'
        when breakdown = 'gender' then 'unknown_gender'
        else 'unknown_region'
    end as reason
from compared
where
    numerator_low <> 0 or numerator_high <> 0 or rest_low <> 0 or rest_high <> 0
