"""The charts of the report: per indicator one small line chart, as a PNG made without a browser."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from expectations.formatting import Language, amount
from expectations.highlights import Texts
from expectations.night import IndicatorLine

WIDTH, HEIGHT = 264, 92
"""Points, with everything around the plot; the picture has twice as many pixels."""

_INK = "#22313f"
_SOFT = "#5f6f7d"
_LINE = "#0b6aa2"
_AMBITION = "#b4520a"
_SCALE = 2
_ROOM = 0.12
"""Of the range of the values: what stays free above and below them."""
_LABEL = 0.25
"""Of the same range: about the height of a label."""


def draw(line: IndicatorLine, texts: Texts, language: Language) -> bytes:
    """Draw the series of an indicator, its ambition, and the bounds of estimates.

    The vertical scale runs from the lowest to the highest of what is drawn, so that the way still
    to go can be seen beside the trend. Returns PNG bytes; `line.series` must not be empty.
    """
    import altair as alt

    rows: list[dict[str, Any]] = [
        {
            "period": point.period,
            "value": point.value,
            "low": point.value if point.value_low is None else point.value_low,
            "high": point.value if point.value_high is None else point.value_high,
        }
        for point in line.series
    ]
    scale = _scale(alt, rows, line.target_value)
    base = alt.Chart(alt.Data(values=rows))
    ends = [rows[0]["period"], rows[-1]["period"]] if len(rows) > 1 else [rows[0]["period"]]
    x = alt.X(
        "period:O",
        sort=[row["period"] for row in rows],
        scale=alt.Scale(type="point", padding=0.2),
        title=None,
        axis=alt.Axis(values=ends, labelAngle=0, grid=False),
    )
    y = alt.Y("value:Q", title=None, scale=scale, axis=None)
    layers = []
    if any(row["high"] > row["low"] for row in rows):
        band = base.mark_area(color=_LINE, opacity=0.2) if len(rows) > 1 else base.mark_rule()
        layers.append(band.encode(x=x, y=alt.Y("low:Q", scale=scale, title=None), y2="high:Q"))
    if line.target_value is not None:
        layers += _ambition(alt, line, line.target_value, scale, texts, language)
    layers.append(base.mark_line(color=_LINE, strokeWidth=2.5).encode(x=x, y=y))
    layers += _newest(alt, line, rows[-1], x, y, scale, language)
    chart = (
        alt.layer(*layers)
        .properties(
            width=WIDTH,
            height=HEIGHT,
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        )
        .configure(background="#ffffff", padding={"left": 8, "right": 14, "top": 8, "bottom": 4})
        .configure_view(stroke=None)
        .configure_axis(labelColor=_SOFT, labelFontSize=12, domain=False, ticks=False)
    )
    return _png(chart.to_json())


@lru_cache(maxsize=64)
def _png(specification: str) -> bytes:
    """Draw once what stands in the mail and in the page of full length."""
    import vl_convert

    picture: bytes = vl_convert.vegalite_to_png(specification, scale=_SCALE)
    return picture


def _scale(alt: Any, rows: list[dict[str, Any]], target: float | None) -> Any:
    levels = [row["low"] for row in rows] + [row["high"] for row in rows]
    if target is not None:
        levels.append(target)
    low, high = min(levels), max(levels)
    room = _ROOM * (high - low) or 1
    # The newest value stands above its point.
    above_only = target is not None and target < low + room
    return alt.Scale(
        domain=[low - (2 if above_only else 1) * room, high + 2 * room], nice=False, zero=False
    )


def _newest(
    alt: Any,
    line: IndicatorLine,
    last: dict[str, Any],
    x: Any,
    y: Any,
    scale: Any,
    language: Language,
) -> list[Any]:
    label = amount(line.series[-1].value, line.unit, language)
    newest = alt.Chart(alt.Data(values=[last | {"label": label}])).encode(x=x, y=y)
    # Below the point where the ambition's line is just above it.
    low, high = scale.domain
    gap = (line.target_value or low) - line.value
    near = 0 <= gap < _LABEL * (high - low)
    text = newest.mark_text(
        align="right", dx=6, dy=15 if near else -11, color=_INK, fontSize=13, fontWeight="bold"
    )
    return [newest.mark_circle(color=_LINE, size=60, opacity=1), text.encode(text="label:N")]


def _ambition(
    alt: Any, line: IndicatorLine, target: float, scale: Any, texts: Texts, language: Language
) -> list[Any]:
    # On the side of the line where the series is not.
    under = line.value < target
    label = texts["chart_ambition"].format(target=amount(target, line.unit, language))
    base = alt.Chart(alt.Data(values=[{"target": target, "label": label}])).encode(
        y=alt.Y("target:Q", scale=scale, title=None, axis=None)
    )
    return [
        base.mark_rule(color=_AMBITION, strokeDash=[6, 4], strokeWidth=1.5),
        base.mark_text(
            color=_AMBITION, align="left", baseline="top", dy=4 if under else -15, fontSize=12
        ).encode(x=alt.value(2), text="label:N"),
    ]
