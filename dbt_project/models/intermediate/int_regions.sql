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
union all
select
    'labour_market_region' as region_level,
    labour_market_region_code as region_code,
    name as region_name
from {{ ref('labour_market_regions') }}
union all
select
    'municipality' as region_level,
    'GM' || municipality_code as region_code,
    municipality_name as region_name
from {{ ref('int_municipalities') }}
where valid_until is null
