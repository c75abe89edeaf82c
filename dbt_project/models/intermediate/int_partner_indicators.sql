-- Indicators that are figures of partners, their sums or their shares, for the whole country.
with

parts as (

    select * from {{ ref('partner_indicators') }}

),

figures as (

    select
        figure_id,
        case
            -- An event of one day, or a month, stands for its year.
            when period like '____-__' or period like '____-__-__' then substring(period, 1, 4)
            else period
        end as period,
        value,
        qualifier,
        dataset_id,
        delivery_id
    from {{ ref('partner_figures') }}
    where
        is_leading
        and region_code = 'NL01'
        and breakdown = 'total'
        and value is not null
        -- A span of years is no period that can be compared.
        and period not like '____-____'

),

needed as (

    select
        indicator_id,
        education_level,
        count(*) as parts_needed
    from parts
    group by indicator_id, education_level

),

summed as (

    select
        parts.indicator_id,
        parts.education_level,
        figures.period,
        count(*) as parts_given,
        sum(case when parts.role = 'value' then figures.value end) as figure,
        sum(case when parts.role = 'denominator' then figures.value end) as denominator,
        sum(case when figures.qualifier <> '' then 1 else 0 end) as inexact,
        sum(case when figures.qualifier in ('', 'ruim', 'minstens') then 0 else 1 end)
            as maybe_less,
        sum(case when figures.qualifier in ('', 'bijna', 'hoogstens') then 0 else 1 end)
            as maybe_more,
        min(figures.dataset_id) as dataset_id,
        max(case when parts.role = 'value' then figures.delivery_id end) as vintage_id
    from parts
    inner join figures on parts.figure_id = figures.figure_id
    group by parts.indicator_id, parts.education_level, figures.period

),

complete as (

    -- Of a sum or a share all parts must be there, each once.
    select summed.*
    from summed
    inner join needed
        on
            summed.indicator_id = needed.indicator_id
            and summed.education_level = needed.education_level
            and summed.parts_given = needed.parts_needed

),

valued as (

    select
        complete.*,
        indicators.unit,
        indicators.definition_version,
        case
            when complete.denominator is not null
                then 100.0 * complete.figure / nullif(complete.denominator, 0)
            else complete.figure
        end as value
    from complete
    inner join {{ ref('indicator_list') }} as indicators
        on complete.indicator_id = indicators.indicator_id

)

select
    indicator_id,
    definition_version,
    education_level,
    period,
    case when unit = 'count' or denominator is not null then figure end as numerator,
    denominator,
    value,
    -- `ruim` gives a lowest value without a highest; a share of such figures has neither.
    case
        when inexact = 0 or (maybe_less = 0 and denominator is null) then value
    end as value_low,
    case
        when inexact = 0 or (maybe_more = 0 and denominator is null) then value
    end as value_high,
    inexact > 0 as is_estimate,
    dataset_id,
    vintage_id
from valued
where value is not null
