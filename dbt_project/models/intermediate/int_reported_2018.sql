-- What the progress report of 2018 said last of each indicator, for the country.
select
    indicator_id,
    education_level,
    period,
    value
from (
    select
        comparison as indicator_id,
        education_level,
        period,
        value,
        row_number() over (
            partition by comparison, education_level order by period desc
        ) as recency
    from {{ ref('report_statements') }}
    where
        compared_with = 'indicator'
        and statement_kind = 'observed'
        and region_name = 'Nederland'
        and unit in ('count', 'percent')
) as newest
where recency = 1
