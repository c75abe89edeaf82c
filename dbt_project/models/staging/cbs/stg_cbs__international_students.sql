with

cells as (

    {{ cbs_cells(
        'cbs_85125NED',
        'cbs.85125NED',
        ['geslacht', 'verblijfsjaar', 'onderwijssoort', 'studierichting', 'opleidingsfase']
    ) }}

)

select
    period,
    {{ gender_of_cbs('geslacht') }} as gender,
    case onderwijssoort
        when 'Hoger beroepsonderwijs' then 'hbo'
        when 'Wetenschappelijk onderwijs' then 'wo'
        when 'Hoger onderwijs' then 'hbo+wo'
    end as education_level,
    studierichting as field_title,
    case measure
        when 'Totaal internationale studenten' then 'international'
        when 'Totaal ingeschrevenen' then 'everyone'
    end as measure,
    value as students,
    'cbs.85125NED' as dataset_id,
    vintage_id,
    status
from cells
where verblijfsjaar like 'Totaal%' and opleidingsfase like 'Totaal%'
