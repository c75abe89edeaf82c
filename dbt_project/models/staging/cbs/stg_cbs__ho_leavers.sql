with

cells as (

    {{ cbs_cells('cbs_85776NED', 'cbs.85776NED', [
        'geslacht', 'persoonskenmerken', 'met_en_zonder_diploma', 'arbeidsmarktpositie',
        'studierichting', 'peilmoment'
    ]) }}

)

select
    period,
    {{ gender_of_cbs('geslacht') }} as gender,
    studierichting as field_title,
    case
        when arbeidsmarktpositie like 'Met werk%' then 'work'
        when arbeidsmarktpositie like 'Zonder werk%' then 'no_work'
        when arbeidsmarktpositie = 'Terug in onderwijs' then 'education'
        when arbeidsmarktpositie like 'Onbekend%' then 'unknown'
        when arbeidsmarktpositie = 'Totaal' then 'total'
    end as position,
    value as leavers,
    'cbs.85776NED' as dataset_id,
    vintage_id,
    status
from cells
where
    persoonskenmerken = 'Totaal'
    and met_en_zonder_diploma = 'Totaal'
    and peilmoment like '1 jaar%'
