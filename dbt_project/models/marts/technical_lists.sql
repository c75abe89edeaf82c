select
    list_id,
    definition_version,
    kind,
    code,
    name,
    cluster
from {{ ref('int_technical_lists') }}
