with

cells as (

    {{ cbs_cells('cbs_85421NED', 'cbs.85421NED', [
        'geslacht', 'onderwijssoort', 'studierichting', 'herkomstland', 'geboorteland_ouders'
    ]) }}

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
        when 'Eerstejaarsstudenten' then 'first_years'
        when 'Ouderejaarsstudenten' then 'later_years'
        when 'Totaal ingeschrevenen' then 'enrolled'
    end as measure,
    value as students,
    'cbs.85421NED' as dataset_id,
    vintage_id,
    status
from cells
-- Of geboorteland_ouders only the total is fetched, whatever its title; the grain is tested.
where herkomstland = 'Totaal'
