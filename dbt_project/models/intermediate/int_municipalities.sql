with municipalities as (
    select * from {{ ref('municipalities') }}
),

main_successors as (
    select
        old_code,
        new_code
    from {{ ref('municipality_reorganisations') }}
    where is_main
),

-- No municipality has gone through more than two; a third would be followed too, and a test on
-- current_municipality_code fails when that is not enough.
with_successors as (
    select
        municipalities.*,
        coalesce(
            third_step.new_code,
            second_step.new_code,
            first_step.new_code,
            municipalities.municipality_code
        ) as current_municipality_code
    from municipalities
    left join main_successors as first_step
        on municipalities.municipality_code = first_step.old_code
    left join main_successors as second_step
        on first_step.new_code = second_step.old_code
    left join main_successors as third_step
        on second_step.new_code = third_step.old_code
)

select
    with_successors.municipality_code,
    with_successors.name as municipality_name,
    with_successors.valid_from,
    with_successors.valid_until,
    with_successors.province_code,
    provinces.landsdeel_code,
    labour_market_regions.labour_market_region_code,
    with_successors.current_municipality_code
from with_successors
inner join {{ ref('provinces') }} as provinces
    on with_successors.province_code = provinces.province_code
left join {{ ref('municipality_labour_market_regions') }} as labour_market_regions
    on with_successors.current_municipality_code = labour_market_regions.municipality_code
