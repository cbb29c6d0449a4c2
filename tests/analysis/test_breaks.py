"""Structural breaks: the Nile as published, steps made by hand, and what cannot be tested."""

import numpy as np
import pytest

from analysis.breaks import blocks, breaks, known_break, unknown_break


@pytest.fixture(scope="module")
def nile():
    from statsmodels.datasets import nile

    return nile.load_pandas().data["volume"].to_numpy(float)


def test_the_nile_breaks_once_after_1898(nile):
    found = unknown_break(nile)
    assert 1871 + found.index == 1898
    assert found.sup_f == pytest.approx(75.9298, abs=5e-5)
    assert (found.before, found.after) == (pytest.approx(1097.75), pytest.approx(849.9722, abs=5e-5))
    assert found.level == 0.01


def test_bai_perron_on_the_nile_has_the_published_bic_and_picks_one_break(nile):
    found = breaks(nile)
    assert found.bic == pytest.approx((1318.242, 1270.084, 1276.467, 1284.718), abs=5e-4)
    assert found.ssr == pytest.approx((2835156.75, 1597457.19, 1552923.62, 1538096.51), abs=0.01)
    assert [[1871 + i for i in indices] for indices in found.indices] == [[], [1898], [1898, 1953], [1898, 1938, 1953]]
    assert found.chosen == 1


def test_a_step_and_a_slope_made_by_hand_are_found_again():
    t = np.arange(40.0)
    noise = np.random.default_rng(1).normal(0, 0.1, 40)
    y = 2 + 0.1 * t + np.where(t >= 20, 5 + 0.3 * (t - 20), 0) + noise
    found = known_break(t, y, 20)
    assert found.step == pytest.approx(5, abs=0.2)
    assert found.slope == pytest.approx(0.3, abs=0.02)
    assert found.joint_p < 1e-6


def test_noise_alone_breaks_nowhere():
    y = np.random.default_rng(5).normal(0, 1, 60)
    assert breaks(y).chosen == 0
    assert known_break(np.arange(60.0), y, 30).joint_p > 0.05


def test_a_constant_series_and_too_few_points_have_no_break():
    assert unknown_break([3.0] * 20).sup_f == 0
    assert breaks([3.0] * 20) is None
    assert unknown_break([1.0, 2.0, 3.0]) is None


def test_a_long_series_is_averaged_in_blocks():
    positions, values, size = blocks(np.arange(8760.0), np.arange(8760.0))
    assert (len(values), size) == (973, 9)
    assert values[0] == 4
    assert positions[1] == 9
