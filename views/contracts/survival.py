"""How long contracts last: what can be asked of the curves."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import contracts
from charts import survival as drawn
from data.schema import Problem, Refused, Result
from views.view import Parameter, Query, View, matching

WHERE = ("side", "object", "commitment", "currency", "company", "ticker")
WEIGH = Parameter("weigh", contracts.WEIGHTS)
HORIZON = Parameter("horizon", contracts.HORIZONS)
WORST = Parameter("worst", ("hidden", "shown"))
_DATASETS = ("contracts", "contract_events")


def chosen(tables: Any, query: Query) -> tuple[pd.DataFrame, pd.DataFrame, pd.Timestamp]:
    """Return the contracts asked for, the events of all, and the data date. A group lifts the headline's filter on its own column."""
    base = {name: values for name, values in contracts.HEADLINE.items() if name != query.by}
    rows, events = tables.frame("contracts"), tables.frame("contract_events")
    day = contracts.data_date(tables.version(_DATASETS), rows)
    return matching(rows, {**base, **query.where}), events, day


def _survival(tables: Any, query: Query) -> Result:
    rows, events, day = chosen(tables, query)
    weigh, unit = query.settings["weigh"], "cny"
    if weigh != "count":
        rows, unit = _valued(rows)
    return contracts.contract_survival(rows, events, day, query.by, weigh, query.settings["horizon"], unit)


def _valued(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    held = sorted(rows["currency"].dropna().unique())
    if len(held) > 1:
        raise Refused(Problem("survival.several_currencies", values={"found": ", ".join(held)}))
    return rows.assign(value=rows["value_original"].fillna(rows["value_cny"])), (held or ["CNY"])[0].lower()


VIEWS = (
    View(
        "contract_survival",
        "contracts",
        _DATASETS,
        _survival,
        drawn.survival,
        by=contracts.GROUPS,
        where=WHERE,
        parameters=(WEIGH, HORIZON, WORST),
    ),
)
