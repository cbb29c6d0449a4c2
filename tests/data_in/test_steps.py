"""Tables of usage whose rows are not hours: five minutes become hours, days are refused, and no pool changes what is said of another."""

import pandas as pd
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from data.check import checked_file
from data.mapping_options import option
from data.tables.usage import USAGE
from i18n.problem import sentence

FIRST = pd.Timestamp("2026-03-01 12:00")


@pytest.fixture
def check(tmp_path):
    def _check(text, *options):
        (tmp_path / "own.csv").write_text(text)
        return checked_file(tmp_path / "own.csv", USAGE, mapping=dict(option(each, USAGE) for each in options))

    return _check


def table(step, *counts, head="装机,已分配", pool="A", installed="100"):
    rows = [f"X,{pool},{FIRST + pd.Timedelta(minutes=step * n)},{installed},{count}" for n, count in enumerate(counts)]
    return "\n".join([f"集群,资源池,时间,{head}", *rows, ""])


def figures(found):
    return found.good[["installed_card_hours", "allocated_card_hours", "observed_minutes"]].fillna(60).to_numpy().tolist()


def test_cards_every_five_minutes_become_card_hours(check):
    """An hour at 60 of 100 cards, then one at 80: 200 installed and 140 allocated."""
    found = check(table(5, *[60] * 12, *[80] * 12))
    assert not found.errors
    assert figures(found) == [[100, 60, 60], [100, 80, 60]]
    assert set(found.good["sample_minutes"]) == {5}
    note = next(note for note in found.notes if note.code == "check.summed_cards")
    assert sentence(note, "en").startswith(
        "The rows stand 5 minutes apart (X / A). Installed, card-hours; Allocated, card-hours were read as cards"
    )
    assert "每 5 分钟一行" in sentence(note, "zh")


def test_card_hours_of_five_minutes_are_summed(check):
    found = check(table(5, *[5] * 12, head="装机,已分配（卡时）"))
    assert figures(found) == [[100, 60, 60]]
    note = next(note for note in found.notes if note.code == "check.summed_both")
    assert "Installed, card-hours were read as cards in use for that time, Allocated, card-hours as its card-hours" in sentence(note, "en")
    found = check(table(15, *[12.5] * 4, head="installed_card_hours,allocated_card_hours", installed="25"))
    assert figures(found) == [[100, 50, 60]]
    assert "check.summed_amounts" in [note.code for note in found.notes]


def test_a_share_of_cards_and_a_constant_capacity_keep_their_meaning(check):
    text = table(30, 50, 70, head="cap,held").replace("cap", "x")
    options = ("installed_card_hours==100", "allocated_card_hours=held[%]", "available_card_hours==100%")
    found = check(text, *options)
    assert figures(found) == [[100, 60, 60]]
    assert found.good["available_card_hours"].tolist() == [100]


def test_what_no_row_stands_for_is_unobserved_and_an_unknown_part_makes_the_hour_unknown(check):
    found = check(table(5, *[60] * 6))
    assert figures(found) == [[100, 30, 30]]
    found = check(table(5, *[60] * 6, "无", *[60] * 5, *[80] * 12))
    assert found.good["allocated_card_hours"].isna().tolist() == [True, False]


def test_a_wrong_row_is_an_error_at_its_row_and_no_part_of_its_hour(check):
    found = check(table(5, *[60] * 11, 101, *[80] * 12))
    assert [(each.code, each.place.row) for each in found.errors] == [("check.order", 13)]
    assert found.good["observed_minutes"].tolist() == [55, 60]
    assert (found.rows_read, found.rows_dropped) == (24, 1)


def test_days_are_refused_with_what_to_give_instead(check):
    found = check(table(1440, *[1200] * 7, installed="2400").replace("12:00:00", "00:00:00"))
    assert found.good.empty
    assert [each.code for each in found.errors] == ["check.not_hourly"]
    assert sentence(found.errors[0], "en").startswith("The rows of X / A stand 24 hours apart; what happened within is not in them.")
    assert "每 24 小时一行" in sentence(found.errors[0], "zh")
    assert len(check(table(1440, 50, 50, 50), "observed_minutes==60").good) == 3


def test_hours_with_gaps_are_hours(check):
    text = table(60, *[60] * 9)
    lines = text.splitlines()
    assert len(check("\n".join(lines[:4] + lines[7:])).good) == 6


@seed(12)
@settings(max_examples=10, deadline=None)
@given(st.sampled_from([1, 5, 10, 15, 30, 60]), st.integers(2, 30), st.sampled_from([5, 60, 1440]))
def test_another_pool_changes_nothing_of_a_pool(tmp_path_factory, step, rows, other):
    path = tmp_path_factory.mktemp("own") / "own.csv"
    alone = table(step, *[n % 7 for n in range(rows)])
    results = []
    for text in (alone, alone + "".join(table(other, 1, 2, 3, pool="B").splitlines(keepends=True)[1:])):
        path.write_text(text)
        found = checked_file(path, USAGE).good
        results.append(found[found["pool"] == "A"].reset_index(drop=True))
    pd.testing.assert_frame_equal(*results)
    assert results[0]["allocated_card_hours"].sum() == pytest.approx(sum(n % 7 for n in range(rows)) * step / 60)
