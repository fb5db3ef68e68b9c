"""The colours of the stylesheet are readable: WCAG 2.2 AA, in light and in dark."""

import re
from pathlib import Path

import pytest

STYLE = Path("shared/web/style.css").read_text(encoding="utf-8")
TEXT_RATIO = 4.5  # WCAG 1.4.3
CONTROL_RATIO = 3.0  # WCAG 1.4.11
TEXT_PAIRS = [
    *(
        ("ink", ground)
        for ground in ("paper", "surface", "sunken", "accent-soft", "good-soft", "warn-soft", "bad-soft")
    ),
    *(("ink-soft", ground) for ground in ("paper", "surface", "sunken", "accent-soft")),
    *(("accent", ground) for ground in ("paper", "surface", "accent-soft")),
    ("accent-strong", "accent-soft"),
    ("accent-strong", "surface"),
    ("on-accent", "accent"),
    ("bad", "surface"),
    ("paper", "ink"),
]
CONTROL_PAIRS = [("control", "surface"), ("control", "paper"), ("accent", "sunken"), ("bad", "sunken")]


def tokens(css: str) -> dict[str, str]:
    """Colour tokens of the first block in ``css``: name → six hex digits."""
    block = css[: css.index("}")]
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", block))


LIGHT = tokens(STYLE)
THEMES = {"light": LIGHT, "dark": LIGHT | tokens(STYLE[STYLE.index("prefers-color-scheme: dark") :])}


def luminance(colour: str) -> float:
    """Relative luminance of sRGB, 0 to 1, as WCAG 2.2 defines it."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_readable(theme: str, text: str, ground: str) -> None:
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= TEXT_RATIO


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("control", "ground"), CONTROL_PAIRS)
def test_controls_stand_out(theme: str, control: str, ground: str) -> None:
    assert contrast(THEMES[theme][control], THEMES[theme][ground]) >= CONTROL_RATIO
