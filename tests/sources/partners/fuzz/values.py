"""Numbers in every form that leaves no question."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from sources.partner_contract import Figure

_MARKS = [
    *[("", ",0"), ("", ".00"), (".", ",0"), (",", ".0"), (" ", ",00")],
    *[("\u202f", ""), ("\u00a0", ""), ("'", "")],
]
"""What is written between thousands, and behind the number."""

_AROUND = ["{}", "circa {}", "ruim {}", "bijna {}", "≥ {}", "> {}"]


@st.composite
def counts(draw: st.DrawFn, figure: Figure) -> tuple[float, str]:
    """A whole number, and as somebody writes it."""
    number = draw(st.integers(int(figure.minimum), int(figure.highest)))
    thousands, decimals = draw(st.sampled_from(_MARKS))
    text = f"{number:,}".replace(",", thousands) + draw(st.sampled_from(["", decimals]))
    return number, draw(st.sampled_from(_AROUND)).format(text)


@st.composite
def shares(draw: st.DrawFn, unit: str) -> tuple[float, str]:
    """A percentage, and as somebody writes it in a column of this unit."""
    decimals = draw(st.sampled_from([0, 1, 2, 4]))  # 1.811 may be a thousand
    number = Decimal(draw(st.integers(0, 100 * 10**decimals))).scaleb(-decimals)
    if unit == "fractie" and draw(st.booleans()):
        text = f"{number.scaleb(-2):f}"
        if text.partition(".")[2][3:] or "." not in text or number < 100:
            return float(number), text.replace(".", draw(st.sampled_from(",.")))
    text = f"{number:f}".replace(".", draw(st.sampled_from(",.")))
    sure = not 0 < number <= 1 and unit != "fractie"
    sign = draw(st.sampled_from(["%", " %", " procent", " pct.", *([""] if sure else [])]))
    return float(number), text + sign
