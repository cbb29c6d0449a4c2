"""Result -> text for scripts: JSON with everything that travels with the figures, or plain CSV."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from data.schema import Language, Problem, Result, Text
from i18n import say
from i18n.problem import sentence

FORECAST = ("id", "step", "mean", "lower_80", "upper_80", "lower_95", "upper_95", "model")


def printed(result: Result, form: str, language: Language) -> str:
    """Return `result` as json (columns, rows, coverage, facts, notes, sources, versions) or csv (codes as headings). Null stays null."""
    if form == "csv":
        return result.frame.to_csv(index=False).rstrip("\n")
    return json.dumps(_document(result, language), ensure_ascii=False, indent=2, default=lambda value: _word(value, language))


def _word(value: Any, language: Language) -> str:
    return value.in_(language) if isinstance(value, Text) else str(value)


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
    """Return a value as JSON has it: null for what is unknown, at any depth."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    value = value.item() if hasattr(value, "item") else value
    if value is None or value != value or str(value) in ("NaT", "<NA>"):
        return None
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value.isoformat() if hasattr(value, "isoformat") else value


def forecasts(result: Result, form: str) -> str:
    """Return the steps ahead of a forecast of many series as csv or json: id, step, mean, limits, model."""
    ahead = result.frame[result.frame["step"].notna()].rename(columns={"unique_id": "id"})[list(FORECAST)]
    if form == "csv":
        return ahead.to_csv(index=False).rstrip("\n")
    return json.dumps(ahead.to_dict("records"), ensure_ascii=False, indent=1)


def remarks(result: Result, language: Language) -> str:
    """Return a line of JSON for each series that is refused (its reason in words) and for each note on one that is forecast."""
    refused = [
        _remark(one, "reason", lambda code, values: sentence(Problem(code, values=values), language)) for one in result.facts["refused"]
    ]
    noted = [_remark(one, "note", lambda code, values: say(code, language, **values)) for one in result.facts["notes"]]
    return "".join(f"{json.dumps(line, ensure_ascii=False, default=str)}\n" for line in (*refused, *noted))


def _remark(one: Mapping[str, Any], name: str, worded: Callable[[str, dict], str]) -> dict[str, Any]:
    values = {key: value for key, value in one.items() if key not in ("unique_id", "code")}
    return {"id": one["unique_id"], "code": one["code"], **values, name: worded(one["code"], values)}
