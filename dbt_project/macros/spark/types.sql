{# Types as contracts and seeds name them (DuckDB's names), in those of the engine. #}
{% macro spark_type(data_type) -%}
    {%- set names = {'varchar': 'string', 'timestamp': 'timestamp_ntz'} -%}
    {{ return(names.get(data_type | lower, data_type)) }}
{%- endmacro %}

{% macro spark__cast(expression, type) -%}
    cast({{ expression }} as {{ spark_type(type) }})
{%- endmacro %}
