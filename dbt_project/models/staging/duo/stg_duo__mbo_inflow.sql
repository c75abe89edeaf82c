{{ duo_rows(
    'mbo_inflow',
    columns=[
        'institution_code', 'leerweg', 'niveau', 'beroepsopleiding_code', 'hoofdgroep', 'previous_vo',
        'previous_mbo', 'inflow_vo'
    ],
    people='students',
    breakdowns=['kind_of_inflow', 'hoofdgroep']
) }}
