select distinct
    indicator_id,
    period,
    note_nl,
    note_en
from {{ ref('int_breaks') }}
