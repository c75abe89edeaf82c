{# A share in percent of counts that make up a whole: `part` of `part` + `rest`. #}
{% macro share_of(part, rest) -%}
    100.0 * cast({{ part }} as double) / (cast({{ part }} as double) + cast({{ rest }} as double))
{%- endmacro %}

{# Halfway the bounds of a count; the count itself where nothing was suppressed. #}
{% macro midpoint(low, high) -%}
    (cast({{ low }} as double) + cast({{ high }} as double)) / 2.0
{%- endmacro %}
