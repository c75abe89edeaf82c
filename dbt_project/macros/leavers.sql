{#
    Where those who left technical programmes are, one year later: with work, or back in education.
    `relation` has what `under_definitions` gives, with position and leavers; `series` is what the
    ids of the series begin with.
#}
{% macro leavers_by_position(relation, education_level, series) %}
    with

    positions as (

        select listed.position
        from (values ('work'), ('education')) as listed (position)

    ),

    series as (

        select
            {{ relation }}.*,
            '{{ education_level }}' as education_level,
            '{{ series }}_' || positions.position as series_id,
            {{ relation }}.position = positions.position as is_counted,
            {{ relation }}.position = 'total' as is_whole
        from {{ relation }}
        cross join positions
        where {{ relation }}.is_technical

    )

    {{ parts_of_whole('series', 'is_counted', 'is_whole', 'leavers') }}
{% endmacro %}
