with

figures as (

    select * from {{ source('raw', 'partners_jetnet_technet') }}

),

vintages as (

    {{ current_vintages(
        source('raw', 'partners_jetnet_technet'),
        'partners.jetnet_technet',
        ['figure_id', 'period', 'region_code']
    ) }}

)

select
    'partners.jetnet_technet' as dataset_id,
    figures.figure_id,
    figures.period,
    case figures.region_code when 'NL' then 'NL01' else figures.region_code end as region_code,
    figures.value,
    figures.unit,
    figures.vintage_id
from figures
inner join vintages
    on
        figures.figure_id = vintages.figure_id
        and figures.period = vintages.period
        and figures.region_code = vintages.region_code
        and figures.vintage_id = vintages.vintage_id
