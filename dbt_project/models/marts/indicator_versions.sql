select
    figures.indicator_id,
    figures.period,
    figures.period_start,
    figures.period_type,
    figures.region_level,
    figures.region_code,
    figures.region_name,
    figures.gender,
    figures.education_level,
    figures.numerator,
    figures.denominator,
    figures.value,
    figures.value_low,
    figures.value_high,
    figures.is_estimate,
    figures.status,
    figures.definition_version,
    choice.basis,
    choice.is_leading,
    figures.dataset_id,
    figures.vintage_id
from {{ ref('int_indicator_values') }} as figures
inner join {{ ref('int_indicator_choice') }} as choice
    on
        figures.indicator_id = choice.indicator_id
        and figures.period = choice.period
        and figures.education_level = choice.education_level
        and figures.definition_version = choice.definition_version
