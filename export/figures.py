"""Result -> text for scripts: JSON with everything that travels with the figures, or plain CSV."""

from __future__ import annotations

import json
import math
from typing import Any

from data.schema import Language, Result
from i18n import say


def printed(result: Result, form: str, language: Language) -> str:
    """Return `result` as json (columns, rows, coverage, facts, notes, sources, versions) or csv (codes as headings). Null stays null."""
    if form == "csv":
        return result.frame.to_csv(index=False).rstrip("\n")
    return json.dumps(_document(result, language), ensure_ascii=False, indent=2, default=str)


def _document(result: Result, language: Language) -> dict[str, Any]:
    return {
        "filters": dict(result.filters),
        "columns": [{"name": c.name, "title": c.title.in_(language), "unit": c.unit} for c in result.columns],
        "rows": [{name: _plain(value) for name, value in row.items()} for row in result.frame.to_dict("records")],
        "coverage": {step: _plain(share) for step, share in result.coverage.items()},
        "facts": {name: _plain(value) for name, value in result.facts.items()},
        "notes": [say(flag.code, language, **flag.values) for flag in result.flags],
        "sources": [{name: value for name, value in vars(source).items() if value} for source in result.sources],
        "data_version": result.data_version,
        "method": result.method,
    }


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    if value is None or value != value or str(value) in ("NaT", "<NA>"):
        return None
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value.isoformat() if hasattr(value, "isoformat") else value
