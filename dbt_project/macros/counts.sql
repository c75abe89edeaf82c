{#
    The counts of an indicator, from rows that each have its property or not.

    rows: a relation with series_id, education_level, period, gender, definition_version,
    dataset_id, vintage_id and status; `has_property` is its boolean, `low` and `high` the bounds
    of its count, `region` the code of its province (NL01: the country; null: unknown),
    `municipality` that of its municipality. Columns: what int_indicator_counts takes.
#}
{% macro counts(rows, has_property, low, high, region, municipality) %}
    select
        series_id,
        education_level,
        period,
        {{ region }} as region_code,
        {{ municipality }} as municipality_code,
        gender,
        sum(case when {{ has_property }} then {{ low }} else 0 end) as numerator_low,
        sum(case when {{ has_property }} then {{ high }} else 0 end) as numerator_high,
        sum(case when {{ has_property }} then 0 else {{ low }} end) as rest_low,
        sum(case when {{ has_property }} then 0 else {{ high }} end) as rest_high,
        definition_version,
        dataset_id,
        vintage_id,
        status
    from {{ rows }}
    group by
        series_id, education_level, period, {{ region }}, {{ municipality }}, gender,
        definition_version, dataset_id, vintage_id, status
{% endmacro %}

{#
    The counts of an indicator, from rows of a source that states the part and the whole:
    `is_technical` marks rows that are added up to the part, `is_whole` the one that is the whole.
    Where one of them is missing nothing is known, and there is no row.
#}
{% macro parts_of_whole(rows, is_technical, is_whole, value, region="'NL01'") %}
    select
        series_id,
        education_level,
        period,
        region_code,
        cast(null as string) as municipality_code,
        gender,
        technical as numerator_low,
        technical as numerator_high,
        everyone - technical as rest_low,
        everyone - technical as rest_high,
        definition_version,
        dataset_id,
        vintage_id,
        status
    from (
        select
            series_id,
            education_level,
            period,
            {{ region }} as region_code,
            gender,
            sum(case when {{ is_technical }} then {{ value }} end) as technical,
            sum(case when {{ is_whole }} then {{ value }} end) as everyone,
            sum(case when {{ is_technical }} and {{ value }} is null then 1 else 0 end) as unknown,
            definition_version,
            dataset_id,
            vintage_id,
            status
        from {{ rows }}
        group by
            series_id, education_level, period, {{ region }}, gender, definition_version,
            dataset_id, vintage_id, status
    ) as summed
    where technical is not null and everyone is not null and unknown = 0
{% endmacro %}
