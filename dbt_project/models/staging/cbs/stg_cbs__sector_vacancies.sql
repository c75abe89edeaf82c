with

cells as (

    {{ cbs_cells('cbs_80472ned', 'cbs.80472ned', ['bedrijfskenmerken']) }}

)

select
    period,
    bedrijfskenmerken as branch_title,
    {{ code_before_title('bedrijfskenmerken') }} as branch_code,
    case measure
        when 'Openstaande vacatures' then 'open'
        when 'Ontstane vacatures' then 'new'
        when 'Vervulde vacatures' then 'filled'
    end as measure,
    -- CBS gives thousands.
    1000 * value as vacancies,
    'cbs.80472ned' as dataset_id,
    vintage_id,
    status
from cells
