with

regions as (

    select
        region_level,
        region_code,
        region_name
    from {{ ref('int_regions') }}
    union all
    -- Regions that only the Techniekpact has, and of which only partners report.
    select
        region_level,
        region_code,
        region_name
    from {{ source('meta', 'partner_regions') }}
    where region_level = 'group'

),

-- What a region lies in, itself included.
places as (

    select
        'GM' || municipality_code as region_code,
        labour_market_region_code,
        province_code,
        landsdeel_code
    from {{ ref('int_municipalities') }}
    where valid_until is null
    union all
    select
        labour_market_region_code as region_code,
        labour_market_region_code,
        cast(null as string) as province_code,
        cast(null as string) as landsdeel_code
    from {{ ref('labour_market_regions') }}
    union all
    select
        province_code as region_code,
        cast(null as string) as labour_market_region_code,
        province_code,
        landsdeel_code
    from {{ ref('provinces') }}
    union all
    select
        landsdeel_code as region_code,
        cast(null as string) as labour_market_region_code,
        cast(null as string) as province_code,
        landsdeel_code
    from {{ ref('landsdelen') }}

)

select
    regions.region_code,
    regions.region_level,
    regions.region_name,
    places.labour_market_region_code,
    labour_market_regions.name as labour_market_region_name,
    places.province_code,
    provinces.name as province_name,
    places.landsdeel_code,
    landsdelen.name as landsdeel_name
from regions
left join places on regions.region_code = places.region_code
left join {{ ref('labour_market_regions') }} as labour_market_regions
    on places.labour_market_region_code = labour_market_regions.labour_market_region_code
left join {{ ref('provinces') }} as provinces on places.province_code = provinces.province_code
left join {{ ref('landsdelen') }} as landsdelen on places.landsdeel_code = landsdelen.landsdeel_code
