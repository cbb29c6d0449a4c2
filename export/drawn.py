"""A chart's figure as plotly.js takes it."""

from __future__ import annotations

from typing import Any

from charts.chart import Chart
from export.cells import plain


def drawn(chart: Chart, width: int, theme: str = "light") -> dict:
    """Return the figure as a dictionary, its texts without the characters that no SVG holds: even a PNG is drawn from one."""
    return _printable(chart.figure(width, theme).to_dict())


def _printable(part: Any) -> Any:
    if isinstance(part, str):
        return plain(part)
    if isinstance(part, dict):
        return {name: _printable(inner) for name, inner in part.items()}
    return [_printable(inner) for inner in part] if isinstance(part, list | tuple) else part
