with

cells as (

    {{ cbs_cells(
        'cbs_85425NED',
        'cbs.85425NED',
        ['geslacht', 'onderwijssoort', 'studierichting', 'soort_diploma', 'herkomstland']
    ) }}

)

select
    period,
    {{ gender_of_cbs('geslacht') }} as gender,
    case onderwijssoort
        when 'Hoger beroepsonderwijs' then 'hbo'
        when 'Wetenschappelijk onderwijs' then 'wo'
    end as education_level,
    studierichting as field_title,
    value as graduates,
    'cbs.85425NED' as dataset_id,
    vintage_id,
    status
from cells
where herkomstland = 'Totaal' and soort_diploma like 'Totaal%'
