-- Which definition version counts for an indicator in a period: a valid official list, else a valid
-- classification that stands in for it, else what there is. A list outside its years is a proxy.
with

versions as (

    select distinct
        figures.indicator_id,
        figures.period,
        figures.education_level,
        figures.definition_version,
        definitions.preference,
        definitions.basis = 'official' as is_official,
        (definitions.valid_from is null or definitions.valid_from <= figures.period_start)
        and (definitions.valid_until is null or figures.period_start < definitions.valid_until)
            as is_valid
    from {{ ref('int_indicator_values') }} as figures
    inner join {{ ref('int_definitions') }} as definitions
        on figures.definition_version = definitions.definition_version

)

select
    indicator_id,
    period,
    education_level,
    definition_version,
    case when is_official and is_valid then 'official' else 'proxy' end as basis,
    row_number() over (
        partition by indicator_id, period, education_level
        order by
            case when is_official and is_valid then 1 when is_valid then 2 else 3 end,
            preference,
            definition_version
    ) = 1 as is_leading
from versions
