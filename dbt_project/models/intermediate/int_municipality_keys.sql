-- Municipalities by the names that files give them, also former ones, as they are today. A name
-- that has been that of more than one municipality is left out.
select
    municipality_key,
    max(current_municipality_code) as municipality_code,
    max(province_code) as province_code
from (
    select distinct
        names.municipality_key,
        known.current_municipality_code,
        known.province_code
    from ({{ municipality_names() }}) as names
    inner join {{ ref('int_municipalities') }} as known
        on names.municipality_code = known.municipality_code
) as named
group by municipality_key
having count(*) = 1
