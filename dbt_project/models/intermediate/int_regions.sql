select
    'country' as region_level,
    'NL01' as region_code,
    'Nederland' as region_name
union all
select
    'landsdeel' as region_level,
    landsdeel_code as region_code,
    name as region_name
from {{ ref('landsdelen') }}
union all
select
    'province' as region_level,
    province_code as region_code,
    name as region_name
from {{ ref('provinces') }}
