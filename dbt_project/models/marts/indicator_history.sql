{%- set said = [
    'indicator_id', 'period', 'period_start', 'period_type', 'region_level', 'region_code',
    'region_name', 'gender', 'education_level', 'numerator', 'denominator', 'value', 'value_low',
    'value_high', 'is_estimate', 'status', 'definition_version', 'dataset_id', 'vintage_id'
] -%}

with

history as (

    select * from {{ source('history', 'indicator_history') }}

),

now_said as (

    select {{ said | join(', ') }} from {{ ref('indicator_values') }}

),

release as (

    select created_at from {{ source('meta', 'release') }}

),

open_rows as (

    select * from history
    where known_to is null

),

-- Said before: goes on as long as the row is the same in every column, else ends here.
continued as (

    select
        {% for column in said -%}
            open_rows.{{ column }},
        {% endfor -%}
        open_rows.known_from,
        case when now_said.indicator_id is null then release.created_at end as known_to
    from open_rows
    cross join release
    left join now_said
        on {{ same_row('open_rows', 'now_said', said) }}

),

first_said as (

    select {{ said | join(', ') }} from now_said
    except
    select {{ said | join(', ') }} from open_rows

)

select {{ said | join(', ') }}, known_from, known_to from history
where known_to is not null

union all

select {{ said | join(', ') }}, known_from, known_to from continued

union all

select
    {% for column in said -%}
        first_said.{{ column }},
    {% endfor -%}
    release.created_at as known_from,
    cast(null as timestamp) as known_to
from first_said
cross join release
