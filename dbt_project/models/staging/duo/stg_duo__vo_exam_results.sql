{{ duo_rows(
    'vo_exam_results',
    columns=[
        'institution_code', 'location_code', 'municipality_name', 'province_name', 'school_type',
        'vmbo_leerweg', 'vmbo_sector', 'programme', 'value'
    ],
    people='pupils',
    breakdowns=['programme', 'school_type']
) }}
