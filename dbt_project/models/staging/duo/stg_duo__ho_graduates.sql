{{ duo_rows(
    'ho_graduates',
    columns=[
        'ho_type', 'institution_code', 'province_name', 'municipality_code', 'diploma_type',
        'croho_sector', 'croho_subsector'
    ],
    people='students',
    split_by=['ho_type'],
    breakdowns=['full', 'gender']
) }}
