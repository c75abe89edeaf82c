-- Figures that policy documents name: budgets, with the statement that they come from.
select
    indicator_id,
    education_level,
    period,
    value,
    statement_id
from {{ ref('policy_figures') }}
