{{ duo_rows(
    'ho_first_years',
    columns=[
        'ho_type', 'institution_code', 'province_name', 'municipality_code', 'ho_level',
        'croho_sector', 'programme_code', 'programme_name'
    ],
    people='students',
    split_by=['ho_type'],
    breakdowns=['full', 'programme']
) }}
