"""Does the quoted interval hold the truth? Simulated contracts whose truth is known; the grids stand in docs/methods/contracts.

Signing is uniform over 2.5 years, the data date is at 3, contracts end at a rate of 0.4 a year, and what is asked is survival at one
year, exp(-0.4). An ending is announced with a stated probability; a contract that runs is silent with another. A silent contract, and one
that ended without a word, was last heard of within the first 8 % of the time it was there, as most contracts of the record are last heard
of about their announcement.
"""

import numpy as np
import pandas as pd
import pytest

from analysis import contracts, survival
from data.tables import DATASETS

RATE, TRUTH, RUNS = 0.4, np.exp(-0.4), 400
GRID = [(n, silent, announced) for n in (50, 200) for silent in (0.5, 0.8) for announced in (1.0, 0.9, 0.7)]


def lives(chance, n, silent, announced, words=0.08):
    """Times in years: signing, life, whether the end was announced, whether there was no last word today, and that word."""
    signed, life = chance.uniform(0, 2.5, n), chance.exponential(1 / RATE, n)
    there = np.minimum(life, 3 - signed)
    ended = life < 3 - signed
    told = ended & (chance.random(n) < announced)
    quiet = np.where(ended, ~told, chance.random(n) < silent)
    return signed, life, told, quiet, words * chance.random(n) * there


def quoted(chance, *cell):
    signed, life, told, quiet, word = lives(chance, *cell)
    followed = np.where(told, life, np.where(quiet, word, 3 - signed))
    announced = np.where(told, life, 3 - signed)
    return contracts.quoted({"followed": survival.kaplan_meier(followed, told), "announced": survival.kaplan_meier(announced, told)}, 1.0)


def runs(seed, *cell):
    chance = np.random.default_rng(seed)
    found = pd.DataFrame([quoted(chance, *cell) for _ in range(RUNS)])
    return found[["low", "high", "followed"]].astype("float64")


def held(found):
    return ((found["low"].fillna(0) <= TRUTH) & (found["high"].fillna(1) >= TRUTH)).mean()


@pytest.mark.parametrize(("n", "silent", "announced"), GRID)
def test_the_quoted_interval_holds_the_truth_in_93_of_100_runs(n, silent, announced):
    found = runs([20260101, n, round(100 * silent), round(100 * announced)], n, silent, announced)
    assert held(found) >= 0.93
    if announced == 1:
        assert found["followed"].mean() < TRUTH - 0.05, "the first curve alone is too low where every ending is announced"


@pytest.mark.parametrize("n", [50, 200])
def test_it_fails_where_endings_are_hidden_more_often_than_running_contracts_are_silent(n):
    """Three in ten endings announced, half of the running contracts silent, last words anywhere: both curves lie above the truth."""
    found = runs([20260102, n], n, 0.5, 0.3, 1.0)
    assert held(found) < 0.7
    assert found["followed"].mean() > TRUTH + 0.1


def test_the_simulation_is_read_as_the_record_is():
    """One draw as rows of the dataset, through the clock, gives the figures that the shortcut above gives, but for whole days."""
    chance = np.random.default_rng(7)
    signed, life, told, quiet, word = lives(chance, 120, 0.5, 0.9)
    start = pd.Timestamp("2023-01-01") + pd.to_timedelta((signed * 365).round(), unit="D")
    after = [start + pd.to_timedelta(np.ceil(years * 365), unit="D") for years in (life, word)]
    day = pd.Timestamp("2023-01-01") + pd.Timedelta(days=3 * 365)
    heard = np.where(quiet, after[1].strftime("%Y-%m-%d"), day.strftime("%Y-%m-%d"))
    rows = pd.DataFrame({name: pd.Series(dtype="object") for name in (*DATASETS["contracts"].names, "source_id")}, index=range(120))
    rows["contract_id"], rows["commitment"], rows["status"] = [f"c{i}" for i in range(120)], "firm", np.where(told, "terminated", "active")
    rows["signed_on"] = rows["announced_on"] = start.strftime("%Y-%m-%d")
    rows["ended_on"], rows["last_confirmed_on"] = np.where(told, after[0].strftime("%Y-%m-%d"), None), np.where(told, None, heard)
    events = pd.DataFrame(columns=["contract_id", "event_date", "event"])
    found = contracts.quoted(contracts.curves(contracts.clock(rows, events, day)))
    short = quoted(np.random.default_rng(7), 120, 0.5, 0.9)
    assert [found[name] for name in ("low", "high")] == pytest.approx([short[name] for name in ("low", "high")], abs=0.01)
