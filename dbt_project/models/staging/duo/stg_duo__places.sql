-- Towns in the registers of schools, with the municipality that they are in.
select distinct
    place_name,
    municipality_code
from (
    {% for register in ['po_locations', 'vo_locations', 'mbo_locations', 'ho_locations'] -%}
        select
            place_name,
            municipality_code
        from {{ source('raw', 'duo_' ~ register) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
) as places
where place_name is not null and municipality_code is not null
