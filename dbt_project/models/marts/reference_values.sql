select
    reference_id,
    indicator_id,
    period,
    gender,
    region_level,
    region_name,
    education_level,
    value,
    unit,
    status,
    publisher,
    publication,
    url,
    note
from {{ ref('published_figures') }}
