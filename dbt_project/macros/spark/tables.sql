{# Every table stands where the night finds it back, whatever the cluster calls its warehouse. #}
{% macro spark__location_clause() -%}
    location '{{ spark_folder() }}/{{ model.schema }}/{{ model.alias }}'
{%- endmacro %}

{#
    A view of another engine is a table in Spark: the night takes it back as Parquet, and what many
    models read is computed once.
#}
{% materialization view, adapter='spark' -%}
    {{ return(materialization_table_spark()) }}
{%- endmaterialization %}
