-- Where technology is taught: the technical programmes of vmbo per location, of mbo per institution
-- and town, with their pupils and students each school year.
with

choice as (

    select
        indicator_id,
        period,
        definition_version
    from {{ ref('int_indicator_choice') }}
    where
        is_leading
        and indicator_id in ('vmbo_bb_tech_count', 'mbo_students_tech_count')
        and education_level in ('vmbo-bb', 'mbo')

),

pupils as (

    select
        *,
        case school_type
            when 'VMBO BL lj 3-4' then 'vmbo-bb'
            when 'VMBO KL lj 3-4' then 'vmbo-kb'
            when 'VMBO GL lj 3-4' then 'vmbo-gl'
        end as education_level
    from {{ ref('stg_duo__vo_pupils') }}
    where study_year in (3, 4)

),

vmbo as (

    {{ under_definitions('pupils', 'vmbo', {'programme': 'programme'}) }}

),

mbo as (

    {{ classified_mbo(ref('stg_duo__mbo_students')) }}

),

offered as (

    select
        'vmbo' as education,
        vmbo.institution_code,
        vmbo.location_code,
        cast(null as string) as town,
        vmbo.education_level,
        vmbo.element_code as programme_code,
        vmbo.programme as programme_name,
        vmbo.period,
        vmbo.pupils_low,
        vmbo.pupils_high,
        vmbo.definition_version,
        vmbo.dataset_id,
        vmbo.vintage_id
    from vmbo
    inner join choice
        on
            choice.indicator_id = 'vmbo_bb_tech_count'
            and vmbo.period = choice.period
            and vmbo.definition_version = choice.definition_version
    where vmbo.is_technical and vmbo.education_level is not null

    union all

    select
        'mbo' as education,
        mbo.institution_code,
        cast(null as string) as location_code,
        mbo.place_name as town,
        'mbo-' || mbo.niveau as education_level,
        mbo.crebo_code as programme_code,
        mbo.programme_name,
        mbo.period,
        mbo.students_low,
        mbo.students_high,
        mbo.definition_version,
        mbo.dataset_id,
        mbo.vintage_id
    from mbo
    inner join choice
        on
            choice.indicator_id = 'mbo_students_tech_count'
            and mbo.period = choice.period
            and mbo.definition_version = choice.definition_version
    where mbo.is_technical

),

summed as (

    select
        education,
        institution_code,
        location_code,
        town,
        education_level,
        programme_code,
        programme_name,
        period,
        sum(pupils_low) as pupils_low,
        sum(pupils_high) as pupils_high,
        definition_version,
        dataset_id,
        vintage_id
    from offered
    group by
        education, institution_code, location_code, town, education_level, programme_code,
        programme_name, period, definition_version, dataset_id, vintage_id
    having sum(pupils_high) > 0

),

-- An institution of mbo has one address in the register: it stands for the town that it is in.
addressed as (

    select
        summed.*,
        addresses.location_name,
        case
            when
                summed.education = 'vmbo'
                or {{ municipality_key('summed.town') }}
                = {{ municipality_key('addresses.place_name') }}
                then addresses.postcode
        end as postcode,
        case
            when
                summed.education = 'vmbo'
                or {{ municipality_key('summed.town') }}
                = {{ municipality_key('addresses.place_name') }}
                then addresses.street || ' ' || addresses.house_number
        end as address,
        coalesce(summed.town, addresses.place_name) as place_name,
        case
            when summed.education = 'mbo' then places.municipality_code
            else addresses.municipality_code
        end as counted_code
    from summed
    left join {{ ref('stg_duo__addresses') }} as addresses
        on
            summed.education = addresses.education
            and summed.institution_code = addresses.institution_code
            and coalesce(summed.location_code, '') = coalesce(addresses.location_code, '')
    left join {{ ref('int_places') }} as places
        on {{ municipality_key('summed.town') }} = places.place_key

),

current_municipalities as (

    select
        held.municipality_code,
        today.municipality_code as current_code,
        today.municipality_name,
        today.province_code,
        today.labour_market_region_code
    from {{ ref('int_municipalities') }} as held
    inner join {{ ref('int_municipalities') }} as today
        on held.current_municipality_code = today.municipality_code

)

select
    addressed.education,
    addressed.institution_code,
    addressed.location_code,
    addressed.location_name,
    addressed.address,
    addressed.postcode,
    addressed.place_name,
    'GM' || municipalities.current_code as municipality_code,
    municipalities.municipality_name,
    municipalities.labour_market_region_code,
    municipalities.province_code,
    addressed.education_level,
    addressed.programme_code,
    addressed.programme_name,
    addressed.period,
    cast(
        case
            when addressed.pupils_low = addressed.pupils_high then addressed.pupils_low
        end as integer
    ) as pupils,
    cast(addressed.pupils_low as integer) as pupils_low,
    cast(addressed.pupils_high as integer) as pupils_high,
    addressed.definition_version,
    addressed.dataset_id,
    addressed.vintage_id
from addressed
left join current_municipalities as municipalities
    on addressed.counted_code = municipalities.municipality_code
