-- What partners delivered; where more of them sent the same figure, one leads.
with

delivered as (

    select * from {{ ref('stg_partners__figures') }}

),

figures as (

    select * from {{ source('meta', 'figures') }}

),

regions as (

    select * from {{ source('meta', 'partner_regions') }}

)

select
    delivered.partner_id,
    delivered.figure_id,
    figures.goal_no,
    delivered.period,
    delivered.region_code,
    regions.region_name,
    regions.region_level,
    delivered.breakdown,
    figures.gender,
    delivered.value,
    delivered.unit,
    delivered.qualifier,
    row_number() over (
        partition by
            delivered.figure_id, delivered.period, delivered.region_code, delivered.breakdown
        order by
            case when delivered.partner_id = figures.partner_id then 0 else 1 end,
            delivered.partner_rank,
            delivered.partner_id
    ) = 1 as is_leading,
    delivered.dataset_id,
    delivered.delivery_id
from delivered
inner join figures
    on
        delivered.dataset_id = figures.dataset_id
        and delivered.figure_id = figures.figure_id
inner join regions on delivered.region_code = regions.region_code
