-- Known breaks: those of a dataset (the catalog) and those of a series (the seed), per indicator.
select
    indicators.indicator_id,
    breaks.dataset_id,
    breaks.period,
    breaks.note_nl,
    breaks.note_en
from {{ source('meta', 'breaks') }} as breaks
inner join {{ ref('indicator_list') }} as indicators
    on ', ' || indicators.datasets || ', ' like '%, ' || breaks.dataset_id || ', %'

union all

select
    indicators.indicator_id,
    cast(null as string) as dataset_id,
    breaks.period,
    breaks.note_nl,
    breaks.note_en
from {{ ref('series_breaks') }} as breaks
inner join {{ ref('indicator_list') }} as indicators
    on breaks.series_id = indicators.series_id
