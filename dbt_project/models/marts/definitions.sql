select
    definition_version,
    list_id,
    basis,
    valid_from,
    valid_until,
    name_nl,
    name_en,
    source
from {{ ref('int_definitions') }}
