{{ duo_rows(
    'vo_offer',
    columns=[
        'licence_code', 'institution_code', 'location_code', 'element_code', 'valid_from',
        'valid_until', 'funding'
    ],
    people='licences'
) }}
