{#
    The cells of a CBS table, each from the newest vintage that holds its period, with the Dutch
    titles of its codes. CBS names what it means in titles and keeps codes for itself, so models
    choose by title.
    Columns: period, status, vintage_id, measure, value, and the dimensions under the names in
    `dimensions`; those in `codes` come with their code as <name>_code.
#}
{% macro cbs_cells(table, dataset_id, dimensions, codes=[]) %}
    {%- set cells = source('raw', table) -%}
    {%- set titles = source('raw', table ~ '_codes') -%}
    select
        {{ period_of_cbs('cells.perioden') }} as period,
        case cells.status when 'definitive' then 'definitive' else 'provisional' end as status,
        cells.vintage_id,
        measures.title as measure,
        {% for dimension in dimensions -%}
            {{ dimension }}.title as {{ dimension }},
        {% endfor -%}
        {% for dimension in codes -%}
            {{ dimension }}.code as {{ dimension }}_code,
        {% endfor -%}
        cells.value
    from {{ cells }} as cells
    inner join (
        {{ current_vintages(cells, dataset_id, ['perioden']) }}
    ) as vintages
        on
            cells.perioden = vintages.perioden
            and cells.vintage_id = vintages.vintage_id
    inner join {{ titles }} as measures
        on
            measures.dimension = 'measure'
            and cells.measure = measures.code
            and cells.vintage_id = measures.vintage_id
    {% for dimension in dimensions -%}
        left join {{ titles }} as {{ dimension }}
            on
                {{ dimension }}.dimension = '{{ dimension }}'
                and cells.{{ dimension }} = {{ dimension }}.code
                and cells.vintage_id = {{ dimension }}.vintage_id
    {% endfor %}
{% endmacro %}

{# Gender from the title that CBS gives it; null for a title that is none of these. #}
{% macro gender_of_cbs(title) -%}
    case
        when {{ title }} = 'Mannen' then 'male'
        when {{ title }} = 'Vrouwen' then 'female'
        when {{ title }} like 'Totaal%' then 'total'
    end
{%- endmacro %}

{# Niveau of mbo (1 to 4, total) from the title that CBS gives it; null for a title that is none. #}
{% macro mbo_niveau_of_cbs(title) -%}
    case
        when {{ title }} like 'Totaal%' then 'total'
        when {{ title }} = 'Mbo-entreeopleiding' then '1'
        when {{ title }} like 'Mbo niveau _' then substring({{ title }}, 12, 1)
    end
{%- endmacro %}

{# Leerweg of mbo (bol, bbl, total) from the title that CBS gives it; null for one that is none. #}
{% macro mbo_leerweg_of_cbs(title) -%}
    case
        when {{ title }} like 'Totaal%' then 'total'
        when {{ title }} like 'Bol totaal%' then 'bol'
        when {{ title }} like 'Bbl totaal%' then 'bbl'
    end
{%- endmacro %}

{#
    The code that stands before a title of CBS: 07 of "07 Technische beroepen", B-F of
    "B-F Nijverheid en energie"; null where a title has none.
#}
{% macro code_before_title(title) -%}
    case
        when {{ title }} like '% %'
            then substring({{ title }}, 1, position(' ' in {{ title }}) - 1)
    end
{%- endmacro %}

{#
    Leavers in a table of CBS, one year after, everybody with and without a diploma together.
    Columns: period, gender, field_title, position (work, no_work, education, unknown, total),
    leavers, dataset_id, vintage_id, status.
#}
{% macro cbs_leavers(table_id) %}
    with

    cells as (

        {{ cbs_cells('cbs_' ~ table_id, 'cbs.' ~ table_id, [
            'geslacht', 'persoonskenmerken', 'met_en_zonder_diploma', 'arbeidsmarktpositie',
            'studierichting', 'peilmoment'
        ]) }}

    )

    select
        period,
        {{ gender_of_cbs('geslacht') }} as gender,
        studierichting as field_title,
        case
            when arbeidsmarktpositie like 'Met werk%' then 'work'
            when arbeidsmarktpositie like 'Zonder werk%' then 'no_work'
            when arbeidsmarktpositie = 'Terug in onderwijs' then 'education'
            when arbeidsmarktpositie like 'Onbekend%' then 'unknown'
            when arbeidsmarktpositie = 'Totaal' then 'total'
        end as position,
        value as leavers,
        'cbs.{{ table_id }}' as dataset_id,
        vintage_id,
        status
    from cells
    where
        persoonskenmerken = 'Totaal'
        and met_en_zonder_diploma = 'Totaal'
        and peilmoment like '1 jaar%'
{% endmacro %}
