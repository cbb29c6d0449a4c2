"""Chart -> bytes: image, page, slides, workbook. Nothing heavy is loaded before the first export of its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from charts.chart import Chart

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class Format:
    """One way out. `title` is its code of i18n, `write(chart, **options)` returns the file's bytes; `cites`: it names the day of access."""

    suffix: str
    mime: str
    title: str
    write: Callable[..., bytes]
    cites: bool = False


def _later(module: str, function: str, *given: object) -> Callable[..., bytes]:
    """The function, found when first called."""

    def write(chart: Chart, **options: object) -> bytes:
        return getattr(import_module(f"export.{module}"), function)(chart, *given, **options)

    return write


FORMATS: dict[str, Format] = {
    "png": Format("png", "image/png", "export.png", _later("image", "image", "png")),
    "svg": Format("svg", "image/svg+xml", "export.svg", _later("image", "image", "svg")),
    "pdf": Format("pdf", "application/pdf", "export.pdf", _later("image", "image", "pdf")),
    "html": Format("html", "text/html", "export.html", _later("page", "page"), cites=True),
    "pptx": Format("pptx", f"{_OFFICE}.presentationml.presentation", "export.pptx", _later("slides", "slides"), cites=True),
    "xlsx": Format("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "export.xlsx", _later("workbook", "workbook"), cites=True),
    "csv": Format("csv", "text/csv", "export.csv", _later("workbook", "csv")),
}


def exported(chart: Chart, form: str, accessed: dt.date | None = None, **options: object) -> bytes:
    """Return `chart` as a file of the format `form`, a name of FORMATS; raise Refused where it cannot be made here.

    accessed: the day that citations name; a format that cites has none of its own. Options: `scale` and `width` of an image.
    """
    named = {"accessed": accessed} if FORMATS[form].cites and accessed else {}
    return FORMATS[form].write(chart, **named, **options)


def file_name(chart: Chart, form: str) -> str:
    """Return the name of the file: metric, scope, period, language and suffix."""
    return f"{chart.file_stem}.{FORMATS[form].suffix}"
