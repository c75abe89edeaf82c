with

classified as (

    {{ classified_mbo(ref('stg_duo__mbo_graduates')) }}

),

counted as (

    {{ mbo_counts(
        'classified', 'mbo_graduates_tech', 'mbo_graduates_domain_', 'graduates_low', 'graduates_high'
    ) }}

)

select * from counted
