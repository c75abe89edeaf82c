-- Every model in models/indicators takes part without being named here: see flows/build.py.
{% for model in var('indicator_models') -%}
    select
        series_id,
        education_level,
        period,
        region_code,
        municipality_code,
        gender,
        cast(numerator_low as double) as numerator_low,
        cast(numerator_high as double) as numerator_high,
        cast(rest_low as double) as rest_low,
        cast(rest_high as double) as rest_high,
        definition_version,
        dataset_id,
        vintage_id,
        status
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
