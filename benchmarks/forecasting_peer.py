"""The peer of benchmarks/forecasting.py: statsforecast, run in an environment of its own because it wants an older pandas.

    python benchmarks/forecasting_peer.py CASES.parquet MODEL,MODEL… OUT.parquet

CASES: case, t, y, m, horizon. OUT: case, model, step, mean, lower_80 … upper_95, cpu_s (of the case, without the compilation).
A model that fails on a case is left out there.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd
from statsforecast import models as peer


def made(name: str, m: int) -> object:
    """Return the model; the hourly MSTL gets the day and the week."""
    if name == "MSTL":
        return peer.MSTL(season_length=[24, 168] if m == 24 else m)
    return getattr(peer, name)(season_length=m)


def forecast(name: str, y: np.ndarray, m: int, horizon: int) -> dict[str, np.ndarray]:
    """Return mean and interval limits by statsforecast's name of the column."""
    return made(name, m).forecast(y=y, h=horizon, level=[80, 95])


def main() -> None:
    """Run every model on every case."""
    cases, names, out = pd.read_parquet(sys.argv[1]), sys.argv[2].split(","), sys.argv[3]
    rng = np.random.default_rng(1)
    rows = []
    for m in sorted(cases["m"].unique()):
        for name in names:
            if not (name == "MSTL" and m == 1):
                forecast(name, 100 + np.cumsum(rng.normal(size=max(60, 15 * int(m)))), int(m), 3)
    for (case, m, horizon), rows_of in cases.groupby(["case", "m", "horizon"], sort=False):
        y = rows_of.sort_values("t")["y"].to_numpy(float)
        for name in names:
            if name == "MSTL" and m == 1:
                continue
            begun = time.process_time()
            try:
                found = forecast(name, y, int(m), int(horizon))
            except Exception as failure:  # noqa: BLE001  a peer that fails on a case is said to have failed
                print(f"{name} failed on {case}: {type(failure).__name__}", file=sys.stderr)
                continue
            spent = time.process_time() - begun
            limits = {
                f"{side}_{level}": found[f"{'lo' if side == 'lower' else 'hi'}-{level}"]
                for level in (80, 95)
                for side in ("lower", "upper")
            }
            rows.append(
                pd.DataFrame(
                    {"case": case, "model": name, "step": np.arange(1, horizon + 1), "mean": found["mean"], **limits, "cpu_s": spent}
                )
            )
    pd.concat(rows, ignore_index=True).to_parquet(out)


if __name__ == "__main__":
    main()
