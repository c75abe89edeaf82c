"""The chart of the report: one small line chart per share, as a PNG made without a browser."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from expectations.formatting import Language, amount
from expectations.highlights import Texts
from expectations.night import IndicatorLine

_INK = "#22313f"
_SOFT = "#5f6f7d"
_LINE = "#0b6aa2"
_AMBITION = "#b4520a"
_GRID = "#e3e8ec"
_COLUMNS = 2
_WIDTH = 262
_HEIGHT = 120
_SCALE = 2
"""Pixels per point: the mail shows the picture at half its size, sharp on a phone."""


def charted(indicators: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    """The indicators that the chart shows: shares with a series to draw."""
    return [line for line in indicators if line.unit == "percent" and line.series]


def draw(indicators: Sequence[IndicatorLine], texts: Texts, language: Language) -> bytes:
    """Draw small multiples on one vertical scale: series, ambition, and bounds of estimates.

    Returns PNG bytes; `indicators` must not be empty.
    """
    import altair as alt
    import vl_convert

    highest = max(
        max((point.value_high or point.value for point in line.series), default=0)
        for line in indicators
    )
    top = min(100, 10 * (int(max([highest, *(i.target_value or 0 for i in indicators)])) // 10 + 1))
    panels = [_panel(alt, line, top, texts, language) for line in indicators]
    chart = (
        alt.concat(*panels, columns=_COLUMNS, spacing={"row": 26, "column": 30})
        .configure(background="#ffffff", padding=14, font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_SOFT,
            labelFontSize=14,
            domain=False,
            ticks=False,
            gridColor=_GRID,
            labelPadding=6,
        )
        .configure_title(
            color=_INK, fontSize=16, anchor="start", fontWeight="bold", offset=10, frame="group"
        )
    )
    picture: bytes = vl_convert.vegalite_to_png(chart.to_json(), scale=_SCALE)
    return picture


def _panel(alt: Any, line: IndicatorLine, top: int, texts: Texts, language: Language) -> Any:
    periods = [point.period for point in line.series]
    shown = [periods[0], periods[-1]] if len(periods) > 1 else periods
    rows: list[dict[str, Any]] = [
        {
            "period": point.period,
            "value": point.value,
            "low": point.value if point.value_low is None else point.value_low,
            "high": point.value if point.value_high is None else point.value_high,
        }
        for point in line.series
    ]
    base = alt.Chart(alt.Data(values=rows))
    x = alt.X(
        "period:O", sort=periods, title=None, axis=alt.Axis(values=shown, labelAngle=0, grid=False)
    )
    scale = alt.Scale(domain=[0, top], nice=False)
    y = alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=3))
    layers = []
    if any(row["high"] > row["low"] for row in rows):
        band = base.mark_area(color=_LINE, opacity=0.2) if len(rows) > 1 else base.mark_rule()
        layers.append(band.encode(x=x, y=alt.Y("low:Q", scale=scale, title=None), y2="high:Q"))
    if line.target_value is not None:
        layers += _ambition(alt, line.target_value, top, texts, language)
    layers.append(base.mark_line(color=_LINE, strokeWidth=2.5).encode(x=x, y=y))
    last = rows[-1] | {"label": amount(line.series[-1].value, line.unit, language)}
    newest = alt.Chart(alt.Data(values=[last])).encode(x=x, y=y)
    layers.append(newest.mark_circle(color=_LINE, size=70, opacity=1))
    above = line.target_value is None or line.target_value - line.series[-1].value > 0.16 * top
    layers.append(
        newest.mark_text(
            align="right", dx=4, dy=-13 if above else 17, color=_INK, fontSize=16, fontWeight="bold"
        ).encode(text="label:N")
    )
    name = line.name_nl if language == "nl" else line.name_en
    return alt.layer(*layers).properties(
        width=_WIDTH, height=_HEIGHT, title=textwrap.wrap(name, 32)[:2]
    )


def _ambition(alt: Any, target: float, top: int, texts: Texts, language: Language) -> list[Any]:
    label = texts["chart_ambition"].format(target=amount(target, "percent", language))
    scale = alt.Scale(domain=[0, top], nice=False)
    base = alt.Chart(alt.Data(values=[{"target": target, "label": label}])).encode(
        y=alt.Y("target:Q", scale=scale, title=None)
    )
    return [
        base.mark_rule(color=_AMBITION, strokeDash=[6, 4], strokeWidth=2),
        base.mark_text(color=_AMBITION, align="left", dy=-8, fontSize=14).encode(
            x=alt.value(2), text="label:N"
        ),
    ]
