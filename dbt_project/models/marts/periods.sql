with

-- History keeps periods that no figure is of any more.
periods as (

    select period from {{ ref('indicator_versions') }}
    union distinct
    select period from {{ ref('indicator_history') }}

)

select
    period,
    {{ period_type('period') }} as period_type,
    {{ period_start('period') }} as period_start,
    {{ period_end('period') }} as period_end,
    cast(substring(period, 1, 4) as integer) as start_year
from periods
