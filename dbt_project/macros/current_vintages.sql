{#
    Per period the newest vintage that holds it: by publication date, then by the time it was
    retrieved. `keys` says what a period is in this table; partners' deliveries may correct a
    single figure, so theirs is the figure in its period and region.
    Columns: the keys, vintage_id.
#}
{% macro current_vintages(relation, dataset_id, keys=['period']) %}
    select
        {{ keys | join(', ') }},
        vintage_id
    from (
        select
            {% for key in keys -%} held.{{ key }}, {% endfor %}
            held.vintage_id,
            row_number() over (
                partition by {% for key in keys -%}
                    held.{{ key }}{{ ', ' if not loop.last }}
                {%- endfor %}
                order by
                    vintages.published_at desc,
                    vintages.retrieved_at desc,
                    vintages.vintage_id desc
            ) as recency
        from (
            select distinct {{ keys | join(', ') }}, vintage_id from {{ relation }}
        ) as held
        inner join {{ source('meta', 'vintages') }} as vintages
            on held.vintage_id = vintages.vintage_id
        where vintages.dataset_id = '{{ dataset_id }}'
    ) as ranked
    where recency = 1
{% endmacro %}
