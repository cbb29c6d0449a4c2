"""Demand: what can be asked of the published volumes and shares, of the scenario, and of what the tokens need."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis import demand
from charts import demand as drawn
from data.period import by_time
from data.schema import Column, Language, Result, Text
from i18n.format import day
from views.view import Parameter, Query, View, matching

LEDGER = Parameter("ledger", demand.LEDGERS)
MEASURE = Parameter("outlook", demand.MEASURES)
GROWTH = Parameter("growth", ("drawn", *demand.PACES))
YEARS = Parameter("years", demand.YEARS)
PRECISION = Parameter("card_precision", tuple(demand.PRECISIONS))
CARD = Column(
    "card_model", "text", Text("Card model", "加速卡型号"), Text("a model of the dataset, or one of its aliases", "数据集中的型号或别名")
)
STATUS = Parameter("track_status", ("all", *demand.STATUSES))
SCALE = Parameter("scale", demand.SCALES)
SERIES_NAME = Column(
    "series_name", "text", Text("Series", "序列"), Text("its name in the list of forecasts, or of an upload", "预测清单或上传数据中的名称")
)
EVENT = Column("event", "text", Text("Event", "事件"), Text("its title in the dataset, or a day", "数据集中的标题，或一个日期"))
Range, entry_names = demand.Range, demand.entry_names
_CHINA, _NATIONAL = {"region": ("CN",)}, {"scope": ("national",)}
_COLUMNS = ("entity", "scope", "region")
_READ = ("demand", "accelerators")
_SERIES = ("demand", "capacity", "series", "events")
_SCORED = ("demand", "capacity", "series", "forecasts")


def _series(tables: Any, query: Query) -> Result:
    return demand.demand_series(matching(tables.frame("demand"), query.where or _CHINA))


def _doubling(tables: Any, query: Query) -> Result:
    return demand.demand_doubling(matching(tables.frame("demand"), query.where))


def _shares(tables: Any, query: Query) -> Result:
    return demand.demand_shares(matching(tables.frame("demand"), query.where), query.settings["ledger"])


def _ranges(rows: Any, query: Query) -> dict:
    return demand.scenario(demand.from_record(rows), query.settings)


def _card(tables: Any, query: Query) -> dict[str, object]:
    return demand.card_of(tables.frame("accelerators"), query.settings.get("card_model") or demand.CARD, query.settings["card_precision"])


def _outlook(tables: Any, query: Query) -> Result:
    rows, pace = tables.frame("demand"), query.settings["growth"]
    found = _paced(_ranges(rows, query), pace, query.settings)
    asked = (demand.start_of(rows), int(query.settings["years"]), _card(tables, query))
    result = demand.demand_outlook(found, *asked, query.settings["outlook"], rows)
    fixed = {name: found[name].central for name in demand.FIXED if pace != "drawn" and found[name].low == found[name].high}
    return replace(result, facts={**result.facts, "pace": pace, "fixed": fixed})


def _paced(found: Mapping[str, Range], pace: str, given: Mapping[str, str]) -> Mapping[str, Range]:
    """Return the inputs with growth fixed at `pace`, but where it is given; as they are where it is drawn."""
    held = [name for name in demand.FIXED if any(given.get(key) for key in entry_names(name))]
    return found if pace == "drawn" else demand.paced(found, pace, held)


def fixed(tables: Any, pace: str, given: Mapping[str, str]) -> dict[str, float]:
    """Return the inputs of growth that a pace fixes and that are not given, by name; none where growth is drawn."""
    found = ranges(tables)
    paced = _paced(found, pace, given)
    return {name: paced[name].central for name in demand.FIXED if paced[name] is not found[name]}


def _inputs(tables: Any, query: Query) -> Result:
    rows = tables.frame("demand")
    return demand.demand_inputs(_ranges(rows, query), rows)


def _crossover(tables: Any, query: Query) -> Result:
    rows = tables.frame("demand")
    error = float(query.settings.get("share_error") or demand.READING_DEFAULT)
    return demand.crossover(rows, _ranges(rows, query), demand.start_of(rows), int(query.settings["years"]), _card(tables, query), error)


def _compute(tables: Any, query: Query) -> Result:
    rows = tables.frame("demand")
    begun, given = demand.from_record(rows), query.settings.get("tokens_t")
    ranges = demand.scenario(begun, query.settings)
    asked = (tables.frame("capacity"), ranges, _card(tables, query), query.settings["card_precision"], float(given) if given else None)
    return demand.token_compute(matching(rows, query.where or _NATIONAL), *asked, begun)


def _load(tables: Any, query: Query) -> Result:
    rows = tables.frame("demand")
    return demand.token_load(
        matching(rows, query.where or _NATIONAL), tables.frame("capacity"), _ranges(rows, query), query.settings["card_precision"]
    )


def _catalogue(tables: Any) -> list:
    return demand.catalogue(tables.frame("demand"), tables.frame("capacity"))


def _break(tables: Any, query: Query) -> Result:
    series = demand.one_of([*_catalogue(tables), *demand.uploaded(tables.frame("series"))], query.settings.get("series_name") or "")
    event = demand.event_of(tables.frame("events"), query.settings.get("event") or demand.FIRST_EVENT)
    return demand.break_test(series, event, query.settings["scale"])


def _forecasts(tables: Any, query: Query) -> Result:
    return demand.demand_forecasts(_catalogue(tables))


def _track(tables: Any, query: Query) -> Result:
    rows = [tables.frame(name) for name in ("demand", "capacity", "forecasts")]
    day = demand.data_date(tables.version(("demand", "capacity")), *rows[:2])
    return demand.track_record(*rows, _catalogue(tables), day, query.settings.get("track_status", ""))


def _scores(tables: Any, query: Query) -> Result:
    found, name = _catalogue(tables), query.settings.get("series_name")
    if name:
        return demand.forecast_scores([demand.one_of([*found, *demand.uploaded(tables.frame("series"))], name)])
    return demand.forecast_scores(found, _track(tables, query))


def series_titles(tables: Any, language: Language) -> dict[str, str]:
    """Return the name and title of every series, those of an upload first."""
    return {
        one.name: drawn.titled_series(one.title.in_(language), one.region, language)
        for one in [*demand.uploaded(tables.frame("series")), *_catalogue(tables)]
    }


def upload_titles(tables: Any, language: Language) -> dict[str, str]:
    """Return the name and title of every uploaded series."""
    return {one.name: one.title.in_(language) for one in demand.uploaded(tables.frame("series"))}


def line_titles(tables: Any, language: Language) -> dict[str, str]:
    """Return the subjects whose tokens were counted, the national one first: subject -> its name in the reader's language."""
    lines = demand.demand_series(tables.frame("demand")).facts["lines"]
    counted = sorted((line for line in lines if line["counted"]), key=lambda line: (line["scope"] != "national", -line["points"]))
    return {line["entity"]: drawn.named(line, language) for line in counted}


