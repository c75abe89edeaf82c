{#
    Rows of mbo for every education level that they count for: mbo, its niveau (mbo-4), its leerweg
    (mbo-bol, mbo-bbl) and both (mbo-4-bol). Extranei and others are in mbo and their niveau only.
    Columns: those of `relation`, education_level.
#}
{% macro mbo_levels(relation) %}
    {%- set bol_or_bbl -%}
        case when leerweg like 'BOL%' then 'bol' when leerweg = 'BBL' then 'bbl' end
    {%- endset -%}
    {%- set levels = [
        "'mbo'",
        "'mbo-' || niveau",
        "'mbo-' || " ~ bol_or_bbl,
        "'mbo-' || niveau || '-' || " ~ bol_or_bbl,
    ] -%}
    select * from (
        {% for level in levels -%}
            select
                *,
                {{ level }} as education_level
            from {{ relation }}
            {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as levelled
    where education_level is not null
{% endmacro %}

{#
    Counts of mbo: the technical part per education level, and each technical domain of all mbo.
    `relation` has what `under_definitions` gives, with province_code and municipality_code.
#}
{% macro mbo_counts(relation, series_id, domain_prefix, low, high) %}
    with

    levelled as (

        {{ mbo_levels(relation) }}

    ),

    domains as (

        select
            definition_version,
            cluster as domain
        from {{ ref('int_technical_lists') }}
        where kind = 'domain'

    ),

    series as (

        select
            levelled.*,
            '{{ series_id }}' as series_id,
            levelled.is_technical as is_counted
        from levelled

        union all

        select
            levelled.*,
            '{{ domain_prefix }}' || domains.domain as series_id,
            levelled.cluster = domains.domain as is_counted
        from levelled
        inner join domains
            on levelled.definition_version = domains.definition_version
        where levelled.education_level = 'mbo'

    )

    {{ counts('series', 'is_counted', low, high, 'province_code', 'municipality_code') }}
{% endmacro %}

{# Education level of a niveau and a leerweg that each may be total: mbo, mbo-4, mbo-bol, mbo-4-bol. #}
{% macro mbo_level(niveau, leerweg) -%}
    'mbo'
    || case {{ niveau }} when 'total' then '' else '-' || {{ niveau }} end
    || case {{ leerweg }} when 'total' then '' else '-' || {{ leerweg }} end
{%- endmacro %}

{#
    Rows of DUO's files of mbo students and diplomas, with where they are and whether they are
    technical, once for every version of the list that their codes can tell.
    Columns: those of `staging`, province_code, municipality_code, domain_or_hoofdgroep,
    definition_version, is_technical, cluster.
#}
{% macro classified_mbo(staging) %}
    with

    counted as (

        select
            rows_of_duo.*,
            -- Until 2020 DUO calls it domein, from 2021 hoofdgroep; the names are the same.
            coalesce(rows_of_duo.domain, rows_of_duo.hoofdgroep) as domain_or_hoofdgroep,
            places.province_code,
            places.municipality_code
        from {{ staging }} as rows_of_duo
        left join {{ ref('int_places') }} as places
            on {{ municipality_key('rows_of_duo.place_name') }} = places.place_key

    )

    {{ under_definitions('counted', 'mbo', {
        'sector': 'sector',
        'domain': 'domain_or_hoofdgroep',
        'sectorkamer': 'sectorkamer',
        'crebo': 'crebo_code'
    }) }}
{% endmacro %}
