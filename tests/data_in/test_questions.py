"""What a file cannot say: what is offered to the analyst, and what follows without an answer."""

import pytest

from data.check import checked_file
from data.mapping import Match
from data.tables import DATASETS
from i18n.problem import sentence

HEAD = "cluster,pool,hour,installed_card_hours"


@pytest.fixture
def check(tmp_path):
    def _check(text, **constants):
        (tmp_path / "usage.csv").write_text(text)
        given = {name: Match(constant=value) for name, value in constants.items()}
        return checked_file(tmp_path / "usage.csv", DATASETS["usage"], mapping=given)

    return _check


def test_availability_that_no_row_states_is_offered_with_its_consequence(check):
    found = check(f"{HEAD},allocated_card_hours\nA,P,2026-03-01 00:00,8,6\n")
    assert found.offers == ("available_card_hours",)
    (offer,) = (note for note in found.notes if note.code == "check.offer")
    assert sentence(offer, "en") == (
        "The file does not say: Available, card-hours. As long as it is unknown, no idle rate follows, and cards out of service"
        " count as unallocated. Were all installed cards in service all the time? If so: --map available_card_hours==100%."
    )
    assert sentence(offer, "zh") == (
        "文件没有说明：可用（卡时）。在未知的情况下，得不出闲置率，停机的卡会计入未分配。"
        "全部装机的卡是否始终可用？如是：--map available_card_hours==100%。"
    )
    assert found.good["available_card_hours"].isna().all()


def test_an_answer_fills_the_column_and_stays_offered_so_that_it_can_be_taken_back(check):
    found = check(f"{HEAD},allocated_card_hours\nA,P,2026-03-01 00:00,8,6\n", available_card_hours="100%")
    assert found.offers == ("available_card_hours",)
    assert found.good["available_card_hours"].tolist() == [8]
    assert not [note for note in found.notes if note.code == "check.offer"]


def test_what_is_stated_of_a_step_holds_where_allocation_alone_is_observed_too(check):
    """Of ten cards the use of half is observed, and who holds them of all; a share is stated, then an amount."""
    head = f"{HEAD},observed_minutes,allocated_card_hours,busy_card_hours,allocation_only_minutes,allocation_only_allocated_card_hours"
    text = f"{head}\nA,P,2026-03-01 00:00,10,30,4,3,30,2\n"
    names = [f"{part}{step}_card_hours" for part in ("", "allocation_only_") for step in ("available", "allocated")]

    def amounts(**constants):
        return [None if value != value else round(value, 9) for value in check(text, **constants).frame[names].iloc[0].tolist()]

    assert amounts(available_card_hours="90%") == [4.5, 4, 4.5, 2]
    assert amounts(allocated_card_hours="100%") == [None, 5, None, 5]
    assert amounts(available_card_hours="5") == [5, 4, None, 2]


def test_nothing_is_offered_for_a_column_that_the_file_states_or_where_it_tells_no_step_at_all(check):
    head = f"{HEAD},available_card_hours,allocated_card_hours"
    assert check(f"{head}\nA,P,2026-03-01 00:00,8,8,6\nA,P,2026-03-01 01:00,8,,6\n").offers == ()
    assert check(f"{HEAD}\nA,P,2026-03-01 00:00,8\n").offers == ()
