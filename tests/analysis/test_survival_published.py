"""Published figures of the two textbook tables in tests/golden/published, to four decimals; their sources stand beside them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import survival

FOLDER = Path(__file__).parents[1] / "golden" / "published"


@pytest.fixture(scope="module")
def leukemia():
    return pd.read_csv(FOLDER / "freireich.csv")


@pytest.fixture(scope="module")
def melanoma():
    return pd.read_csv(FOLDER / "melanoma.csv")


def curve(table, group):
    rows = table[table["group"] == group]
    return survival.kaplan_meier(rows["weeks"], rows["event"])


def four(values):
    return np.round(np.asarray(values, dtype=float), 4).tolist()


def test_freireich_remission_with_mercaptopurine(leukemia):
    found = curve(leukemia, "6-MP")
    assert found.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert four(found.survival) == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert four(found.error) == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]
    assert four([found.at(10, "low")[0], found.at(10, "high")[0]]) == [0.5032, 0.8894]
    assert four(survival.nelson_aalen(*columns(leukemia, "6-MP")).hazard[-1:]) == [0.7521]


def columns(table, group):
    rows = table[table["group"] == group]
    return rows["weeks"], rows["event"]


def test_freireich_medians_and_restricted_means(leukemia):
    treated, placebo = curve(leukemia, "6-MP"), curve(leukemia, "placebo")
    assert (survival.median(treated).value, survival.median(placebo).value) == (23, 8)
    assert (survival.median(treated).low, survival.median(treated).high) == (13, None)
    assert four([survival.restricted_mean(one, 20).value for one in (treated, placebo)]) == [16.1165, 8.4286]


def test_freireich_groups_differ(leukemia):
    rows = leukemia["weeks"], leukemia["event"], leukemia["group"]
    plain, early = survival.log_rank(*rows), survival.log_rank(*rows, weighting="wilcoxon")
    assert four([plain.chi_squared, early.chi_squared]) == [16.7929, 13.4579]
    assert plain.p == pytest.approx(4.17e-5, rel=2e-3) and early.p == pytest.approx(2.44e-4, rel=2e-3)


def test_freireich_regression_by_each_way_with_ties(leukemia):
    placebo = (leukemia["group"] == "placebo").to_numpy(float)[:, None]
    breslow, efron, firth = (
        survival.cox(leukemia["weeks"], leukemia["event"], placebo, **how)
        for how in ({"ties": "breslow"}, {"ties": "efron"}, {"ties": "breslow", "firth": True})
    )
    for found, printed in ((breslow, [1.5092, 0.4096, 4.5231, -86.3796]), (efron, [1.5721, 0.4124, 4.8169, -85.0084])):
        beta = found.coefficients[0]
        assert four([beta, found.errors[0], np.exp(beta), found.log_likelihood]) == printed
    assert four(firth.coefficients) == [1.4793]


def test_melanoma_by_sex_plain_and_within_ulceration(melanoma):
    died = (melanoma["status"] == 1).astype(int)
    plain = survival.log_rank(melanoma["time"], died, melanoma["sex"])
    within = survival.log_rank(melanoma["time"], died, melanoma["sex"], strata=melanoma["ulcer"])
    assert round(plain.chi_squared, 3) == 6.468 and round(within.chi_squared, 3) == 3.315
    assert four([plain.p, within.p]) == [0.0110, 0.0687]


def test_melanoma_regressions(melanoma):
    died = (melanoma["status"] == 1).astype(int)
    sex = survival.cox(melanoma["time"], died, melanoma[["sex"]].to_numpy(float))
    assert four([sex.coefficients[0], sex.errors[0], np.exp(sex.coefficients[0])]) == [0.6622, 0.2651, 1.9390]
    both = np.column_stack([melanoma["sex"], np.log(melanoma["thickness"])])
    found = survival.cox(melanoma["time"], died, both, strata=melanoma["ulcer"])
    assert four(found.coefficients) == [0.3600, 0.5599] and four(found.errors) == [0.2702, 0.1784]


def test_melanoma_incidence_of_competing_deaths(melanoma):
    found = survival.cumulative_incidence(melanoma["time"], melanoma["status"].map({1: 1, 2: 0, 3: 2}))
    assert four(found[1].at([1825, 3650])) == [0.2235, 0.3387] and four(found[1].at([1825, 3650], "error")) == [0.0294, 0.0408]
    assert four(found[2].at([1825, 3650])) == [0.0442, 0.1059] and four(found[2].at([1825, 3650], "error")) == [0.0144, 0.0319]
    biased = survival.kaplan_meier(melanoma["time"], (melanoma["status"] == 1).astype(int))
    assert four(1 - biased.at([1825, 3650])) == [0.2313, 0.3551]
