"""The faults that are tried by hand (tests/mutants.py) are there to be made, and the same ones for the same seed."""

import ast
import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("mutants", Path(__file__).with_name("mutants.py"))
mutants = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(mutants)


@pytest.mark.parametrize("fault", mutants.KNOWN, ids=lambda fault: f"{fault.path} {fault.new[:30]}")
def test_a_fault_that_was_once_met_can_still_be_made_in_todays_code(fault):
    source = (mutants.ROOT / fault.path).read_text(encoding="utf-8")
    assert source.count(fault.old) == 1
    ast.parse(fault.applied(source))


def test_the_faults_of_a_seed_are_the_same_each_time_and_lie_in_analysis_and_charts():
    first = mutants.drawn(8, 3)
    assert first == mutants.drawn(8, 3) and first != mutants.drawn(8, 4)
    assert {Path(fault.path).parts[0] for fault in mutants.drawn(20, 1)} == {"analysis", "charts"}


@pytest.mark.parametrize("path", ["analysis/contracts/rate.py", "charts/idle/words.py"])
def test_a_fault_changes_one_line_and_leaves_python(path):
    source = (mutants.ROOT / path).read_text(encoding="utf-8")
    for fault in mutants.faults(path):
        changed = fault.applied(source)
        ast.parse(changed)
        lines = list(zip(source.splitlines(), changed.splitlines(), strict=True))
        assert [number for number, (old, new) in enumerate(lines, start=1) if old != new] == [fault.line]


def test_the_views_that_run_a_function_are_asked_first_then_those_of_its_file_and_topic():
    runs = {
        "slow": {"seconds": 2, "functions": ["charts/idle/words.py:12"]},
        "quick": {"seconds": 1, "functions": ["charts/idle/words.py:12"]},
    }
    runs["other"] = {"seconds": 0, "functions": ["charts/idle/held.py:11", "charts/rents/words.py:14"]}
    assert mutants.function_at("charts/idle/words.py", 14) == 11
    runs["quick"]["functions"] = runs["slow"]["functions"] = ["charts/idle/words.py:11"]
    found = [mutants.bearing(mutants.Fault("charts/idle/words.py", "a", "b", line), runs) for line in (14, 1)]
    assert found == [["quick", "slow"]] * 2
    assert mutants.bearing(mutants.Fault("charts/idle/shape.py", "a", "b", 1), runs) == ["other", "quick", "slow"]


def test_the_tests_that_import_a_module_bear_on_it():
    asked = {Path(path).name for path in mutants.tests_of("charts/demand/words.py", mutants.ROOT)}
    assert {"test_ends.py", "test_demand_views.py"} <= asked
