{#
    The counts of an indicator, from rows that each have its property or not.

    rows: a relation with series_id, education_level, period, gender, dataset_id, vintage_id and
    status; `has_property` is its boolean, `low` and `high` the bounds of its count, `region` the
    code of its region. Columns: what int_indicator_counts takes.
#}
{% macro counts(rows, has_property, low, high, region) %}
    select
        series_id,
        education_level,
        period,
        {{ region }} as region_code,
        gender,
        sum(case when {{ has_property }} then {{ low }} else 0 end) as numerator_low,
        sum(case when {{ has_property }} then {{ high }} else 0 end) as numerator_high,
        sum(case when {{ has_property }} then 0 else {{ low }} end) as rest_low,
        sum(case when {{ has_property }} then 0 else {{ high }} end) as rest_high,
        dataset_id,
        vintage_id,
        status
    from {{ rows }}
    group by
        series_id, education_level, period, {{ region }}, gender, dataset_id, vintage_id, status
{% endmacro %}
