"""Nothing of the original record was changed on the way into the product."""

import pandas as pd
import pytest

from data.sources import rows
from data.tables import DATASETS

pytestmark = pytest.mark.reference
ledgers = pytest.mark.parametrize("name", [name for name in DATASETS if name != "usage" and rows(name) is not None])

RENAMED = {"centres": {"accelerator_count": "accelerator_cards"}}


@ledgers
def test_no_figure_differs_from_the_original_record(name, published):
    original, shipped = published(name), rows(name)
    assert len(original) == len(shipped)
    compared = 0
    for column in DATASETS[name].columns:
        theirs = {new: old for old, new in RENAMED.get(name, {}).items()}.get(column.name, column.name)
        if column.kind != "number" or theirs not in original:
            continue
        compared += 1
        expected = pd.to_numeric(original[theirs].where(original[theirs] != ""))
        pd.testing.assert_series_equal(expected, shipped[column.name], check_names=False, check_dtype=False, rtol=0, atol=0)
    assert compared or name in ("events", "idle_reasons")


UNCHANGED = {
    "contracts": ["contract_id", "ticker", "signed_on", "announced_on", "ended_on", "last_confirmed_on", "side", "object", "commitment"]
    + ["status", "reason_category", "region", "currency", "amount_is", "confidence", "notes"],
    "contract_events": ["contract_id", "event_date", "event", "notes"],
    "contract_cohorts": ["ticker", "as_of", "metric"],
    "investments": ["announced_on", "ticker", "issuer_ticker", "instrument", "region"],
    "capacity": ["period_end", "region", "area", "metric", "qualifier", "precision", "basis", "edition", "made_on"],
    "targets": ["kind", "region", "area", "indicator", "qualifier", "precision", "due"],
    "centres": ["centre_id", "region", "status", "announced_on", "operating_from", "precision", "accelerator", "workload_focus"],
    "utilization_reports": ["period", "region", "scope", "subject", "compute_kind", "is_target"],
    "idle_reasons": ["reason", "statement"],
    "demand": ["period_end", "region", "metric", "precision", "basis", "made_on"],
    "events": ["date", "title", "title_en", "kind", "target_date"],
    "prices": ["period", "region", "accelerator", "contract_type"],
    "accelerators": ["model", "vendor", "country", "released"],
}


@ledgers
def test_no_date_code_or_name_that_was_kept_differs_from_the_original_record(name, published):
    original, shipped = published(name), rows(name)
    for column in (*UNCHANGED[name], "source_publisher", "source_date", "source_url", "confidence"):
        ours = shipped[column].fillna("").astype(str)
        ours = ours.str.lower() if DATASETS[name].column(column).kind == "flag" else ours
        assert ours.tolist() == original[column].str.strip().tolist(), column
