"""Forecasts of other people's series: better than the naive line at every frequency, and as sure as they say."""

import numpy as np
import pandas as pd
import pytest

from analysis.forecasting import PATH, forecast, shares

pytestmark = pytest.mark.reference
SEASONS = {"yearly": 1, "quarterly": 4, "monthly": 12, "weekly": 1, "hourly": 24}
LIMIT = {"yearly": 0.95, "quarterly": 0.97, "monthly": 0.97, "weekly": 0.9, "hourly": 0.9}
"""Mean error over that of the naive line; the whole of the series is measured by benchmarks/forecasting.py."""


@pytest.fixture(scope="module")
def series(reference) -> pd.DataFrame:
    return pd.read_parquet(reference / "forecast" / "series.parquet").sort_values(["unique_id", "t"])


@pytest.mark.parametrize("frequency", SEASONS)
def test_every_fourth_series_is_forecast_better_than_by_the_naive_line(series, frequency):
    m, ours, naive, covered = SEASONS[frequency], [], [], []
    for name in series.loc[series["freq"] == frequency, "unique_id"].unique()[::4]:
        of = series[series["unique_id"] == name]
        past, after = (of.loc[of["part"] == part, "y"].to_numpy() for part in ("train", "test"))
        frame = forecast(past, len(after), season=m).frame
        unit = np.abs(past[m:] - past[:-m]).mean()
        ours.append(np.abs(after - frame["mean"]).mean() / unit)
        naive.append(np.abs(after - past[-m:][np.arange(len(after)) % m]).mean() / unit)
        covered.append(((after >= frame["lower_95"]) & (after <= frame["upper_95"])).mean())
    assert np.mean(ours) < LIMIT[frequency] * np.mean(naive)
    assert 0.88 < np.mean(covered) <= 1


def test_growth_is_forecast_better_than_by_the_naive_line(reference):
    rows = pd.read_csv(reference / "forecast" / "short_growth.csv").sort_values(["unique_id", "t"])
    cases = [of["y"].to_numpy() for _, of in rows[rows["group"] != "m3y"].groupby("unique_id")]
    found = [(forecast(y[:5], 3).frame["mean"].to_numpy(), y[4], y[5:8]) for y in cases]
    ours, naive = (
        np.mean([np.mean(2 * np.abs(after - path) / (after + path)) for path, after in pairs])
        for pairs in ([(path, after) for path, _, after in found], [(np.full(3, last), after) for _, last, after in found])
    )
    assert ours < 0.8 * naive


def test_shares_of_real_mixes_stay_shares(reference):
    rows = pd.read_csv(reference / "forecast" / "shares.csv").sort_values(["unique_id", "t"])
    parts = ["coal", "oilgas", "hydnuc", "newre"]
    ours, naive = [], []
    for _, of in rows.groupby("unique_id"):
        mix = of[parts].to_numpy()
        frame = shares(pd.DataFrame(mix[-11:-3], columns=parts), 3).frame
        drawn = frame[list(PATH)].to_numpy()
        assert drawn.min() >= 0 and drawn.max() <= 1
        assert np.abs(frame.groupby("step")["mean"].sum() - 1).max() < 1e-12
        ours.append(np.abs(frame["mean"].to_numpy().reshape(3, 4) - mix[-3:]).mean())
        naive.append(np.abs(mix[-4] - mix[-3:]).mean())
    assert np.mean(ours) < 1.02 * np.mean(naive)
