{#
    A municipality's name as a key to join on: its letters in capitals, without accents. DUO writes
    S GRAVENHAGE and SUDWEST-FRYSLAN where CBS has 's-Gravenhage (StatLine: with (gemeente) behind
    it) and Súdwest-Fryslân. translate() leaves out what has no counterpart, in both engines; an
    apostrophe is chr(39), since engines escape it differently.
#}
{% macro municipality_key(name) -%}
    translate(
        replace(replace(upper({{ name }}), '(GEMEENTE)', ''), '(GEM)', ''),
        'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝ -.,()`‘’' || chr(39),
        'AAAAAACEEEEIIIINOOOOOUUUUY'
    )
{%- endmacro %}

{#
    Every name of a municipality and when it was valid: that of CBS, and the spellings that
    municipality_key does not cover. A file names its municipalities as they were when it was made,
    also beside counts of earlier years: ask for the date of the newest period in the file.
    Columns: municipality_key, municipality_code, valid_from, valid_until.
#}
{% macro municipality_names() %}
    select
        {{ municipality_key('municipality_name') }} as municipality_key,
        municipality_code,
        valid_from,
        valid_until
    from {{ ref('int_municipalities') }}
    union all
    select
        {{ municipality_key('spellings.spelling') }} as municipality_key,
        municipalities.municipality_code,
        municipalities.valid_from,
        municipalities.valid_until
    from {{ ref('municipality_spellings') }} as spellings
    inner join {{ ref('int_municipalities') }} as municipalities
        on spellings.municipality_code = municipalities.municipality_code
{% endmacro %}

{# Whether a row with valid_from and valid_until (not itself included) holds on a date. #}
{% macro is_valid_on(relation, date) -%}
    {{ relation }}.valid_from <= {{ date }}
    and ({{ relation }}.valid_until is null or {{ date }} < {{ relation }}.valid_until)
{%- endmacro %}
