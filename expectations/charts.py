"""The charts of the report: per indicator one small line chart, as a PNG made without a browser.

They are written as Vega-Lite, which `vl-convert` draws.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from expectations.formatting import Language, amount
from expectations.highlights import Texts
from expectations.night import IndicatorLine

WIDTH, HEIGHT = 264, 92
"""Points, with everything around the plot; the picture has twice as many pixels."""

_Spec = dict[str, Any]
_INK = "#22313f"
_SOFT = "#5f6f7d"
_LINE = "#0b6aa2"
_AMBITION = "#b4520a"
_SCALE = 2
_ROOM = 0.12
"""Of the range of the values: what stays free above and below them."""
_LABEL = 0.25
"""Of the same range: about the height of a label."""
_LABELLED = {"field": "label", "type": "nominal"}


def draw(line: IndicatorLine, texts: Texts, language: Language) -> bytes:
    """Draw the series of an indicator, its ambition, and the bounds of estimates.

    The vertical scale runs from the lowest to the highest of what is drawn, so that the way still
    to go can be seen beside the trend. Returns PNG bytes; `line.series` must not be empty.
    """
    rows: list[dict[str, Any]] = [
        {
            "period": point.period,
            "value": point.value,
            "low": point.value if point.value_low is None else point.value_low,
            "high": point.value if point.value_high is None else point.value_high,
        }
        for point in line.series
    ]
    domain = _domain(rows, line.target_value)
    x = {
        "field": "period",
        "type": "ordinal",
        "sort": [row["period"] for row in rows],
        "scale": {"type": "point", "padding": 0.2},
        "title": None,
        "axis": {
            "values": [row["period"] for row in (rows[0], rows[-1])],
            "labelAngle": 0,
            "grid": False,
        },
    }
    along = {"x": x, "y": _height("value", domain)}
    layers = []
    if any(row["high"] > row["low"] for row in rows):
        band = {"type": "area", "color": _LINE, "opacity": 0.2} if len(rows) > 1 else "rule"
        bounds = {"x": x, "y": _height("low", domain), "y2": {"field": "high"}}
        layers.append(_layer(rows, band, bounds))
    if line.target_value is not None:
        layers += _ambition(line, line.target_value, domain, texts, language)
    layers.append(_layer(rows, {"type": "line", "color": _LINE, "strokeWidth": 2.5}, along))
    layers += _newest(line, rows[-1], along, domain, language)
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": HEIGHT,
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": layers,
        "config": {
            "background": "#ffffff",
            "padding": {"left": 8, "right": 14, "top": 8, "bottom": 4},
            "view": {"stroke": None},
            "axis": {"labelColor": _SOFT, "labelFontSize": 12, "domain": False, "ticks": False},
        },
    }
    return _png(json.dumps(chart))


@lru_cache(maxsize=64)
def _png(specification: str) -> bytes:
    """Draw once what stands in the mail and in the page of full length."""
    import vl_convert

    picture: bytes = vl_convert.vegalite_to_png(specification, scale=_SCALE)
    return picture


def _layer(rows: list[dict[str, Any]], mark: _Spec | str, encoding: _Spec) -> _Spec:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _height(field: str, domain: tuple[float, float]) -> _Spec:
    scale = {"domain": domain, "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "title": None, "scale": scale, "axis": None}


def _domain(rows: list[dict[str, Any]], target: float | None) -> tuple[float, float]:
    levels = [row["low"] for row in rows] + [row["high"] for row in rows]
    if target is not None:
        levels.append(target)
    low, high = min(levels), max(levels)
    room = _ROOM * (high - low) or 1
    # The newest value stands above its point.
    above_only = target is not None and target < low + room
    return low - (2 if above_only else 1) * room, high + 2 * room


def _newest(
    line: IndicatorLine,
    last: dict[str, Any],
    along: _Spec,
    domain: tuple[float, float],
    language: Language,
) -> list[_Spec]:
    rows = [last | {"label": amount(line.series[-1].value, line.unit, language)}]
    # Below the point where the ambition's line is just above it.
    low, high = domain
    gap = (line.target_value or low) - line.value
    near = 0 <= gap < _LABEL * (high - low)
    point = {"type": "circle", "color": _LINE, "size": 60, "opacity": 1}
    text = {
        "type": "text",
        "align": "right",
        "dx": 6,
        "dy": 15 if near else -11,
        "color": _INK,
        "fontSize": 13,
        "fontWeight": "bold",
    }
    return [_layer(rows, point, along), _layer(rows, text, along | {"text": _LABELLED})]


def _ambition(
    line: IndicatorLine,
    target: float,
    domain: tuple[float, float],
    texts: Texts,
    language: Language,
) -> list[_Spec]:
    # On the side of the line where the series is not.
    under = line.value < target
    label = texts["chart_ambition"].format(target=amount(target, line.unit, language))
    rows = [{"target": target, "label": label}]
    at = {"y": _height("target", domain)}
    rule = {"type": "rule", "color": _AMBITION, "strokeDash": [6, 4], "strokeWidth": 1.5}
    text = {
        "type": "text",
        "color": _AMBITION,
        "align": "left",
        "baseline": "top",
        "dy": 4 if under else -15,
        "fontSize": 12,
    }
    return [
        _layer(rows, rule, at),
        _layer(rows, text, at | {"x": {"value": 2}, "text": _LABELLED}),
    ]
