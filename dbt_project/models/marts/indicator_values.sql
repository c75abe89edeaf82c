select
    indicator_id,
    period,
    period_start,
    period_type,
    region_level,
    region_code,
    region_name,
    gender,
    education_level,
    numerator,
    denominator,
    value,
    value_low,
    value_high,
    is_estimate,
    status,
    definition_version,
    basis,
    dataset_id,
    vintage_id
from {{ ref('indicator_versions') }}
where is_leading
