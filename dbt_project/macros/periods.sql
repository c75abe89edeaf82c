{# School year as DUO and we write it: 2019/2020. `year` is the calendar year that it starts in. #}
{% macro school_year(year) -%}
    cast({{ year }} as string) || '/' || cast({{ year }} + 1 as string)
{%- endmacro %}

{# A period code of CBS in our notation: 2019SJ00 is 2019/2020, 2019JJ00 2019, 2019KW03 2019Q3. #}
{% macro period_of_cbs(code) -%}
    case substring({{ code }}, 5, 2)
        when 'SJ' then {{ school_year('cast(substring(' ~ code ~ ', 1, 4) as integer)') }}
        when 'JJ' then substring({{ code }}, 1, 4)
        when 'KW' then substring({{ code }}, 1, 4) || 'Q' || substring({{ code }}, 8, 1)
    end
{%- endmacro %}

{# school_year, calendar_year or quarter, told from how the period is written. #}
{% macro period_type(period) -%}
    case
        when {{ period }} like '____/____' then 'school_year'
        when {{ period }} like '____Q_' then 'quarter'
        when {{ period }} like '____' then 'calendar_year'
    end
{%- endmacro %}

{# First day of a period; a school year starts on 1 August (Wet op het voortgezet onderwijs). #}
{% macro period_start(period) -%}
    cast(
        case
            when {{ period }} like '____/____' then substring({{ period }}, 1, 4) || '-08-01'
            when {{ period }} like '____Q1' then substring({{ period }}, 1, 4) || '-01-01'
            when {{ period }} like '____Q2' then substring({{ period }}, 1, 4) || '-04-01'
            when {{ period }} like '____Q3' then substring({{ period }}, 1, 4) || '-07-01'
            when {{ period }} like '____Q4' then substring({{ period }}, 1, 4) || '-10-01'
            when {{ period }} like '____' then {{ period }} || '-01-01'
        end as date
    )
{%- endmacro %}

{# Last day of a period. #}
{% macro period_end(period) -%}
    cast(
        case
            when {{ period }} like '____/____' then substring({{ period }}, 6, 4) || '-07-31'
            when {{ period }} like '____Q1' then substring({{ period }}, 1, 4) || '-03-31'
            when {{ period }} like '____Q2' then substring({{ period }}, 1, 4) || '-06-30'
            when {{ period }} like '____Q3' then substring({{ period }}, 1, 4) || '-09-30'
            when {{ period }} like '____Q4' then substring({{ period }}, 1, 4) || '-12-31'
            when {{ period }} like '____' then {{ period }} || '-12-31'
        end as date
    )
{%- endmacro %}

{# The day on which DUO counts in a school year: 1 October. #}
{% macro counting_day(period) -%}
    cast(substring({{ period }}, 1, 4) || '-10-01' as date)
{%- endmacro %}
