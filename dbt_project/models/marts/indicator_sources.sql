-- Every file behind a figure: the one that it names, and of DUO all that hold its period.
with

named as (

    select distinct
        indicator_id,
        period,
        dataset_id,
        vintage_id
    from {{ ref('indicator_values') }}
    where vintage_id is not null

),

of_duo as (

    select distinct
        named.indicator_id,
        named.period,
        held.dataset_id,
        held.vintage_id
    from named
    inner join {{ ref('indicator_list') }} as indicators
        on named.indicator_id = indicators.indicator_id
    inner join {{ source('meta', 'vintage_periods') }} as held
        on
            named.period = held.period
            and ', ' || indicators.datasets || ', ' like '%, ' || held.dataset_id || ', %'
    where named.dataset_id like 'duo.%' and held.is_current

),

everything as (

    select * from named
    union
    select * from of_duo

)

select
    everything.indicator_id,
    everything.period,
    everything.dataset_id,
    everything.vintage_id,
    vintages.url,
    vintages.sha256,
    vintages.published_at,
    vintages.retrieved_at
from everything
inner join {{ source('meta', 'vintages') }} as vintages
    on
        everything.dataset_id = vintages.dataset_id
        and everything.vintage_id = vintages.vintage_id
