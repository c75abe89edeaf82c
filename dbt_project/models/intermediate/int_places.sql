-- Towns by the names that files give them, and the municipality where their schools are today; a
-- town in more than one municipality, or a name of more than one town, is left out.
with

addresses as (

    select distinct
        places.place_name,
        municipalities.current_municipality_code
    from {{ ref('stg_duo__places') }} as places
    inner join {{ ref('int_municipalities') }} as municipalities
        on places.municipality_code = municipalities.municipality_code

),

named as (

    select distinct
        {{ municipality_key('place_name') }} as place_key,
        current_municipality_code as municipality_code
    from addresses

),

clear as (

    select
        place_key,
        max(municipality_code) as municipality_code
    from named
    group by place_key
    having count(*) = 1

),

everything as (

    select
        place_key,
        municipality_code
    from clear

    union all

    -- Most municipalities are called after their largest town.
    select
        keys.municipality_key as place_key,
        keys.municipality_code
    from {{ ref('int_municipality_keys') }} as keys
    left join named on keys.municipality_key = named.place_key
    where named.place_key is null

)

select
    everything.place_key,
    everything.municipality_code,
    municipalities.province_code
from everything
inner join {{ ref('int_municipalities') }} as municipalities
    on everything.municipality_code = municipalities.municipality_code
