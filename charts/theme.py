"""Colours, type and the plotly template. A hue keeps its meaning on every chart, page and slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

Theme = Literal["light", "dark"]

FONTS = {
    "en": '"Noto Sans", "Noto Sans CJK SC", "Helvetica Neue", "Segoe UI", Arial, "PingFang SC", "Microsoft YaHei", sans-serif',
    "zh": '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans", Arial, sans-serif',
}
"""Each language begins with its own faces: a Chinese face sets English quotes full-width, an English one Chinese quotes half-width."""


@dataclass(frozen=True)
class Hue:
    """One meaning's colour: as a surface and, where that is too pale to read, as letters; each for light and dark paper."""

    light: str
    light_text: str
    dark: str
    dark_text: str

    def fill(self, theme: Theme = "light") -> str:
        """Return the colour of surfaces and lines, #RRGGBB."""
        return self.dark if theme == "dark" else self.light

    def text(self, theme: Theme = "light") -> str:
        """Return the colour of letters, #RRGGBB; contrast with the paper is at least 4.5."""
        return self.dark_text if theme == "dark" else self.light_text


@dataclass(frozen=True)
class Paper:
    """What is drawn on: background, letters, and the lines and shades behind the data."""

    background: str
    ink: str
    quiet: str
    axis: str
    grid: str
    shade: str


PAPERS: dict[str, Paper] = {
    "light": Paper("#FFFFFF", "#1B2430", "#5D6875", "#7C8693", "#E4E7EB", "rgba(93,104,117,0.10)"),
    "dark": Paper("#12171E", "#EEF1F4", "#A3ADB9", "#7F8995", "#2A323C", "rgba(163,173,185,0.14)"),
}

_TEAL = Hue("#136E69", "#136E69", "#2C9E95", "#45B9AF")
_GREY = Hue("#8C96A3", "#5F6977", "#7F8995", "#9AA4B0")

HUES: dict[str, Hue] = {
    "allocated": _TEAL,
    "busy": _TEAL,
    "effective": Hue("#0B4E57", "#0B4E57", "#23808C", "#3FA6B4"),
    "depth_unobserved": Hue("#4C9A5A", "#357A43", "#6CC07A", "#6CC07A"),
    "under_used": Hue("#74B9B1", "#2A7F78", "#A5DDD6", "#A5DDD6"),
    "held": Hue("#C66E14", "#A65708", "#A65A12", "#DB8B39"),
    "unallocated": Hue("#EFAE45", "#8F5E00", "#F2B850", "#F2B850"),
    "unallocated_or_out": Hue("#B8956A", "#7D5F34", "#BE9C78", "#CDAE8E"),
    "out_of_service": Hue("#6B7684", "#5A6573", "#7B8695", "#98A2AF"),
    "unobserved": Hue("#B9C1CB", "#667080", "#5C6674", "#98A2AF"),
    "training": Hue("#4650A3", "#4650A3", "#6F7BE0", "#929CEC"),
    "inference": Hue("#D1477A", "#B92F63", "#F08DB2", "#F08DB2"),
    "capacity": Hue("#3E6E99", "#3A6890", "#74A5CF", "#83B0D6"),
    "signed": Hue("#1F4E79", "#1F4E79", "#8FC0EE", "#8FC0EE"),
    "terminated": Hue("#B0639B", "#8A4478", "#B5699F", "#CC95BD"),
    "accent": Hue("#1F66B0", "#1F66B0", "#5BA3E6", "#6DAFEA"),
    "grey": _GREY,
    "neutral1": Hue("#4A5361", "#4A5361", "#C3CAD3", "#C3CAD3"),
    "neutral2": Hue("#7C8693", "#626C79", "#98A2AE", "#9FA9B5"),
    "neutral3": Hue("#A9B1BC", "#6A7482", "#6F7985", "#9AA4B0"),
    "neutral4": Hue("#CDD3DA", "#6C7684", "#4D5662", "#98A2AF"),
}


_SPARE = (
    *("accent", "neutral1", "capacity", "neutral2", "terminated", "training", "unallocated"),
    *("inference", "allocated", "held", "neutral4"),
)
"""Hues of lines whose subject has none of its own, no two of which look alike."""


def distinct_hues(first: Sequence[str], count: int) -> tuple[str, ...]:
    """Return the names of `count` hues: `first`, then spare ones; from the beginning again only where all are taken."""
    colours = {HUES[name] for name in first}
    names = (*first, *(name for name in _SPARE if HUES[name] not in colours))
    return tuple(names[i % len(names)] for i in range(count))


def hue(name: str) -> Hue:
    """Return the hue called `name`; KeyError for one that has no meaning here."""
    return HUES[name]


def translucent(colour: str, opacity: float) -> str:
    """Return #RRGGBB as rgba() with `opacity` 0-1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def mixed(colour: str, paper: str, share: float) -> str:
    """Return `share` (0-1) of `colour` mixed with the colour of the paper, both #RRGGBB: a solid tint that hides what is behind it."""
    pairs = ((int(colour[i : i + 2], 16), int(paper[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02X}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours #RRGGBB as WCAG defines it, 1 to 21."""
    bright, dull = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dull + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def scale(name: str, theme: Theme = "light") -> tuple[tuple[float, str], ...]:
    """Return a sequential scale of one hue as plotly's colorscale: 0 near the paper, 1 the hue's strongest tone."""
    paper, full, strong = PAPERS[theme].background, HUES[name].fill(theme), HUES[name].text(theme)
    if contrast(full, paper) > 3:
        return ((0.0, mixed(full, paper, 0.14)), (0.5, mixed(full, paper, 0.57)), (1.0, full))
    return ((0.0, mixed(full, paper, 0.16)), (0.3, mixed(full, paper, 0.55)), (0.62, full), (1.0, strong))


def scaled(colours: tuple[tuple[float, str], ...], share: float) -> str:
    """Return the colour at `share` (0-1) of a scale."""
    for (start, pale), (end, strong) in zip(colours, colours[1:], strict=False):
        if share <= end:
            return mixed(strong, pale, (max(share, start) - start) / (end - start))
    return colours[-1][1]


@cache
def template(language: str, theme: Theme = "light") -> dict:
    """Return plotly's template: attached to every figure, since importing streamlit changes the default one."""
    paper = PAPERS[theme]
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "gridcolor": paper.grid,
        "gridwidth": 1,
        "linecolor": paper.axis,
        "tickfont": {"color": paper.quiet},
        "automargin": False,
        "spikecolor": paper.axis,
        "spikethickness": 1,
        "spikedash": "solid",
    }
    return {
        "layout": {
            "font": {"family": FONTS[language], "color": paper.ink, "size": 13},
            "paper_bgcolor": paper.background,
            "plot_bgcolor": paper.background,
            "xaxis": axis,
            "yaxis": axis,
            "colorway": [HUES[name].fill(theme) for name in ("accent", "neutral1", "neutral2", "neutral3")],
            "hoverlabel": {
                "bgcolor": paper.background,
                "bordercolor": paper.axis,
                "font": {"family": FONTS[language], "color": paper.ink, "size": 13},
                "align": "left",
            },
            "dragmode": False,
            "showlegend": False,
        }
    }
