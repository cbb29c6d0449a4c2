"""A chart: a frame, how it is encoded, and its words. Every way out (screen, image, slide, workbook) is built from it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from charts.caption import Caption
from data.schema import Column, Language

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

Form = Literal["line", "area", "bar", "column", "scatter", "box", "heatmap", "tiles", "flow", "table"]
"""bar lies, column stands; line and area take dates, numbers or categories on x. area and column may be stacked."""

Style = Literal["solid", "hollow", "hatched", "dashed", "floor", "interval"]
"""solid = observed; hollow = estimate; hatched = unobserved; dashed = forecast or assumption; floor = a lower bound (▲)."""


@dataclass(frozen=True)
class Series:
    """One drawn series: the frame's column `y`, its name in the reader's language and its hue (a name of charts.theme.HUES).

    `joined` draws a line on across dates at which only other series have a figure; else a gap stays a gap.
    `apart` draws the points of a line chart and no line between them: they do not bear one.
    `low` and `high` name columns of an interval around it; `label` is a second, quieter line under the name at its end.
    """

    y: str
    name: str
    hue: str
    style: Style = "solid"
    label: str = ""
    low: str | None = None
    high: str | None = None
    joined: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Mark:
    """A thin vertical at x (and up to x_end, a shaded span) with a short label."""

    x: object
    label: str
    x_end: object | None = None


@dataclass(frozen=True)
class Counts:
    """Figures in rows under the drawing, such as how many contracts are at risk: each column stands at its place on x, a number.

    `rows` are (name, hue, figures), the figures as many as the places; `heads` are what stands over the columns where they form a table.
    """

    title: str
    places: tuple[float, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[int | None, ...]], ...]


@dataclass(frozen=True)
class Encoding:
    """How the frame is drawn. `x` names a column; `series` name the columns drawn against it (one column a series).

    A heat map or tiles takes x, `row` (the y category) and one series as the value; a box takes single values, grouped by
    `row` (else x). `text` names a column whose words stand in a tile or at a point. `unit` is a code of
    i18n "unit.*" and tells axes and tables how to write numbers (fraction is written as %). `log` is the measured axis, `log_x`
    that of a numeric x. `along` names a column: dots of a scatter are joined within one of its values, and never across two.
    `under` stands below the x of a line chart. `dots` draws the rows of a bar chart as dots with their intervals, as a forest plot.
    """

    form: Form
    x: str
    series: tuple[Series, ...]
    unit: str | None = None
    row: str | None = None
    stacked: bool = False
    log: bool = False
    step: bool = False
    zero: bool = True
    x_title: str = ""
    y_title: str = ""
    marks: tuple[Mark, ...] = ()
    low: float | None = None
    high: float | None = None
    text: str | None = None
    brief: str | None = None
    log_x: bool = False
    along: str | None = None
    under: Counts | None = None
    dots: bool = False


@dataclass(frozen=True)
class Headline:
    """One figure for the top of a page: what it is, the figure in words, its basis and source, and its past where there is one.

    A fact rests on no input of the analyst: it stands where the inputs of a scenario are refused.
    """

    label: str
    value: str
    note: str = ""
    trend: tuple[float | None, ...] = ()
    is_fact: bool = True


@dataclass(frozen=True)
class Chart:
    """A drawing and everything that travels with it.

    title     the finding, one sentence computed from the data
    subtitle  what is drawn: measure, unit, scope, period
    frame     the figures drawn, with `columns` declaring each (title and unit); tables and workbooks print these
    caption   sources, coverage, notes, filters and versions: the foot
    scope     codes for the file name, such as ("earth", "2020-05")
    headlines the figures that a page shows above its charts
    """

    view: str
    language: Language
    title: str
    subtitle: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    encoding: Encoding
    caption: Caption
    scope: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    headlines: tuple[Headline, ...] = ()

    @property
    def file_stem(self) -> str:
        """Metric, scope, period and language, safe on every file system."""
        parts = (self.view, *self.scope, self.language)
        return "_".join(re.sub(r"[^\w.-]+", "-", part).strip("-.") for part in parts if part)[:120]

    def figure(self, width: int = 1200, theme: str = "light", height: int | None = None) -> go.Figure:
        """Return the drawing as a plotly figure for `width` pixels, words included."""
        from charts.figure import figure

        return figure(self, width, theme, height)

    def citation(self, style: str, accessed: dt.date) -> str:
        """Return the citation of the chart: style en, gbt7714 or bibtex."""
        from charts.citation import citation

        return citation(self, style, accessed)

    @property
    def alternative(self) -> str:
        """The text alternative of the drawing: finding, then what is drawn."""
        return f"{self.title} {self.subtitle}"
