"""Files that once failed, and some spoiled at random (tests/fuzz.py): each ends in rows or a refusal, in little memory and time."""

import pytest

from tests import fuzz


@pytest.mark.parametrize("path", fuzz.corpus(), ids=lambda path: path.name)
def test_a_file_that_once_failed_is_read_or_refused(path):
    assert fuzz.outcome(fuzz.of_corpus(path))[1] is None


@pytest.mark.parametrize("number", range(0, 60, 12))
def test_files_spoiled_at_random_are_read_or_refused(number):
    faults = {each: fuzz.outcome(fuzz.spoiled(7, each))[1] for each in range(number, number + 12)}
    assert not {each: fault for each, fault in faults.items() if fault}


def test_a_spoiled_file_is_the_same_for_its_number_whatever_was_made_before():
    first = fuzz.spoiled(3, 5)
    fuzz.spoiled(3, 6)
    assert fuzz.spoiled(3, 5) == first != fuzz.spoiled(3, 6)


def test_a_fault_is_told_with_its_place_and_a_wanted_refusal_is_none(monkeypatch):
    table = fuzz.Spoiled(b"a,b\n1,2\n", ".csv", None, "usage")
    assert fuzz.outcome(table) == ("no rows", None)
    assert fuzz.outcome(fuzz.Spoiled(b"", ".csv", None, "usage")) == ("refused", None)
    monkeypatch.setattr(fuzz, "LONGEST", 0)
    assert fuzz.outcome(table)[1].endswith(" s")
    monkeypatch.setattr("data.child.checked_files", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in fuzz.outcome(table)[1]
