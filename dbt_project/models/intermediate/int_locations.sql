with

locations as (

    -- A register may list an institution once for hbo and once for wo.
    select distinct * from {{ ref('stg_duo__locations') }}

),

-- The register is a series of snapshots; what lies between two of them is not known.
snapshots as (

    select
        dataset_id,
        vintage_id,
        published_at,
        lead(published_at) over (
            partition by dataset_id order by published_at, vintage_id
        ) as next_published_at,
        row_number() over (
            partition by dataset_id order by published_at, vintage_id
        ) as snapshot_no
    from (
        select distinct
            dataset_id,
            vintage_id,
            published_at
        from locations
    ) as vintages

),

numbered as (

    select
        locations.*,
        snapshots.snapshot_no,
        snapshots.next_published_at,
        -- Rows of consecutive snapshots that say the same share this number.
        snapshots.snapshot_no - row_number() over (
            partition by
                locations.dataset_id,
                locations.institution_code,
                locations.location_code,
                locations.location_name,
                locations.municipality_code
            order by snapshots.snapshot_no
        ) as spell
    from locations
    inner join snapshots
        on
            locations.dataset_id = snapshots.dataset_id
            and locations.vintage_id = snapshots.vintage_id

)

select
    numbered.education,
    numbered.institution_code,
    numbered.location_code,
    numbered.location_name,
    numbered.municipality_code,
    provinces.province_code,
    min(numbered.published_at) as valid_from,
    case
        when count(numbered.next_published_at) = count(*) then max(numbered.next_published_at)
    end as valid_until
from numbered
left join {{ ref('provinces') }} as provinces
    on numbered.province_name = provinces.duo_name
group by
    numbered.dataset_id,
    numbered.education,
    numbered.institution_code,
    numbered.location_code,
    numbered.location_name,
    numbered.municipality_code,
    provinces.province_code,
    numbered.spell
