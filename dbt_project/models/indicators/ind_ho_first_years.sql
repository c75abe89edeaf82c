{{ higher_education_counts(
    ref('stg_duo__ho_first_years'),
    ref('stg_duo__ho_first_years_by_programme'),
    hbo='hbo_tech', wo='wo_tech', both='ho_tech'
) }}
