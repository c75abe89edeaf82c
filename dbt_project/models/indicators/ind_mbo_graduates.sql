with

graduates as (

    select
        *,
        -- Until 2020 DUO calls it domein, from 2021 hoofdgroep; the names are the same.
        coalesce(domain, hoofdgroep) as domain_or_hoofdgroep
    from {{ ref('stg_duo__mbo_graduates') }}

),

placed as (

    select
        graduates.*,
        places.province_code,
        places.municipality_code
    from graduates
    left join {{ ref('int_places') }} as places
        on {{ municipality_key('graduates.place_name') }} = places.place_key

),

classified as (

    {{ under_definitions('placed', 'mbo', {
        'sector': 'sector',
        'domain': 'domain_or_hoofdgroep',
        'sectorkamer': 'sectorkamer',
        'crebo': 'crebo_code'
    }) }}

),

counted as (

    {{ mbo_counts(
        'classified', 'mbo_graduates_tech', 'mbo_graduates_domain_', 'graduates_low', 'graduates_high'
    ) }}

)

select * from counted
