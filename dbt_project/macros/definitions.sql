{#
    Rows with whether they are technical, once for each version of a list that can tell: `kinds` says
    which column holds the codes of each kind that the list may have. A version that knows none of a
    row's codes (the file does not have them) leaves the row out.
    Columns: those of `relation`; definition_version, is_technical (boolean), cluster.
#}
{% macro under_definitions(relation, list_id, kinds) %}
    select
        counted.*,
        definitions.definition_version,
        (
            {%- for kind in kinds -%}
                list_{{ kind }}.code is not null{{ ' or ' if not loop.last }}
            {%- endfor -%}
        ) as is_technical,
        coalesce(
            {% for kind in kinds -%} list_{{ kind }}.cluster, {% endfor -%} ''
        ) as cluster
    from {{ relation }} as counted
    inner join {{ ref('int_definitions') }} as definitions
        on definitions.list_id = '{{ list_id }}'
    {% for kind, column in kinds.items() -%}
        left join {{ ref('int_technical_lists') }} as list_{{ kind }}
            on
                definitions.definition_version = list_{{ kind }}.definition_version
                and list_{{ kind }}.kind = '{{ kind }}'
                and counted.{{ column }} = list_{{ kind }}.code
    {% endfor -%}
    where
        {% for kind, column in kinds.items() -%}
            (definitions.uses_{{ kind }} and counted.{{ column }} is not null)
            {{- ' or ' if not loop.last }}
        {% endfor %}
{% endmacro %}
