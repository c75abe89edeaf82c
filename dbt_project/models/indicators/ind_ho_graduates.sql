{{ higher_education_counts(
    ref('stg_duo__ho_graduates'),
    ref('stg_duo__ho_graduates_by_programme'),
    hbo='hbo_graduates_tech', wo='wo_graduates_tech', both='ho_graduates_tech'
) }}
