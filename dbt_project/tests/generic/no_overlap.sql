{# Fails with every pair of rows of one `key` that are valid on the same day. #}
{% test no_overlap(model, key) %}
    select
        earlier.{{ key }},
        earlier.valid_from,
        earlier.valid_until,
        later.valid_from as other_valid_from
    from {{ model }} as earlier
    inner join {{ model }} as later
        on
            earlier.{{ key }} = later.{{ key }}
            and earlier.valid_from < later.valid_from
            and (earlier.valid_until is null or later.valid_from < earlier.valid_until)
    union all
    select
        {{ key }},
        valid_from,
        valid_until,
        valid_from as other_valid_from
    from {{ model }}
    where valid_until <= valid_from
{% endtest %}
