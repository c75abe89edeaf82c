{# Whether two rows are equal in the given columns; null equals null. #}
{% macro same_row(left_side, right_side, columns) -%}
    {% for column in columns -%}
        {{ left_side }}.{{ column }} is not distinct from {{ right_side }}.{{ column }}
        {{ 'and ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
