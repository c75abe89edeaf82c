with

cells as (

    {{ cbs_cells(
        'cbs_80040ned',
        'cbs.80040ned',
        ['geslacht', 'leerjaren', 'migratieachtergrond', 'woonregio_schoolregio', 'regio'],
        codes=['regio']
    ) }}

)

select
    period,
    {{ gender_of_cbs('geslacht') }} as gender,
    leerjaren as study_year_title,
    measure as measure_title,
    regio_code as region_code,
    value as pupils,
    'cbs.80040ned' as dataset_id,
    vintage_id,
    status
from cells
where migratieachtergrond = 'Totaal'
