select
    reference_id,
    'published_figures' as collection,
    indicator_id,
    period,
    gender,
    region_level,
    region_name,
    education_level,
    value,
    unit,
    status,
    publisher,
    publication,
    url,
    note
from {{ ref('published_figures') }}

union all

select
    'report_2018_' || statement_id as reference_id,
    'report_2018' as collection,
    coalesce(indicator_id, '') as indicator_id,
    period,
    gender,
    case when region_name = 'Nederland' then 'country' else 'other' end as region_level,
    region_name,
    education_level,
    value,
    unit,
    'unknown' as status,
    'Techniekpact' as publisher,
    'Voortgangsrapportage Techniekpact 2018' as publication,
    cast(null as string) as url,
    note
from {{ ref('report_statements') }}
