-- Addresses of schools in the newest vintage of each register.
with

addresses as (

    select
        'vmbo' as education,
        'duo.vo_locations' as dataset_id,
        institution_code,
        location_code,
        location_name,
        street,
        house_number,
        postcode,
        place_name,
        municipality_code,
        vintage_id
    from {{ source('raw', 'duo_vo_locations') }}

    union all

    select
        'mbo' as education,
        'duo.mbo_locations' as dataset_id,
        institution_code,
        cast(null as string) as location_code,
        institution_name as location_name,
        street,
        house_number,
        postcode,
        place_name,
        municipality_code,
        vintage_id
    from {{ source('raw', 'duo_mbo_locations') }}

),

newest as (

    select
        dataset_id,
        vintage_id,
        row_number() over (
            partition by dataset_id
            order by published_at desc, retrieved_at desc, vintage_id desc
        ) as recency
    from {{ source('meta', 'vintages') }}
    where dataset_id in ('duo.vo_locations', 'duo.mbo_locations')

)

select
    addresses.education,
    addresses.institution_code,
    addresses.location_code,
    addresses.location_name,
    addresses.street,
    addresses.house_number,
    addresses.postcode,
    addresses.place_name,
    addresses.municipality_code
from addresses
inner join newest
    on
        addresses.dataset_id = newest.dataset_id
        and addresses.vintage_id = newest.vintage_id
        and newest.recency = 1
