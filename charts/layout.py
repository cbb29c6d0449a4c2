"""The sheet a chart is drawn on: type sizes by width, the words around the drawing, margins that fit them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from charts.chart import Chart
from charts.text import balanced_to, pixels, safe, wrapped_to
from charts.theme import PAPERS, Paper, Theme

LINE = 1.3
"""plotly sets lines of a label 1.3 type sizes apart."""


@dataclass(frozen=True)
class Type:
    """Type sizes and distances of one layout, in pixels."""

    title: float
    subtitle: float
    foot: float
    tick: float
    name: float
    pad: int
    plot: int
    right: float
    ticks: int


WIDE = Type(title=20, subtitle=14, foot=11, tick=13, name=13, pad=24, plot=370, right=0.24, ticks=12)
MEDIUM = Type(title=17, subtitle=13, foot=11, tick=12, name=12, pad=16, plot=290, right=0.27, ticks=9)
NARROW = Type(title=16, subtitle=12.5, foot=10.5, tick=11.5, name=12, pad=10, plot=230, right=0.0, ticks=6)


def type_for(width: int) -> Type:
    """Return the layout for a figure `width` pixels wide: wide from 900, narrow below 560."""
    return WIDE if width >= 900 else NARROW if width < 560 else MEDIUM


@dataclass(frozen=True)
class Page:
    """What is settled before the drawing: language, colours, sizes and the wrapped words."""

    language: str
    theme: Theme
    width: int
    type: Type
    title: tuple[str, ...]
    subtitle: tuple[str, ...]
    foot: tuple[str, ...]
    height: int | None = None

    @property
    def paper(self) -> Paper:
        """Background, letters and lines of the theme."""
        return PAPERS[self.theme]

    @property
    def narrow(self) -> bool:
        """Whether this is the layout for a phone."""
        return self.type is NARROW

    @property
    def room(self) -> float:
        """Pixels between the figure's left and right padding."""
        return self.width - 2 * self.type.pad

    @property
    def head(self) -> float:
        """Pixels from the figure's top to the end of the subtitle."""
        rows = len(self.title) * self.type.title + len(self.subtitle) * self.type.subtitle
        return self.type.pad + LINE * rows + 0.4 * self.type.title

    @property
    def tail(self) -> float:
        """Pixels the foot takes, with its padding."""
        return LINE * len(self.foot) * self.type.foot + self.type.pad * 0.6 + (14 if self.foot else 0)

    @property
    def plot(self) -> float:
        """Pixels that the drawing can count on before its margins are known."""
        return self.type.plot if self.height is None else max(120.0, self.height - self.head - self.tail - 80)


def page(chart: Chart, width: int, theme: Theme, height: int | None = None) -> Page:
    """Return the page of `chart`: its words wrapped to `width` pixels."""
    kind = type_for(width)
    room = (width - 2 * kind.pad) * 0.97
    return Page(
        language=chart.language,
        theme=theme,
        width=width,
        type=kind,
        title=balanced_to(chart.title, room, kind.title, bold=True),
        subtitle=balanced_to(chart.subtitle, room, kind.subtitle),
        foot=tuple(line for text in chart.caption.lines for line in wrapped_to(text, room, kind.foot)),
        height=height,
    )


@dataclass(frozen=True)
class Sheet:
    """The figure's geometry in pixels; the drawing stands between the margins."""

    page: Page
    left: float
    right: float
    top: float
    bottom: float
    plot_height: float

    @property
    def plot_width(self) -> float:
        """Pixels between the left and the right margin."""
        return self.page.width - self.left - self.right

    @property
    def height(self) -> int:
        """Pixels of the whole figure."""
        return round(self.top + self.plot_height + self.bottom)

    def note(self, text: str, x: float, y: float, size: float, colour: str, **more: object) -> dict:
        """Return a label whose anchor is `x`, `y` pixels from the figure's upper left corner. `text` is plotly's HTML."""
        return {
            "text": text,
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "xshift": x - self.left,
            "yshift": self.top - y,
            "xanchor": "left",
            "yanchor": "top",
            "align": "left",
            "showarrow": False,
            "borderpad": 0,
            "font": {"size": size, "color": colour},
            **more,
        }


@dataclass(frozen=True)
class Drawing:
    """What goes between the words: traces, labels, lines and axes, as plotly takes them."""

    traces: list[dict]
    notes: list[dict] = field(default_factory=list)
    shapes: list[dict] = field(default_factory=list)
    xaxis: dict = field(default_factory=dict)
    yaxis: dict = field(default_factory=dict)
    layout: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A drawing that knows the room it needs, in pixels, and is drawn once the sheet is cut.

    `plot` is the height it takes where none is asked for; `least` the height below which it cannot be read.
    """

    left: float
    right: float
    above: float
    below: float
    drawn: Callable[[Sheet], Drawing]
    plot: float
    least: float = 120.0


def sheet(page: Page, panel: Panel) -> Sheet:
    """Return the sheet that holds the words of `page` and the drawing of `panel` without overlap."""
    spare = (page.height or 0) - page.head - page.tail - panel.above - panel.below
    return Sheet(
        page=page,
        left=panel.left,
        right=panel.right,
        top=page.head + panel.above,
        bottom=panel.below + page.tail,
        plot_height=panel.plot if page.height is None else max(panel.least, spare),
    )


def words(sheet: Sheet) -> list[dict]:
    """Return title, subtitle and foot as labels at the figure's left edge."""
    page, kind = sheet.page, sheet.page.type
    foot_top = sheet.top + sheet.plot_height + sheet.bottom - kind.pad * 0.6 - LINE * len(page.foot) * kind.foot
    placed = (
        (page.title, kind.pad, kind.title, page.paper.ink, True),
        (page.subtitle, kind.pad + LINE * len(page.title) * kind.title + 0.3 * kind.title, kind.subtitle, page.paper.quiet, False),
        (page.foot, foot_top, kind.foot, page.paper.quiet, False),
    )
    return [sheet.note(joined(lines, bold), kind.pad, y, size, colour) for lines, y, size, colour, bold in placed if lines]


def joined(lines: tuple[str, ...], bold: bool = False) -> str:
    """Return `lines` as one label in plotly's HTML."""
    text = "<br>".join(safe(line) for line in lines)
    return f"<b>{text}</b>" if bold else text


def widest(lines: tuple[str, ...], size: float, bold: bool = False) -> float:
    """Return the pixels of the widest of `lines`; 0 for none. A tick may hold a line break."""
    return max((pixels(part, size, bold) for line in lines for part in line.split("<br>")), default=0.0)
