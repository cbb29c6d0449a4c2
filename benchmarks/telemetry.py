"""The rollup of raw telemetry, and the idle page on what it makes, beside SQL, pandas and Polars.

    pip install -r benchmarks/requirements.txt
    python benchmarks/telemetry.py

100 million raw rows are made (benchmarks/telemetry_peers/rows.py says how; 1.5 GB) and rolled up by the product and by SQL written by
hand for DuckDB; then ten million of them by the product, pandas and Polars; then each query of the idle page is asked of the hours and
set beside SQL on the same rows. Every run is a process of its own, whose seconds count from when its libraries are loaded and whose peak
is its own; runs alternate, the best counts, and all figures are compared to 1e-9. Exit 1 where a limit is missed. For Linux (/proc).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import pandas as pd  # noqa: E402
from telemetry_peers import pages, rows  # noqa: E402

PEERS = {
    "product": ("telemetry_peers.product", "rolled_up"),
    "SQL by hand": ("telemetry_peers.sql", "rolled_up"),
    "SQL, plain": ("telemetry_peers.sql", "plain"),
    "pandas": ("telemetry_peers.arrays", "rolled_up"),
    "Polars": ("telemetry_peers.frames", "rolled_up"),
}
FIGURES = ["cluster", "pool", "hour", "installed", "available", "allocated", "busy", "effective", "observed_minutes"]
PEAK = 2_048
"""MiB that a rollup may take."""


def main() -> int:
    """Print the tables and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--small", type=int, default=10_000_000, help="rows for pandas and Polars")
    parser.add_argument("--runs", type=int, default=3, help="of each; the best counts")
    parser.add_argument("--folder", type=Path, help="where the rows are kept for the next time; default: made anew and removed")
    parser.add_argument("--one", nargs=4, metavar=("PEER", "ROWS", "SCRATCH", "OUT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        return one(*args.one)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        large = made(folder / f"{args.rows}", args.rows)
        small = made(folder / f"{args.small}", args.small)
        scratch = Path(temporary)
        missed = compared(args.rows, large, {"SQL by hand": 1.15}, args.runs, scratch)
        hours = (scratch / "product.parquet").rename(scratch / "hours.parquet")
        missed += compared(args.small, small, {"pandas": 1 / 5, "Polars": 1.0, "SQL, plain": None}, args.runs, scratch)
        missed += asked(pages.found(hours, scratch))
    print("missed: " + (", ".join(missed) or "nothing"))
    return 1 if missed else 0


def made(folder: Path, count: int) -> Path:
    """Make the rows and say what they are."""
    begun = time.perf_counter()
    paths = rows.made(folder, count)
    size = sum(path.stat().st_size for path in paths) / 1e6
    print(f"{count:,} rows, {len(paths)} files, {size:,.0f} MB, {size * 1e6 / count:.1f} bytes a row, {time.perf_counter() - begun:.0f} s")
    return folder


def compared(count: int, folder: Path, limits: dict, runs: int, scratch: Path) -> list[str]:
    """Run the product and its peers in turn, print their table and return what is missed."""
    names = ["product", *limits]
    found = {name: [] for name in names}
    for run in range(runs):
        for name in names[:: 1 if run % 2 == 0 else -1]:
            found[name].append(measured(name, folder, scratch))
    first = figures(scratch / "product.parquet")
    for name in limits:
        pd.testing.assert_frame_equal(first, figures(scratch / f"{name}.parquet"), check_dtype=False, rtol=1e-9, atol=1e-9)
    best = {name: min(each, key=lambda one: one["seconds"]) for name, each in found.items()}
    print(f"\n{f'{count:,} rows, best of {runs}':<34}{'seconds':>10}{'CPU':>10}{'peak MiB':>10}{'product /':>11}{'limit':>8}")
    missed = []
    for name in names:
        ratio, limit = best["product"]["seconds"] / best[name]["seconds"], limits.get(name)
        peak = max(one["peak"] for one in found[name])
        cpu = min(one["cpu"] for one in found[name])
        print(f"{name:<34}{best[name]['seconds']:>10.2f}{cpu:>10.2f}{peak:>10,.0f}{ratio:>11.2f}{f'{limit:.2f}' if limit else '':>8}")
        missed += [f"{name} {ratio:.2f}"] if limit and ratio > limit else []
        missed += [f"peak {peak:,.0f} MiB"] if name == "product" and peak > PEAK else []
    return missed


def asked(found: list[tuple[str, float, float, float]]) -> list[str]:
    """Print the table of the page's queries and return what is missed."""
    print(f"\n{'idle page, ms, best':<34}{'new filter':>11}{'kept':>8}{'bare SQL':>10}{'new / bare':>11}{'kept / bare':>12}{'limit':>8}")
    for name, new, kept, bare in found:
        print(
            f"{name:<34}{1e3 * new:>11.1f}{1e3 * kept:>8.1f}{1e3 * bare:>10.1f}{new / bare:>11.2f}{kept / bare:>12.2f}{pages.LIMIT:>8.2f}"
        )
    return [f"{name} {new / bare:.2f}" for name, new, _, bare in found if new > pages.LIMIT * bare]


def measured(name: str, folder: Path, scratch: Path) -> dict[str, float]:
    """Return seconds, CPU seconds and peak MiB of one run in a process of its own."""
    command = [sys.executable, __file__, "--one", name, str(folder), str(scratch / "spill"), str(scratch / f"{name}.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def one(name: str, folder: str, scratch: str, out: str) -> int:
    """Roll up once and print what it took."""
    module, function = PEERS[name]
    roll = getattr(import_module(module), function)
    begun, cpu = time.perf_counter(), time.process_time()
    hours = roll(sorted(Path(folder).glob("*.parquet")), Path(scratch))
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    status = Path("/proc/self/status").read_text()
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024
    hours.to_parquet(out, index=False)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak}))
    return 0


def figures(path: Path) -> pd.DataFrame:
    """Return the figures that all must give alike, in one order."""
    hours = pd.read_parquet(path).rename(columns=lambda name: name.removesuffix("_card_hours"))
    return hours[FIGURES].sort_values(["pool", "hour"], ignore_index=True)


if __name__ == "__main__":
    sys.exit(main())
