{#
    Counts of DUO in higher education by CROHO part and, where a list needs it, by programme.

    DUO's files count by gender or by programme: `by_gender` is the staging model for lists of CROHO
    parts, `by_programme` that for lists of programmes. `hbo`, `wo` and `both` are series ids.
#}
{% macro higher_education_counts(by_gender, by_programme, hbo, wo, both) %}
    with

    of_parts as (

        select
            period,
            ho_type,
            province_name,
            municipality_code as counted_code,
            gender,
            croho_sector,
            cast(null as string) as programme_code,
            students_low,
            students_high,
            dataset_id,
            vintage_id,
            status
        from {{ by_gender }}

    ),

    of_programmes as (

        select
            period,
            ho_type,
            province_name,
            municipality_code as counted_code,
            gender,
            cast(null as string) as croho_sector,
            programme_code,
            students_low,
            students_high,
            dataset_id,
            vintage_id,
            status
        from {{ by_programme }}
        where programme_code is not null

    ),

    students as (

        select * from of_parts
        union all
        select * from of_programmes

    ),

    placed as (

        select
            students.*,
            provinces.province_code,
            municipalities.current_municipality_code as municipality_code
        from students
        left join {{ ref('provinces') }} as provinces
            on students.province_name = provinces.duo_name
        left join {{ ref('int_municipalities') }} as municipalities
            on students.counted_code = municipalities.municipality_code

    ),

    classified as (

        {{ under_definitions('placed', 'ho', {
            'croho_sector': 'croho_sector', 'croho_programme': 'programme_code'
        }) }}

    ),

    -- With the file of only one of the two, nothing is known of both together.
    complete as (

        select
            period,
            definition_version
        from classified
        group by period, definition_version
        having count(distinct ho_type) = 2

    ),

    series as (

        select
            classified.*,
            ho_type as education_level,
            case ho_type when 'hbo' then '{{ hbo }}' else '{{ wo }}' end as series_id
        from classified

        union all

        select
            classified.*,
            'hbo+wo' as education_level,
            '{{ both }}' as series_id
        from classified
        inner join complete
            on
                classified.period = complete.period
                and classified.definition_version = complete.definition_version

    )

    {{ counts(
        'series', 'is_technical', 'students_low', 'students_high', 'province_code',
        'municipality_code'
    ) }}
{% endmacro %}
