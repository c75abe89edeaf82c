with

inflow as (

    select * from {{ ref('stg_duo__mbo_inflow') }}
    where measure = 'new_in_mbo'

),

placed as (

    select
        inflow.*,
        municipalities.province_code,
        places.municipality_code
    from inflow
    {{ join_location('inflow', 'mbo', none) }}
    left join {{ ref('int_municipalities') }} as municipalities
        on places.municipality_code = municipalities.municipality_code

),

classified as (

    {{ under_definitions('placed', 'mbo', {
        'domain': 'hoofdgroep', 'dossier': 'beroepsopleiding_code'
    }) }}

),

counted as (

    {{ mbo_counts(
        'classified', 'mbo_tech_inflow', 'mbo_tech_inflow_domain_', 'students_low', 'students_high'
    ) }}

)

select * from counted
