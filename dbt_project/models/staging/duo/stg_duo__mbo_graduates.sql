{{ duo_rows(
    'mbo_graduates',
    columns=[
        'institution_code', 'place_name', 'leerweg', 'niveau', 'crebo_code', 'sector', 'domain',
        'hoofdgroep', 'sectorkamer'
    ],
    people='graduates'
) }}
