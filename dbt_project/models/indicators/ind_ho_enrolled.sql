{{ higher_education_counts(
    ref('stg_duo__ho_enrolled'),
    ref('stg_duo__ho_enrolled_by_programme'),
    hbo='hbo_students_tech', wo='wo_students_tech', both='ho_students_tech'
) }}
