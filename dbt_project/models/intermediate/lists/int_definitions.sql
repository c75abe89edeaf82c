{%- set kinds = [
    'programme', 'profile', 'exam_profile', 'subject', 'sector', 'domain', 'sectorkamer', 'dossier',
    'crebo', 'croho_sector', 'croho_programme', 'isced', 'brc', 'sbi'
] -%}

with

definitions as (

    select
        definition_version,
        list_id,
        basis,
        valid_from,
        valid_until,
        preference,
        name_nl,
        name_en,
        source
    from {{ ref('definition_list') }}

    union all

    -- A delivered list is an official one. Of more the newest comes first, at any period: lists of
    -- later years are applied to earlier ones as well, as the monitor does.
    select
        definition_version,
        list_id,
        'official' as basis,
        cast(null as date) as valid_from,
        cast(null as date) as valid_until,
        -row_number() over (
            partition by list_id order by list_version, definition_version
        ) as preference,
        'Officiële lijst, versie ' || list_version as name_nl,
        'Official list, version ' || list_version as name_en,
        delivery_id as source
    from (
        select
            definition_version,
            list_id,
            list_version,
            max(delivery_id) as delivery_id
        from {{ ref('stg_partners__technical_lists') }}
        group by definition_version, list_id, list_version
    ) as delivered

),

kinds as (

    select
        definition_version,
    {% for kind in kinds -%}
        max(case when kind = '{{ kind }}' then 1 else 0 end) as uses_{{ kind }}
        {{- ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_technical_lists') }}
    group by definition_version

)

select
    definitions.*,
{% for kind in kinds -%}
    coalesce(kinds.uses_{{ kind }}, 0) = 1 as uses_{{ kind }}
    {{- ',' if not loop.last }}
{% endfor %}
from definitions
left join kinds on definitions.definition_version = kinds.definition_version
