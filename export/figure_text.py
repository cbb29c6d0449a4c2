"""Chart -> text: the figure that plotly is handed, trace by trace and word by word, for tests/golden to hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from charts.chart import Chart
from export.drawn import drawn
from export.view_text import number_text

_LONG = 6


def figure_text(chart: Chart, width: int, theme: str) -> str:
    """Return every trace, axis, shape and annotation of `chart` drawn for `width` pixels in `theme`, one a line.

    Long arrays are summed up; the version of the data is left out, since a new one would change every file.
    """
    figure = drawn(chart, width, theme)
    layout = {name: part for name, part in figure["layout"].items() if name != "template"}
    apart = {name: layout.pop(name, ()) for name in ("annotations", "shapes")}
    lines = [f"trace {_flat(trace)}" for trace in figure["data"]]
    lines += [f"{name[:-1]} {_flat(part)}" for name, parts in apart.items() for part in parts]
    lines += [f"{name}: {_flat(part) if isinstance(part, Mapping) else _value(part)}" for name, part in sorted(layout.items())]
    text = "\n".join((f"## {chart.view} {chart.language} {width} {theme}", *lines)) + "\n"
    return text.replace(chart.caption.data_version, "VERSION") if chart.caption.data_version else text


def _flat(part: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(_leaves(part)))


def _leaves(part: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", _value(value)


def _value(value: Any) -> str:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return "{" + _flat(value) + "}"
    if isinstance(value, (list, tuple)):
        return _array(list(value))
    if isinstance(value, float):
        return number_text(value)
    return str(value).replace("\n", "⏎")


def _array(values: list[Any]) -> str:
    """A short array in full; of a long one how many, its first and last three, and of figures the sum weighted by place."""
    if len(values) <= _LONG:
        return "[" + ", ".join(map(_value, values)) + "]"
    half = _LONG // 2
    shown = ", ".join((*map(_value, values[:half]), "…", *map(_value, values[-half:])))
    figures = [value for value in values if isinstance(value, (int, float)) and value == value]
    weighed = f" by place {number_text(float(sum(place * value for place, value in enumerate(figures, start=1))))}" if figures else ""
    return f"[{len(values)}: {shown}{weighed}]"
