{{ duo_rows(
    'mbo_students',
    columns=[
        'institution_code', 'place_name', 'leerweg', 'niveau', 'crebo_code', 'programme_name',
        'sector', 'domain', 'hoofdgroep', 'sectorkamer'
    ],
    people='students'
) }}
