with

cells as (

    {{ cbs_cells(
        'cbs_85276NED', 'cbs.85276NED', ['geslacht', 'persoonskenmerken', 'beroep']
    ) }}

)

select
    period,
    {{ gender_of_cbs('geslacht') }} as gender,
    beroep as occupation_title,
    {{ code_before_title('beroep') }} as occupation_code,
    -- CBS gives thousands.
    1000 * value as people,
    'cbs.85276NED' as dataset_id,
    vintage_id,
    status
from cells
where persoonskenmerken = 'Totaal personen'
