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

{# The night writes the comments, into the release; those of Spark would be read by nobody. #}
{% macro spark__persist_docs(relation, model, for_relation, for_columns) -%}{%- endmacro %}

{% macro spark__comment_clause() -%}{%- endmacro %}
