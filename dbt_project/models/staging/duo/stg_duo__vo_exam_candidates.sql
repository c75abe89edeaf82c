{{ duo_rows(
    'vo_exam_candidates',
    columns=[
        'institution_code', 'location_code', 'municipality_name', 'school_type', 'programme_name'
    ],
    people='pupils'
) }}
