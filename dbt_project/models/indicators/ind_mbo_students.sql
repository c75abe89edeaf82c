with

students as (

    select
        *,
        -- Until 2020 DUO calls it domein, from 2021 hoofdgroep; the names are the same.
        coalesce(domain, hoofdgroep) as domain_or_hoofdgroep
    from {{ ref('stg_duo__mbo_students') }}

),

placed as (

    select
        students.*,
        places.province_code,
        places.municipality_code
    from students
    left join {{ ref('int_places') }} as places
        on {{ municipality_key('students.place_name') }} = places.place_key

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
        'classified', 'mbo_students_tech', 'mbo_students_domain_', 'students_low', 'students_high'
    ) }}

)

select * from counted
