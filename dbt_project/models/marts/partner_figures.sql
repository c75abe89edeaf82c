-- One staging model a delivery type; add yours to the union.
with

delivered as (

    select * from {{ ref('stg_partners__jetnet_technet') }}

)

select
    figures.partner_id,
    delivered.figure_id,
    figures.goal_no,
    delivered.period,
    delivered.region_code,
    delivered.value,
    delivered.unit,
    delivered.vintage_id as delivery_id
from delivered
inner join {{ source('meta', 'figures') }} as figures
    on
        delivered.dataset_id = figures.dataset_id
        and delivered.figure_id = figures.figure_id
