{{ duo_rows(
    'ho_first_years',
    columns=[
        'ho_type', 'institution_code', 'province_name', 'municipality_code', 'ho_level',
        'croho_sector', 'croho_subsector'
    ],
    people='students',
    split_by=['ho_type'],
    breakdowns=['full', 'gender']
) }}
