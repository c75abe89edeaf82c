-- What counts as technical, in every version: the lists of the seed and those that were delivered.
select
    list_id,
    definition_version,
    kind,
    code,
    name,
    coalesce(cluster, '') as cluster
from {{ ref('technical_list') }}

union all

select
    list_id,
    definition_version,
    kind,
    code,
    name,
    cluster
from {{ ref('stg_partners__technical_lists') }}
