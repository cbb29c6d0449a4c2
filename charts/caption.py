"""The foot of a chart: source line from the rows drawn, coverage, notes, filters, versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.period import first_day
from data.schema import Language, Result, Source
from i18n import has, say
from i18n.format import percent

NAMED_SOURCES = 3
_SAID_ELSEWHERE = ("by", "outages", "from", "to", "marks")
"""The group and the period stand in the subtitle; what becomes of suspects is a flag of its own; marks are in the drawing or not."""


@dataclass(frozen=True)
class Caption:
    """What a reader must know to trust and to cite a chart, already in words."""

    sources: tuple[Source, ...]
    source_line: str
    notes: tuple[str, ...]
    filters: Mapping[str, str] = field(default_factory=dict)
    data_version: str = ""
    method: str = ""
    version_line: str = ""
    note_line: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The foot, line by line."""
        return tuple(line for line in (self.source_line, self.note_line, self.version_line) if line)


def caption(result: Result, language: Language, notes: tuple[str, ...] = ()) -> Caption:
    """Return the caption of `result`: its sources named, its coverage and flags in words, its versions."""
    said = (
        *_coverage(result, language),
        *(say(flag.code, language, **flag.values) for flag in result.flags),
        *notes,
        _filters(result, language),
    )
    spoken = tuple(note for note in said if note)
    return Caption(
        sources=result.sources,
        source_line=source_line(result.sources, language),
        notes=spoken,
        note_line=say("caption.sentences", language).join(spoken),
        filters=result.filters,
        data_version=result.data_version,
        method=result.method,
        version_line=say("caption.versions", language, data=result.data_version, method=result.method),
    )


def source_line(sources: tuple[Source, ...], language: Language) -> str:
    """Return the source line: up to three publishers by name, the rest counted; a copy is said to be one."""
    if not sources:
        return say("caption.no_source", language)
    names = dict.fromkeys(_short(source, language) for source in sources)
    shown = list(names)[:NAMED_SOURCES]
    line = say("caption.join", language).join(shown)
    if len(names) > NAMED_SOURCES:
        line = say("caption.and_others", language, names=line, count=len(names) - NAMED_SOURCES)
    return say("caption.source", language, names=line)


def _short(source: Source, language: Language) -> str:
    name = source.publisher or source.title
    if source.read_kind == "upload":
        return say("caption.upload", language, name=source.title)
    if source.read_kind == "example":
        return say("caption.example_file", language, name=source.title)
    first = first_day(source.date)
    year = str(first.year) if first else ""
    details = [part for part in (source.licence, year if not source.licence else "") if part]
    if source.read_kind == "copy":
        details.append(say("caption.copy", language))
    return say("caption.detail", language, name=name, details=say("caption.semicolon", language).join(details)) if details else name


def named(publishers: object, language: Language) -> str:
    """Return the publishers of several rows, kept apart by a semicolon in the frame, as the language lists them."""
    return str(publishers).replace("; ", say("caption.semicolon", language))


def _coverage(result: Result, language: Language) -> tuple[str, ...]:
    known = {step: share for step, share in result.coverage.items() if share is not None}
    return tuple(say(f"caption.coverage_{step}", language, share=percent(share, language)) for step, share in known.items())


def _filters(result: Result, language: Language) -> str:
    shown = {name: value for name, value in result.filters.items() if name not in _SAID_ELSEWHERE}
    if not shown:
        return ""
    pairs = (
        say("view.filter", language, name=say(f"view.{name}", language), value=_value(name, value, result, language))
        for name, value in shown.items()
    )
    return say("view.filters", language, list=say("caption.join", language).join(pairs))


def _value(name: str, value: str, result: Result, language: Language) -> str:
    """Return what was asked for in words; of several codes each, where all have words."""
    if name in result.filter_titles:
        return result.filter_titles[name].in_(language)
    codes = [f"region.{code}" if name == "region" else f"view.{name}_{code}" for code in value.split(",")]
    return say("caption.comma", language).join(say(code, language) for code in codes) if all(map(has, codes)) else value
