with

classified as (

    {{ classified_mbo(ref('stg_duo__mbo_students')) }}

),

counted as (

    {{ mbo_counts(
        'classified', 'mbo_students_tech', 'mbo_students_domain_', 'students_low', 'students_high'
    ) }}

)

select * from counted
