-- Figures of which another publication says something else that rounding does not explain.
with

comparable as (

    select * from {{ ref('int_reference_keys') }}
    where
        our_indicator_id is not null
        and remark not like '%suspect%'
        and remark not like '%period_inferred%'

)

select
    figures.reference_id,
    count(*) as conflicts,
    min(others.reference_id) as other_reference_id,
    min(others.value) as other_value
from comparable as figures
inner join comparable as others
    on
        figures.indicator_id = others.indicator_id
        and figures.unit = others.unit
        and figures.period = others.period
        and figures.gender = others.gender
        and figures.region_level = others.region_level
        and figures.region_name = others.region_name
        and coalesce(figures.education_level, '') = coalesce(others.education_level, '')
        and abs(figures.value - others.value)
        > figures.tolerance + others.tolerance + 0.000001
group by figures.reference_id
