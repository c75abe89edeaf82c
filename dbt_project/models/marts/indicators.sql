select
    indicator_id,
    goal_no,
    name_nl,
    name_en,
    definition_nl,
    definition_en,
    unit,
    numerator_nl,
    denominator_nl,
    target_value,
    target_period,
    basis,
    definition_version,
    datasets
from {{ ref('indicator_list') }}
