"""What each vintage of DUO holds of each period, which is in use, and what later ones revised."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from flows.status import DatasetState
from sources.catalog import DuoDataset
from sources.reading import quoted

# From new to old, as the macro `current_vintages` chooses, which staging relies on.
_NEWEST_FIRST = "vintages.published_at desc, vintages.retrieved_at desc, vintages.vintage_id desc"


def write_vintage_periods(db: duckdb.DuckDBPyConnection, states: Sequence[DatasetState]) -> None:
    """Fill `meta.vintage_periods` and `meta.revisions` from the raw tables of DUO."""
    for state in states:
        dataset = state.dataset
        if isinstance(dataset, DuoDataset) and state.vintages:
            db.execute(_periods_sql(dataset))
            if len(state.vintages) > 1:
                db.execute(_revisions_sql(dataset))


def _part(dataset: DuoDataset) -> str:
    return " || ' / ' || ".join(dataset.contract.parts) or "''"


def _periods_sql(dataset: DuoDataset) -> str:
    contract = dataset.contract
    (measure, *_) = contract.measures
    expected = ", ".join(
        f"({quoted(rows.part)}, {quoted(measure)}, {rows.expected}, {rows.tolerance})"
        for rows in contract.rows
    )
    return f"""
        insert into meta.vintage_periods
        select
            {quoted(dataset.id)}, held.vintage_id, held.period, held.part, held.measure,
            held.row_count, held.filled_rows, expected.rows, expected.tolerance,
            held.suppressed_rows, held.count_low, held.count_high,
            held.vintage_id = first_value(held.vintage_id) over (
                partition by held.period, held.part order by {_NEWEST_FIRST}
            )
        from (
            select
                vintage_id, period, {_part(dataset)} as part, measure,
                count(*) as row_count,
                count(*) filter (count_high > 0 or count_high is null) as filled_rows,
                count(*) filter (count is null and count_high is not null) as suppressed_rows,
                sum(count_low) as count_low,
                sum(count_high) as count_high
            from raw.{dataset.raw_table}
            group by all
        ) as held
        inner join meta.vintages as vintages
            on held.vintage_id = vintages.vintage_id
            and vintages.dataset_id = {quoted(dataset.id)}
        left join (values {expected}) as expected (part, measure, rows, tolerance)
            on held.part = expected.part and held.measure = expected.measure
        order by all
    """


def _revisions_sql(dataset: DuoDataset) -> str:
    """What changed in each period that two vintages hold, cell by cell.

    A cell is what the columns that every layout has, and the gender, tell apart: names of schools
    and programmes may be written otherwise in a later vintage. It is revised where the bounds of
    the two do not meet.
    """
    columns = dataset.contract.columns
    told = [name for name in dataset.contract.key_columns if columns[name].required]
    keys = ", ".join(["period", "part", "measure", "gender", *told])
    same = " and ".join(
        f"later.{key} is not distinct from earlier.{key}" for key in ["measure", "gender", *told]
    )
    return f"""
        insert into meta.revisions
        with pairs as (
            select * from (
                select
                    held.period, held.part, vintages.vintage_id, vintages.published_at,
                    lead(vintages.vintage_id) over (
                        partition by held.period, held.part order by {_NEWEST_FIRST}
                    ) as previous_vintage_id
                from (select distinct vintage_id, period, part from meta.vintage_periods
                    where dataset_id = {quoted(dataset.id)}) as held
                inner join meta.vintages as vintages
                    on held.vintage_id = vintages.vintage_id
                    and vintages.dataset_id = {quoted(dataset.id)}
            )
            where previous_vintage_id is not null
        ),
        cells as (
            select
                vintage_id, {keys}, sum(count_low) as low, sum(count_high) as high
            from (select *, {_part(dataset)} as part from raw.{dataset.raw_table})
            where count_high is not null
                and period in (select period from pairs)
            group by all
        ),
        later as (
            select pairs.previous_vintage_id, pairs.published_at, cells.*
            from cells inner join pairs using (period, part, vintage_id)
        ),
        earlier as (
            select pairs.vintage_id as later_vintage_id, pairs.published_at, cells.*
            from cells inner join pairs
                on cells.period = pairs.period and cells.part = pairs.part
                and cells.vintage_id = pairs.previous_vintage_id
        ),
        compared as (
            select
                coalesce(later.period, earlier.period) as period,
                coalesce(later.part, earlier.part) as part,
                coalesce(later.measure, earlier.measure) as measure,
                coalesce(later.vintage_id, earlier.later_vintage_id) as vintage_id,
                coalesce(later.previous_vintage_id, earlier.vintage_id) as previous_vintage_id,
                coalesce(later.published_at, earlier.published_at) as published_at,
                later.low, later.high, earlier.low as old_low, earlier.high as old_high
            from later full outer join earlier
                on later.period = earlier.period and later.part = earlier.part
                and later.vintage_id = earlier.later_vintage_id and {same}
        )
        select
            {quoted(dataset.id)}, period, part, measure, vintage_id, previous_vintage_id,
            published_at,
            coalesce(sum(low), 0), coalesce(sum(high), 0),
            coalesce(sum(old_low), 0), coalesce(sum(old_high), 0),
            count(*) filter (low > old_high or high < old_low) as revised,
            count(*) filter (old_high is null and high > 0) as added,
            count(*) filter (high is null and old_high > 0) as removed,
            case
                when revised + added + removed > 0 then 'revised'
                when sum(low) = sum(high) and sum(old_low) = sum(old_high) then 'same'
                else 'compatible'
            end
        from compared
        group by all
        order by all
    """
