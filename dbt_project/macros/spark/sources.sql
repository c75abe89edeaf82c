{#
    What an engine must know of the sources before models are built. DuckDB has them in the database
    that it opened; Spark is told where their Parquet is, in statements that flows/spark.py left.
#}
{% macro register_sources() -%}
    {{ return(adapter.dispatch('register_sources')()) }}
{%- endmacro %}

{% macro default__register_sources() -%}{%- endmacro %}

{% macro spark__register_sources() -%}
    {%- if execute -%}
        {%- set used = [] -%}
        {%- for source in graph.sources.values() -%}
            {%- do used.append(source.schema ~ '.' ~ source.identifier) -%}
        {%- endfor -%}
        {%- for schema in ['raw', 'meta', 'history'] -%}
            {%- do run_query('create schema if not exists ' ~ schema) -%}
        {%- endfor -%}
        {%- set statements -%}
            select statement from parquet.`{{ spark_folder() }}/sources.parquet`
            where concat(schema_name, '.', table_name) in ('{{ used | join("', '") }}')
            order by position
        {%- endset -%}
        {%- for row in run_query(statements) -%}
            {%- do run_query(row['statement']) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# The folder that Spark and this machine share. #}
{% macro spark_folder() -%}
    {{ env_var('TECHNIEKPACT_SPARK_FOLDER') }}
{%- endmacro %}
