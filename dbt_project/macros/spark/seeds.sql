{#
    Seeds in Spark: the types of other engines do not have its names, and dbt-spark's own macro
    writes what is empty as the text None and does not escape quotes.
#}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set sql -%}
        create table {{ this }} (
            {%- for column in agate_table.column_names %}
                {{ adapter.quote(column) }} {{ spark_seed_type(model, agate_table, column, loop.index0) }}
                {{- ',' if not loop.last }}
            {%- endfor %}
        )
        {{ file_format_clause() }}
        {{ location_clause() }}
    {%- endset -%}
    {%- call statement('_') -%}{{ sql }}{%- endcall -%}
    {{ return(sql) }}
{%- endmacro %}

{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set sql -%}
        insert into {{ this }}
        select
            {%- for column in agate_table.column_names %}
                cast(c{{ loop.index0 }} as {{ spark_seed_type(model, agate_table, column, loop.index0) }})
                {{- ',' if not loop.last }}
            {%- endfor %}
        from values
        {%- for row in agate_table.rows %}
            (
            {%- for value in row -%}
                {{ spark_literal(value) }}{{ ',' if not loop.last }}
            {%- endfor -%}
            ){{ ',' if not loop.last }}
        {%- endfor %}
        as read (
            {%- for column in agate_table.column_names -%}
                c{{ loop.index0 }}{{ ',' if not loop.last }}
            {%- endfor -%}
        )
    {%- endset -%}
    {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {{ return(sql) }}
{%- endmacro %}

{% macro spark_seed_type(model, agate_table, column, position) -%}
    {%- set inferred = adapter.convert_type(agate_table, position) -%}
    {{ return(spark_type(model.config.get('column_types', {}).get(column, inferred))) }}
{%- endmacro %}

{% macro spark_literal(value) -%}
    {%- if value is none -%}
        null
    {%- else -%}
        '{{ value | string | replace("\\", "\\\\") | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}