def event_titles(tables: Any, language: Language) -> dict[str, str]:
    """Return the events of the record, the latest first: English title -> date and title in the reader's language."""
    rows = tables.frame("events").sort_values("date", ascending=False, key=by_time("date")).to_dict("records")
    titles = [
        (row["title_en"] or row["title"], row["title"] if language == "zh" else row["title_en"] or row["title"], row["date"])
        for row in rows
    ]
    return {name: f"{day(date, language)} · {title}" for name, title, date in titles}


def keep(store: Any) -> None:
    """Keep our forecasts of what every reader sees, with today's date, unless those of the same figures and method are kept already."""
    tables = store.tables("", "record")
    version = hashlib.sha256(f"{tables.seen(('demand', 'capacity'))} {demand.METHOD} {demand.FORECASTING}".encode()).hexdigest()[:16]
    if not store.is_kept("forecasts", version):
        store.keep("forecasts", demand.to_keep(_catalogue(tables), tables.today), demand.MAKER, version)


def ranges(tables: Any) -> Mapping[str, Range]:
    """Return the range of each input of the scenario as it begins: what the record and the assumptions say, with its source."""
    return demand.from_record(tables.frame("demand"))


def begun(tables: Any) -> Mapping[str, float]:
    """Return the value at which each field of the scenario begins."""
    return {
        key: value
        for name, one in ranges(tables).items()
        for key, value in zip(entry_names(name), (one.low, one.central, one.high), strict=True)
    }


def cards(tables: Any) -> tuple[str, ...]:
    """Return the card models whose rate and memory bandwidth are known."""
    return demand.cards_known(tables.frame("accelerators"))


DRIVERS = ("doubling_months", "slowing_months", "active_parameters_bn", "cached_share", "training_ratio")
"""The inputs that a reader moves first."""
MODEL = tuple(demand.entry_names(name) for name in demand.MODEL)
SERVING = tuple(demand.entry_names(name) for name in demand.SERVING)
FIRST_EVENT, FIRST_CARD = demand.FIRST_EVENT, demand.CARD
_GIVEN = (*demand.ENTRIES, CARD)

VIEWS = (
    View("demand_series", "demand", ("demand",), _series, drawn.series, where=_COLUMNS),
    View("demand_doubling", "demand", ("demand",), _doubling, drawn.doubling, where=_COLUMNS),
    View("demand_shares", "demand", ("demand",), _shares, drawn.shares, where=_COLUMNS, parameters=(LEDGER,)),
    View("demand_outlook", "demand", _READ, _outlook, drawn.outlook, parameters=(GROWTH, MEASURE, YEARS, PRECISION), entries=_GIVEN),
    View("demand_inputs", "demand", ("demand",), _inputs, drawn.inputs, entries=demand.ENTRIES),
    View("crossover", "demand", _READ, _crossover, drawn.crossover, parameters=(YEARS, PRECISION), entries=(*_GIVEN, demand.READING)),
    View(
        "token_compute",
        "demand",
        (*_READ, "capacity"),
        _compute,
        drawn.compute,
        where=_COLUMNS,
        parameters=(PRECISION,),
        entries=_GIVEN,
        offers={"card_model": cards},
    ),
    View(
        "token_load",
        "demand",
        ("demand", "capacity"),
        _load,
        drawn.load,
        where=_COLUMNS,
        parameters=(PRECISION,),
        entries=demand.ENTRIES,
        former=("token_floor",),
    ),
    View("demand_forecasts", "demand", ("demand", "capacity"), _forecasts, drawn.forecasts),
    View("break_test", "demand", _SERIES, _break, drawn.break_test, parameters=(SCALE,), entries=(SERIES_NAME, EVENT)),
    View("forecast_scores", "demand", _SCORED, _scores, drawn.scores, entries=(SERIES_NAME,)),
    View("track_record", "demand", ("demand", "capacity", "forecasts"), _track, drawn.track, parameters=(STATUS,)),
)
