-- Every vintage of the registers, not only the newest: int_locations tells what changed when.
with

locations as (

    select
        'po' as education,
        institution_code,
        location_code,
        location_name,
        municipality_code,
        province_name,
        vintage_id,
        'duo.po_locations' as dataset_id
    from {{ source('raw', 'duo_po_locations') }}
    union all
    select
        'vo' as education,
        institution_code,
        location_code,
        location_name,
        municipality_code,
        province_name,
        vintage_id,
        'duo.vo_locations' as dataset_id
    from {{ source('raw', 'duo_vo_locations') }}
    union all
    select
        'mbo' as education,
        institution_code,
        cast(null as string) as location_code,
        institution_name as location_name,
        municipality_code,
        province_name,
        vintage_id,
        'duo.mbo_locations' as dataset_id
    from {{ source('raw', 'duo_mbo_locations') }}
    union all
    select
        'ho' as education,
        institution_code,
        cast(null as string) as location_code,
        institution_name as location_name,
        municipality_code,
        province_name,
        vintage_id,
        'duo.ho_locations' as dataset_id
    from {{ source('raw', 'duo_ho_locations') }}

)

select
    locations.*,
    vintages.published_at
from locations
inner join {{ source('meta', 'vintages') }} as vintages
    on
        locations.dataset_id = vintages.dataset_id
        and locations.vintage_id = vintages.vintage_id
