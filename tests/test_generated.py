"""Thirty cases of each reader of telemetry made at random (tests/generated.py): what is read is the truth, or a refusal."""

import pytest

from tests import generated

CASES = 30
LONG = ("nvidia_smi", "prometheus")
"""Readers whose cases take longest: in three parts, so that none of them is what the others wait for."""
PARTS = [(reader, part) for reader in generated.READERS for part in range(3 if reader in LONG else 1)]


@pytest.mark.parametrize(("reader", "part"), PARTS)
def test_what_is_read_of_generated_files_is_their_truth(reader, part):
    count = CASES // 3 if reader in LONG else CASES
    found = generated.outcomes(reader, range(1 + part * count, 1 + (part + 1) * count))
    assert {seed: lines[:3] for seed, (result, lines) in found.items() if result == "wrong"} == {}
    assert sum(result.startswith("refused") for result, _ in found.values()) <= count * 0.5


def test_a_case_is_the_same_for_its_seed_and_another_for_another():
    assert generated.case_of("jobs", 5) == generated.case_of("jobs", 5) != generated.case_of("jobs", 6)


def test_a_row_and_a_rate_that_are_not_the_truths_are_told(monkeypatch):
    """One card-hour more allocated in the truth than there was."""
    whole = generated.case_of

    def other(reader, seed):
        case = whole(reader, seed)
        row = case.truth[min(case.truth)]
        row["allocated"] += 1
        return case

    monkeypatch.setattr(generated, "case_of", other)
    (result, lines) = generated.outcomes("jobs", range(1, 2))[1]
    assert result == "wrong"
    assert [line.split(": ")[0].rsplit(" ", 1)[-1] for line in lines][:2] == ["allocated", "allocated_rate"]
