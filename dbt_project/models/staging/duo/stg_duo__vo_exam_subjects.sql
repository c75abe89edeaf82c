{{ duo_rows(
    'vo_exam_subjects',
    columns=[
        'institution_code', 'location_code', 'municipality_code', 'province_name', 'school_type',
        'vmbo_leerweg', 'subject_code', 'subject_name', 'assessment', 'value'
    ],
    people='exams',
    split_by=['school_type']
) }}
