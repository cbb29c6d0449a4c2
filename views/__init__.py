"""The composition: which data a question needs, how it is answered, how it is drawn. VIEWS is the register."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from data.schema import Problem, Refused
from data.tables import DATASETS
from views import balance, capacity, companies, contracts, demand, forecasting, idle, overview, rents
from views.forecasting import forecast_of
from views.idle import preset_values
from views.view import DATA, EXAMPLE, Parameter, Query, View, fits

_TOPICS = (overview, idle, contracts, companies, demand, capacity, rents, balance, forecasting)
VIEWS: dict[str, View] = {view.name: view for topic in _TOPICS for view in topic.VIEWS}

_FORMER = {former: view.name for view in VIEWS.values() for former in view.former}

__all__ = [
    "DATA",
    "EXAMPLE",
    "VIEWS",
    "Parameter",
    "Query",
    "View",
    "asked",
    "check_owner",
    "current",
    "fits",
    "forecast_of",
    "lacks",
    "of_owner",
    "owners",
    "preset_values",
    "publish",
    "tables_of",
]


def publish(store: Any, owner: str) -> None:
    """Reduce the telemetry that `owner` sees for what the pages show first, so that nobody waits for it there; and keep our forecasts."""
    for view in VIEWS.values():
        for query in view.first:
            for data in owners("both"):
                with suppress(Refused):  # what is refused needs no preparing; the page says why
                    view.result(tables_of(store, owner, view, data), of_owner(query, data))
    demand.keep(store)


def owners(data: str) -> tuple[str, ...]:
    """Return the owners whose rows are asked for `data`, in the order in which they are drawn: a result has one owner."""
    return ("record", "mine") if data == "both" else (data,)


def of_owner(query: Query, owner: str) -> Query:
    """Return `query` put to the rows of one owner."""
    return replace(query, settings={**query.settings, "data": owner})


def tables_of(store: Any, reader: str, view: View, data: str) -> Any:
    """Return the tables that answer `view` for one of `owners`. Refused as by `check_owner`."""
    tables = store.tables(reader, data)
    check_owner(tables, view, data)
    return tables


def check_owner(tables: Any, view: View, data: str) -> None:
    """Refuse (view.nothing_of_yours, view.nothing_of_example) rows of `mine` or of the example where there are none of what `view` is
    about: the record's would stand under the other's name."""
    if lacks(tables, view, data):
        code = "view.nothing_of_example" if data == EXAMPLE else "view.nothing_of_yours"
        raise Refused(Problem(code, values={"dataset": DATASETS[view.datasets[0]].title}))


def lacks(tables: Any, view: View, data: str) -> bool:
    """Return whether an owner other than the record, `mine` or the example, has no row of what `view` is about."""
    return data in ("mine", EXAMPLE) and not tables.uploads(view.datasets[0])


def asked(
    name: str, by: str = "", where: Sequence[str] = (), start: str = "", end: str = "", settings: Sequence[str] = ()
) -> tuple[View, Query]:
    """Return the view `name`, or that which went by it before, and the query that options given as text state, its defaults put in.

    where: "column=value", repeated for several values; settings: "parameter=code". Refused with all that is wrong.
    """
    name = _FORMER.get(name, name)
    if name not in VIEWS:
        raise Refused(Problem("view.unknown_view", values={"found": name, "allowed": ", ".join(VIEWS)}))
    wanted: dict[str, tuple[str, ...]] = {}
    for column, value in _pairs(where):
        wanted[column] = (*wanted.get(column, ()), value)
    told = current(dict(_pairs(settings)))
    if told.get("data") == EXAMPLE:
        allowed = next(one.values for one in VIEWS[name].offered if one.name == "data")
        raise Refused(Problem("view.unknown_value", values={"parameter": "data", "found": EXAMPLE, "allowed": ", ".join(allowed)}))
    return VIEWS[name], VIEWS[name].completed(Query(by, wanted, start, end, told))


def current(settings: dict[str, str]) -> dict[str, str]:
    """Return `settings` in the words of today, so that links and commands of before still open: the choice `record`, and `space_cny`,
    beside which powers had cooling in them."""
    if "space_cny" in settings:
        space = {"space_cny_per_card_month": settings["space_cny"], "pue": "1"}
        settings = {**space, **{name: value for name, value in settings.items() if name != "space_cny"}}
    former = {"only": "record", "all": "both"}.get(settings.get("record", ""))
    kept = {name: value for name, value in settings.items() if name != "record" or former is None}
    return kept if former is None else {"data": former, **kept}


def _pairs(options: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [option.partition("=") for option in options]
    wrong = [option for option, (name, equals, value) in zip(options, pairs, strict=True) if not (name and equals and value)]
    if wrong:
        raise Refused(*(Problem("view.no_pair", values={"found": option}) for option in wrong))
    return [(name, value) for name, _, value in pairs]
