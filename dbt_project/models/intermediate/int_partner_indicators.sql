-- Indicators that are figures of partners, their sums or their shares.
with

parts as (

    select * from {{ ref('partner_indicators') }}

),

figures as (

    select
        delivered.figure_id,
        case
            -- An event of one day, or a month, stands for its year; a span of years for its last.
            when delivered.period like '____-__' or delivered.period like '____-__-__'
                then substring(delivered.period, 1, 4)
            when delivered.period like '____-____' then substring(delivered.period, 6, 4)
            else delivered.period
        end as period,
        delivered.region_code,
        delivered.value,
        delivered.qualifier,
        delivered.dataset_id,
        delivered.delivery_id
    from {{ ref('partner_figures') }} as delivered
    inner join {{ source('meta', 'figures') }} as figures
        on
            delivered.dataset_id = figures.dataset_id
            and delivered.figure_id = figures.figure_id
    where
        delivered.is_leading
        and delivered.breakdown = 'total'
        and delivered.value is not null
        -- Beside figures of one year, a span of years is no period that can be compared.
        and (delivered.period not like '____-____' or figures.period_type = 'years')

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
        figures.region_code,
        count(*) as parts_given,
        sum(case when parts.role = 'value' then figures.value end) as figure,
        sum(case when parts.role = 'denominator' then figures.value end) as denominator,
        sum(case when figures.qualifier <> '' then 1 else 0 end) as inexact,
        sum(case when figures.qualifier in ('', 'ruim', 'minstens') then 0 else 1 end)
            as maybe_less,
        sum(case when figures.qualifier in ('', 'bijna', 'hoogstens') then 0 else 1 end)
            as maybe_more,
        max(case when parts.role = 'value' then figures.dataset_id end) as dataset_id,
        max(case when parts.role = 'value' then figures.delivery_id end) as vintage_id
    from parts
    inner join figures on parts.figure_id = figures.figure_id
    group by parts.indicator_id, parts.education_level, figures.period, figures.region_code

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
    education_level,
    period,
    region_code,
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
