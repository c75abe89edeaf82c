{#
    How far a count may be from the one that was printed: half a unit of its last digit, taking
    trailing zeros for rounding (92200 is 92.2 thousand). An exact count that ends in zeros is judged
    a little too mildly.
#}
{% macro printed_rounding(value) -%}
    case
        when {{ value }} = 0 or {{ value }} <> round({{ value }}) then 0.0
        when {{ value }} = 1000 * round({{ value }} / 1000) then 500.0
        when {{ value }} = 100 * round({{ value }} / 100) then 50.0
        when {{ value }} = 10 * round({{ value }} / 10) then 5.0
        else 0.0
    end
{%- endmacro %}
