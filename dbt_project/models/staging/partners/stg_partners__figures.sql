-- What partners sent, all delivery types together: the newest value of each from each of them.
with

delivered as (

    select * from {{ source('raw', 'partner_figures') }}

),

deliveries as (

    select * from {{ source('meta', 'deliveries') }}

),

ranked as (

    select
        delivered.dataset_id,
        deliveries.partner_id,
        deliveries.partner_rank,
        delivered.figure_id,
        delivered.period,
        delivered.region_code,
        delivered.breakdown,
        delivered.value,
        delivered.unit,
        delivered.qualifier,
        delivered.vintage_id as delivery_id,
        row_number() over (
            partition by
                deliveries.partner_id,
                delivered.figure_id,
                delivered.period,
                delivered.region_code,
                delivered.breakdown
            order by deliveries.received_at desc, deliveries.delivery_id desc
        ) as recency
    from delivered
    inner join deliveries
        on
            delivered.dataset_id = deliveries.dataset_id
            and delivered.vintage_id = deliveries.delivery_id

)

select
    dataset_id,
    partner_id,
    partner_rank,
    figure_id,
    period,
    region_code,
    breakdown,
    value,
    unit,
    qualifier,
    delivery_id
from ranked
where recency = 1
