"""The shipped record is the first record with the revision of 25 November taken over, and nothing else."""

import pandas as pd
import pytest

from data.sources import rows
from data.tables import DATASETS

pytestmark = pytest.mark.reference
LEDGERS = [name for name in DATASETS if name not in ("usage", "corrections", "regional_proxies", "cost_inputs") and rows(name) is not None]
REVISED = [name for name in LEDGERS if name not in ("centres", "idle_reasons")]
ledgers = pytest.mark.parametrize("name", LEDGERS)
revised = pytest.mark.parametrize("name", [*REVISED, "regional_proxies"])

RENAMED = {"centres": {"accelerator_count": "accelerator_cards"}}


@ledgers
def test_no_figure_differs_from_the_first_record_but_by_a_stated_correction(name, published, before):
    original, shipped = published(name), before(name)
    compared = 0
    for column in DATASETS[name].columns:
        theirs = {new: old for old, new in RENAMED.get(name, {}).items()}.get(column.name, column.name)
        if column.kind != "number" or theirs not in original:
            continue
        compared += 1
        expected = pd.to_numeric(original[theirs].where(original[theirs] != ""))
        found = pd.to_numeric(shipped[column.name].where(shipped[column.name] != "")).iloc[: len(original)]
        pd.testing.assert_series_equal(expected, found, check_names=False, check_dtype=False, rtol=0, atol=0)
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
def test_no_date_code_or_name_differs_from_the_first_record_but_by_a_stated_correction(name, published, before):
    original, shipped = published(name), before(name)
    for column in (*UNCHANGED[name], "source_publisher", "source_date", "source_url", "confidence"):
        ours = shipped[column].iloc[: len(original)]
        assert ours.tolist() == original[column].str.strip().tolist(), column


SET_APART = {
    "contract_events": {"event": {"penalty": "warning_letter"}},
    "utilization_reports": {"basis": {"allocation_rate": "leased_rate"}},
    "accelerators": {"read_in": {"GitHub": ""}},
    "contract_cohorts": {"unit": {"CNY": "cny", "PFLOPS": "pflops"}},
    "investments": {"status": {"agreement signed": "agreed", "plan": "planned"}},
}
"""New rows whose code or place of reading the take-over says better: of these columns either value may stand."""
REWRITTEN = {
    "contracts": {"counterparty", "accelerator", "tax_included", "reason_note", "company", "company_en", "contracting_entity"}
    | {"read_in", "source_publisher"},
    "contract_events": {"read_in", "source_publisher"},
    "contract_cohorts": {"notes"},
    "investments": {"project"},
}


@revised
def test_every_new_row_of_the_revision_is_shipped_as_it_is(name, revision, as_written):
    new, shipped = revision(f"{name}_new"), as_written(rows(name))
    shipped = shipped.iloc[len(shipped) - len(new) :].reset_index(drop=True)
    assert set(shipped["since"]) == {"2026-11-25"}
    for column in set(new) & set(shipped) - REWRITTEN.get(name, set()):
        if DATASETS[name].column(column).kind == "number":
            pd.testing.assert_series_equal(
                pd.to_numeric(new[column].where(new[column] != "")),
                pd.to_numeric(shipped[column].where(shipped[column] != "")),
                check_names=False,
                check_dtype=False,
                rtol=0,
                atol=0,
            )
            continue
        instead = SET_APART.get(name, {}).get(column, {})
        pairs = zip(new[column], shipped[column], strict=True)
        differing = {(a, b) for a, b in pairs if a != b and instead.get(a) != b}
        assert differing == set(), column


@pytest.mark.parametrize(("name", "count"), [("corrections_market", 77), ("corrections_contracts", 31)])
def test_every_correction_of_the_revision_has_lines_in_the_shipped_table(name, count, revision):
    asked, shipped = revision(name), rows("corrections")
    assert len(asked) == count
    reasons = set(shipped["why"])
    assert [why for why in asked["why"] if why not in reasons and why.split(" Column exists")[0] not in reasons] == []


def test_the_inputs_of_cost_are_the_figures_of_their_collection(costs):
    shipped = rows("cost_inputs")
    assert len(shipped) == len(costs) == 41
    for column in ("low", "high", "point"):
        expected = pd.to_numeric(costs[column].where(costs[column] != ""))
        pd.testing.assert_series_equal(expected, shipped[column], check_names=False, check_dtype=False, rtol=0, atol=0)
    for column in ("as_of", "qualifier", "read_kind", "source_title", "source_date", "source_url", "confidence"):
        assert shipped[column].fillna("").tolist() == costs[column].tolist(), column
