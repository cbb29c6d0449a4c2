"""Tables of one's own: the unit of a time, its zone, percent or fraction of the cards, card-seconds or card-hours."""

import pandas as pd
import pytest

from data.check import checked_file
from data.mapping import Match, unit_code
from data.mapping_options import option
from data.schema import Refused
from data.tables.usage import USAGE
from i18n.problem import sentence

FIRST = 1_772_323_200


@pytest.fixture
def check(tmp_path):
    def _check(text, *options):
        (tmp_path / "own.csv").write_text(text)
        return checked_file(tmp_path / "own.csv", USAGE, mapping=dict(option(each, USAGE) for each in options))

    return _check


def table(head, *rows):
    return "\n".join([f"site,cap,{head}", *(f"X,16,{row}" for row in rows)])


OURS = ("cluster==M", "pool=site", "installed_card_hours=cap")


@pytest.mark.parametrize(("unit", "times"), [("s", 1), ("ms", 1000), ("us", 10**6), ("毫秒", 1000)])
def test_a_count_since_1970_is_a_time_in_utc_and_in_the_zone_that_is_given(check, unit, times):
    text = table("ts", *(str((FIRST + 3600 * n) * times) for n in range(2)))
    bare = check(text, *OURS, f"hour=ts[{unit}]")
    assert not bare.errors
    assert bare.good[["hour", "zone"]].iloc[0].tolist() == [pd.Timestamp("2026-03-01 00:00"), "UTC"]
    local = check(text, *OURS, f"hour=ts[{unit}]", "zone==Asia/Shanghai")
    assert local.good[["hour", "zone"]].iloc[0].tolist() == [pd.Timestamp("2026-03-01 08:00"), "Asia/Shanghai"]


def test_a_header_that_names_the_unit_of_its_time_is_understood(check):
    found = check(f"cluster,pool,hour (ms),installed\nM,X,{FIRST}000,16\n")
    assert found.good["hour"].tolist() == [pd.Timestamp("2026-03-01")]


def test_times_that_state_an_offset_are_taken_to_the_zone_of_the_pool(check):
    found = check(table("at,zone", "2026-03-01T00:00Z,+08:00", "2026-03-01T01:00+09:00,UTC", "2026-03-01T05:00,UTC"), *OURS, "hour=at")
    assert found.good["hour"].dt.strftime("%d %H").tolist() == ["01 08", "28 16", "01 05"]
    assert found.good["zone"].tolist() == ["+08:00", "UTC", "UTC"]


def test_a_zone_that_does_not_exist_and_a_count_in_another_unit_are_told_in_both_languages(check):
    zone = check(table("ts", str(FIRST)), *OURS, "hour=ts[s]", "zone==Mars/Base").errors
    count = check(table("ts", str(FIRST)), *OURS, "hour=ts[ms]").errors
    assert [problem.code for problem in (*zone, *count)] == ["check.no_zone", "check.not_an_epoch"]
    assert "Asia/Shanghai" in sentence(zone[0], "en")
    assert "不是时区" in sentence(zone[0], "zh")
    assert "milliseconds since 1970" in sentence(count[0], "en")
    assert "毫秒" in sentence(count[0], "zh")


@pytest.mark.parametrize(("unit", "held"), [("%", "75"), ("fraction", "0.75"), ("card-seconds", str(12 * 3600)), ("card-hours", "12")])
def test_card_hours_are_given_as_a_share_of_the_cards_or_in_any_measure_of_card_time(check, unit, held):
    found = check(table("at,held", f"2026-03-01 00:00,{held}"), *OURS, "hour=at", f"allocated_card_hours=held[{unit}]")
    assert found.good["allocated_card_hours"].tolist() == [12]


def test_a_share_counts_within_the_observed_part_of_the_hour(check):
    text = table("at,held,minutes", "2026-03-01 00:00,75,20")
    found = check(text, *OURS, "hour=at", "allocated_card_hours=held[%]", "observed_minutes=minutes")
    assert found.good["allocated_card_hours"].tolist() == [4]


def test_a_share_of_more_than_all_the_cards_is_an_error(check):
    found = check(table("at,held", "2026-03-01 00:00,175"), *OURS, "hour=at", "allocated_card_hours=held[%]")
    assert [problem.code for problem in found.errors] == ["check.order"]


def test_a_column_takes_only_its_own_units(check):
    with pytest.raises(Refused) as refused:
        option("hour=ts[kW]", USAGE)
    assert "seconds" in sentence(refused.value.problems[0], "en")
    assert "毫秒" in sentence(refused.value.problems[0], "zh")
    assert unit_code("%", USAGE.column("allocated_card_hours")) == "percent"
    assert unit_code("kW", USAGE.column("hour")) == "kW"
    assert unit_code(None, USAGE.column("hour")) is None
    assert Match("ts").unit is None
