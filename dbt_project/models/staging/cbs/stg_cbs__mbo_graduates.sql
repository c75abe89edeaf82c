with

cells as (

    {{ cbs_cells(
        'cbs_85356NED',
        'cbs.85356NED',
        ['geslacht', 'niveau', 'leerweg', 'studierichting', 'regio'],
        codes=['regio']
    ) }}

)

select
    period,
    {{ gender_of_cbs('geslacht') }} as gender,
    {{ mbo_niveau_of_cbs('niveau') }} as niveau,
    {{ mbo_leerweg_of_cbs('leerweg') }} as leerweg,
    studierichting as field_title,
    regio_code as region_code,
    value as graduates,
    'cbs.85356NED' as dataset_id,
    vintage_id,
    status
from cells
where measure = 'Gediplomeerden mbo'
