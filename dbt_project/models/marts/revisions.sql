-- What later releases said otherwise than earlier ones, and why. A figure that is said for the
-- first time is no revision; nor is a new vintage that says the same.
with

history as (

    select * from {{ ref('indicator_history') }}

),

ended as (

    select * from history
    where known_to is not null

),

paired as (

    select
        ended.indicator_id,
        ended.period,
        ended.region_code,
        ended.gender,
        ended.education_level,
        ended.known_to as revised_at,
        ended.value as old_value,
        later.value as new_value,
        ended.value_low as old_low,
        later.value_low as new_low,
        ended.value_high as old_high,
        later.value_high as new_high,
        ended.status as old_status,
        later.status as new_status,
        ended.definition_version as old_definition_version,
        later.definition_version as new_definition_version,
        ended.dataset_id as old_dataset_id,
        later.dataset_id as new_dataset_id,
        ended.vintage_id as old_vintage_id,
        later.vintage_id as new_vintage_id,
        later.indicator_id is null as is_withdrawn
    from ended
    left join history as later
        on
            ended.indicator_id = later.indicator_id
            and ended.period = later.period
            and ended.region_code = later.region_code
            and ended.gender = later.gender
            and ended.education_level = later.education_level
            and ended.known_to = later.known_from

)

select
    indicator_id,
    period,
    region_code,
    gender,
    education_level,
    revised_at,
    old_value,
    new_value,
    new_value - old_value as difference,
    case
        when is_withdrawn then 'withdrawn'
        when old_definition_version <> new_definition_version then 'new_definition'
        when old_dataset_id <> new_dataset_id then 'new_source'
        when old_vintage_id <> new_vintage_id then 'new_vintage'
        else 'correction'
    end as reason,
    old_status,
    new_status,
    old_definition_version,
    new_definition_version,
    old_vintage_id,
    new_vintage_id
from paired
where
    is_withdrawn
    or old_value <> new_value
    or old_low is distinct from new_low
    or old_high is distinct from new_high
    or old_status <> new_status
    or old_definition_version <> new_definition_version
