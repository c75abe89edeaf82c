-- Every figure under every definition version that could be computed.
with

counted as (

    select
        indicator_id,
        education_level,
        period,
        region_code,
        gender,
        numerator,
        denominator,
        value,
        value_low,
        value_high,
        value_low <> value_high as is_estimate,
        definition_version,
        dataset_id,
        vintage_id,
        status
    from {{ ref('int_counted_indicators') }}

),

of_partners as (

    select
        indicator_id,
        education_level,
        period,
        region_code,
        'total' as gender,
        numerator,
        denominator,
        value,
        value_low,
        value_high,
        is_estimate,
        'opgave' as definition_version,
        dataset_id,
        vintage_id,
        'definitive' as status
    from {{ ref('int_partner_indicators') }}

),

of_policy as (

    select
        indicator_id,
        education_level,
        period,
        'NL01' as region_code,
        'total' as gender,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        value,
        value as value_low,
        value as value_high,
        false as is_estimate,
        'beleid' as definition_version,
        cast(null as string) as dataset_id,
        cast(null as string) as vintage_id,
        'definitive' as status
    from {{ ref('int_policy_indicators') }}

),

everything as (

    select * from counted
    union all
    select * from of_partners
    union all
    select * from of_policy

)

select
    everything.*,
    regions.region_level,
    regions.region_name,
    {{ period_start('everything.period') }} as period_start,
    {{ period_type('everything.period') }} as period_type
from everything
inner join {{ ref('int_regions') }} as regions
    on everything.region_code = regions.region_code
