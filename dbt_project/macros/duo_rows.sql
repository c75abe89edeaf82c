{#
    Rows of a DUO dataset: of each period, and of each part that DUO divides it over (`split_by`),
    those of the newest vintage that holds it. Where files count the same people in several ways,
    `breakdowns` names those that will do, the best first; one is taken, never two together.
    Only the newest period of all is provisional.
    Columns: period, those in `columns`, gender, measure; the count as `people`, `people_low` and
    `people_high`; dataset_id, vintage_id, status.
#}
{% macro duo_rows(name, columns, people, split_by=[], breakdowns=[]) %}
    {%- set raw = source('raw', 'duo_' ~ name) -%}
    {%- set dataset_id = 'duo.' ~ name -%}
    {%- set parts = split_by + (['breakdown'] if breakdowns else []) -%}
    with

    vintages as (

        {{ current_vintages(raw, dataset_id, ['period'] + parts) }}

    ),

    newest as (

        select max(period) as period from vintages

    ),

    chosen as (

        select
            period,
            {% for part in parts -%} {{ part }}, {% endfor -%}
            vintage_id
        from (
            select
                *,
                row_number() over (
                    partition by period{% for part in split_by %}, {{ part }}{% endfor %}
                    order by
                        {%- if breakdowns %}
                        case breakdown
                            {% for breakdown in breakdowns -%}
                                when '{{ breakdown }}' then {{ loop.index }}
                            {% endfor -%}
                        end
                        {%- else %}
                        vintage_id
                        {%- endif %}
                ) as choice
            from vintages
            {%- if breakdowns %}
            where breakdown in ('{{ breakdowns | join("', '") }}')
            {%- endif %}
        ) as ranked
        where choice = 1

    )

    select
        held.period,
        {% for column in columns -%} held.{{ column }}, {% endfor -%}
        held.gender,
        held.measure,
        held.count as {{ people }},
        held.count_low as {{ people }}_low,
        held.count_high as {{ people }}_high,
        '{{ dataset_id }}' as dataset_id,
        held.vintage_id,
        case
            when held.status = 'provisional' and newest.period is not null then 'provisional'
            else 'definitive'
        end as status
    from {{ raw }} as held
    inner join chosen
        on
            held.period = chosen.period
            and held.vintage_id = chosen.vintage_id
            {%- for part in parts %}
            and held.{{ part }} = chosen.{{ part }}
            {%- endfor %}
    left join newest
        on held.period = newest.period
{% endmacro %}
