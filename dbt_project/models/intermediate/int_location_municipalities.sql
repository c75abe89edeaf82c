-- Where a location was when it was counted, in the municipalities of today.
with

locations as (

    select * from {{ ref('int_locations') }}

),

-- What was there before our first register is taken to have been in the same place.
first_seen as (

    select
        education,
        institution_code,
        location_code,
        min(valid_from) as valid_from
    from locations
    group by education, institution_code, location_code

),

current_codes as (

    select distinct
        municipality_code,
        current_municipality_code
    from {{ ref('int_municipalities') }}

)

-- A name that changed makes more spells at one place; they are kept apart by their dates.
select
    locations.education,
    locations.institution_code,
    locations.location_code,
    current_codes.current_municipality_code as municipality_code,
    case
        when locations.valid_from > first_seen.valid_from then locations.valid_from
        else cast('1900-01-01' as date)
    end as valid_from,
    locations.valid_until
from locations
inner join first_seen
    on
        locations.education = first_seen.education
        and locations.institution_code = first_seen.institution_code
        and locations.location_code is not distinct from first_seen.location_code
inner join current_codes
    on locations.municipality_code = current_codes.municipality_code
