with

cells as (

    {{ cbs_cells('cbs_85081NED', 'cbs.85081NED', ['bedrijfstak', 'beroep']) }}

)

select
    period,
    beroep as occupation_title,
    {{ code_before_title('beroep') }} as occupation_code,
    -- CBS gives thousands.
    1000 * value as vacancies,
    'cbs.85081NED' as dataset_id,
    vintage_id,
    status
from cells
where measure = 'Ontstane vacatures' and bedrijfstak like 'A-U %'
