-- Official lists that were delivered; of a version that was sent again, the last delivery.
with

delivered as (

    select * from {{ source('raw', 'partners_technical_lists') }}

),

newest as (

    select
        list_id,
        list_version,
        vintage_id
    from (
        select
            held.list_id,
            held.list_version,
            held.vintage_id,
            row_number() over (
                partition by held.list_id, held.list_version
                order by vintages.retrieved_at desc, vintages.vintage_id desc
            ) as recency
        from (
            select distinct
                list_id,
                list_version,
                vintage_id
            from delivered
        ) as held
        inner join {{ source('meta', 'vintages') }} as vintages
            on held.vintage_id = vintages.vintage_id
        where vintages.dataset_id = 'partners.technical_lists'
    ) as ranked
    where recency = 1

)

select
    delivered.list_id,
    delivered.list_id || '-' || delivered.list_version as definition_version,
    delivered.list_version,
    delivered.kind,
    delivered.code,
    delivered.name,
    coalesce(delivered.cluster, '') as cluster,
    delivered.vintage_id as delivery_id
from delivered
inner join newest
    on
        delivered.list_id = newest.list_id
        and delivered.list_version = newest.list_version
        and delivered.vintage_id = newest.vintage_id
