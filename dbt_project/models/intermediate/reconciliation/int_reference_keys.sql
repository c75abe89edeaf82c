-- Published figures with the keys of ours: which indicator, in our notation of period and level.
with

published as (

    select
        figures.*,
        mapped.indicator_id as our_indicator_id,
        coalesce(mapped.measure, 'value') as measure,
        mapped.education_level as our_education_level,
        mapped.kind,
        mapped.missing_en,
        mapped.difference_en,
        coalesce(figures.note, '') as remark
    from {{ ref('published_figures') }} as figures
    left join {{ ref('reference_indicators') }} as mapped
        on
            figures.indicator_id = mapped.reference_indicator_id
            and figures.unit = mapped.unit

),

of_schools as (

    select distinct indicator_id
    from {{ ref('indicator_versions') }}
    where period_type = 'school_year'

),

of_partners as (

    select indicator_id from {{ ref('indicator_list') }}
    where measure = 'stated'

),

women_shares as (

    select indicator_id from {{ ref('indicator_list') }}
    where measure = 'women_share'

)

select
    published.reference_id,
    published.indicator_id,
    published.our_indicator_id,
    published.measure,
    published.kind,
    published.missing_en,
    published.difference_en,
    published.value,
    published.unit,
    published.remark,
    case
        when published.period like '____-__-__' or published.period like '____-__'
            then substring(published.period, 1, 4)
        -- A count of 1 October that a publication calls by its year.
        when published.period like '____' and of_schools.indicator_id is not null
            then published.period || '/' || cast(cast(published.period as integer) + 1 as string)
        else published.period
    end as period,
    -- What is about women, or is one partner's own figure, has no gender of its own.
    case
        when women_shares.indicator_id is not null or of_partners.indicator_id is not null
            then 'total'
        else published.gender
    end as gender,
    published.region_level,
    published.region_name,
    -- Where an indicator has no levels, publications do not name one.
    coalesce(published.our_education_level, published.education_level) as education_level,
    -- Half a unit of the last digit that was printed; what was printed as "about", 5 percent.
    case
        when published.remark like '%approx%' then abs(published.value) * 0.05
        when published.unit <> 'percent' then {{ printed_rounding('published.value') }}
        when published.value = round(published.value) then 0.5
        else 0.05
    end as tolerance
from published
left join of_schools on published.our_indicator_id = of_schools.indicator_id
left join of_partners on published.our_indicator_id = of_partners.indicator_id
left join women_shares on published.our_indicator_id = women_shares.indicator_id
