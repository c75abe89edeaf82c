with

cells as (

    {{ cbs_cells(
        'cbs_85574NED',
        'cbs.85574NED',
        ['geslacht', 'niveau', 'leerweg', 'sectorkamer', 'leeftijd', 'bedrijfstak']
    ) }}

)

select
    period,
    {{ gender_of_cbs('geslacht') }} as gender,
    {{ mbo_niveau_of_cbs('niveau') }} as niveau,
    {{ mbo_leerweg_of_cbs('leerweg') }} as leerweg,
    sectorkamer as field_title,
    'NL01' as region_code,
    value as students,
    'cbs.85574NED' as dataset_id,
    vintage_id,
    status
from cells
where
    measure = 'Instromers mbo'
    and leeftijd like 'Totaal%'
    and bedrijfstak like 'A-U %'
