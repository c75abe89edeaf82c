"""What changed in the code lists since the vintage before: news, for titles carry the meaning."""

from __future__ import annotations

from pathlib import Path

import duckdb

from sources.landing import Finding

_SHOWN = 20


def changed_codes(before: Path, now: Path) -> tuple[Finding, ...]:
    """Compare two `codes.parquet`: codes that came, went or got another title, but for periods.

    What the contract uses cannot be among those that went: that refuses the vintage.
    """
    with duckdb.connect(":memory:") as db:
        rows = db.execute(
            """
            select
                coalesce(n.dimension, o.dimension) as dimension,
                coalesce(n.code, o.code) as code,
                case
                    when o.code is null then 'new' when n.code is null then 'gone'
                    else 'renamed'
                end as change,
                o.title as before,
                n.title as now
            from read_parquet($now) as n
            full join read_parquet($before) as o
                on o.dimension = n.dimension and o.code = n.code
            where coalesce(n.dimension, o.dimension) <> 'perioden'
                and n.title is distinct from o.title
            order by change, dimension, code
            """,
            {"now": str(now), "before": str(before)},
        ).fetchall()
    if not rows:
        return ()
    names = ("dimension", "code", "change", "before", "now")
    return (
        Finding(
            kind="codes_changed",
            message_nl=f"CBS veranderde {len(rows)} codes of titels; wat het contract gebruikt "
            "is er nog",
            message_en=f"CBS changed {len(rows)} codes or titles; what the contract uses is still "
            "there",
            action_nl="Kijk of een nieuwe code hoort bij wat wij tellen, en pas het contract aan.",
            rows=tuple(
                {name: str(value or "") for name, value in zip(names, row, strict=True)}
                for row in rows[:_SHOWN]
            ),
            count=len(rows),
        ),
    )
