{#
    Joins the municipality of a location at the time it was counted: 1 October of its school year.
    Gives `places.municipality_code`, null when the register does not know the location.
#}
{% macro join_location(relation, education, location_code='location_code') %}
    left join {{ ref('int_location_municipalities') }} as places
        on
            places.education = '{{ education }}'
            and {{ relation }}.institution_code = places.institution_code
            {% if location_code -%}
                and {{ relation }}.{{ location_code }} = places.location_code
            {% endif -%}
            and places.valid_from <= {{ counting_day(relation ~ '.period') }}
            and (
                places.valid_until is null
                or {{ counting_day(relation ~ '.period') }} < places.valid_until
            )
{% endmacro %}
