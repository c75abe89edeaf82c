select
    goal_no,
    line,
    name_nl,
    name_en
from {{ ref('goals_list') }}
