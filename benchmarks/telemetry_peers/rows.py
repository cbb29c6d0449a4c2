"""Raw telemetry, made up: what 2,400 cards of 16 pools in 3 clusters tell each minute, one Parquet file a day, the same from the same seed.

Gangs of eight cards run one job after another: how long jobs and the pauses between them last, and how hard each job works, is drawn;
each card has its own bias and each sample its own noise, so that utilization (a fraction to six digits, as DCGM_FI_PROF_SM_ACTIVE) and
memory do not compress much. One job in ten holds its cards and hardly uses them. Samples are 60 s apart with a jitter of up to a second;
three in a thousand are missing, each card is silent for some hours a month and out of service for some others. Rows stand in the order of
time, as they are collected.
"""

from __future__ import annotations

import uuid
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

SEED = 20260301
CARDS, POOLS, CLUSTERS, GANG = 2_400, 16, 3, 8
MINUTES = 1_440
HOUR, MINUTE = 3_600_000_000, 60_000_000
FIRST_DAY = "2026-03-01"
MEMORY = 81_559


class Fleet:
    """The cards, and what each gang of them does through all the days."""

    def __init__(self, days: int):
        rng = np.random.default_rng(SEED)
        self.names = np.array([f"GPU-{uuid.UUID(bytes=rng.bytes(16))}" for _ in range(CARDS)])
        sizes = rng.dirichlet(np.full(POOLS, 3.0)) * (CARDS // GANG)
        pool_of_gang = np.minimum(np.searchsorted(np.cumsum(sizes), np.arange(CARDS // GANG) + 0.5), POOLS - 1)
        self.pool = np.repeat(pool_of_gang, GANG)
        self.bias = rng.normal(0, 0.03, CARDS)
        self.start = np.datetime64(FIRST_DAY, "us").astype("int64")
        self.silent, self.down = (self._spells(rng, days, hours) for hours in (4, 9))
        self.jobs = [self._jobs(rng, days) for _ in range(CARDS // GANG)]

    def _spells(self, rng: np.random.Generator, days: int, hours: float) -> tuple[np.ndarray, np.ndarray]:
        begin = self.start + (rng.random(CARDS) * days * 24 * HOUR).astype("int64")
        return begin, begin + (rng.exponential(hours, CARDS) * HOUR).astype("int64")

    def _jobs(self, rng: np.random.Generator, days: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return when each job or pause of a gang begins, the number of the job (0: a pause), and its load."""
        count = 20 * days + 20
        lasts = np.column_stack([rng.lognormal(0.6, 1.3, count), rng.exponential(0.7, count)]).ravel()
        begins = self.start + (np.concatenate([[0], np.cumsum(lasts)[:-1]]) * HOUR).astype("int64")
        number = np.column_stack([rng.integers(1, 9_999_999, count), np.zeros(count, "int64")]).ravel()
        load = np.where(rng.random(2 * count) < 0.1, 0.01, rng.beta(4, 2, 2 * count))
        return begins, number, load

    def day(self, number: int) -> pa.Table:
        """Return the rows of one day."""
        rng = np.random.default_rng([SEED, number])
        card = np.tile(np.arange(CARDS, dtype="int32"), MINUTES)
        time = self.start + (number * MINUTES + np.repeat(np.arange(MINUTES), CARDS)) * MINUTE + rng.integers(0, 1_000_000, len(card))
        heard = (rng.random(len(card)) > 0.003) & ~((time >= self.silent[0][card]) & (time < self.silent[1][card]))
        order = np.argsort(time[heard], kind="stable")
        card, time = card[heard][order], time[heard][order]
        job, load = self._at(card, time)
        up = ~((time >= self.down[0][card]) & (time < self.down[1][card]))
        works = (job > 0) & up
        used = np.clip(load * (1 + 0.2 * rng.standard_normal(len(card))) + self.bias[card] * (load > 0.05), 0, 1).round(6)
        memory = np.where(works, MEMORY * np.clip(0.3 + 0.5 * load + 0.02 * rng.standard_normal(len(card)), 0, 1), 3).astype("int32")
        pool = self.pool[card]
        return pa.table(
            {
                "timestamp": time.view("datetime64[us]"),
                "cluster": _named(pool % CLUSTERS, [f"cluster-{number}" for number in range(CLUSTERS)]),
                "pool": _named(pool, [f"pool-{number:02d}" for number in range(POOLS)]),
                "uuid": _named(card, self.names),
                "sm_active": np.where(works, used, 0.0),
                "memory_used_mib": memory,
                "memory_total_mib": np.full(len(card), MEMORY, "int32"),
                "job_id": _jobs_named(np.where(works, job, 0)),
                "healthy": up,
            }
        )

    def _at(self, card: np.ndarray, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        job, load = np.empty(len(card), "int64"), np.empty(len(card))
        gang = card // GANG
        by_gang = np.argsort(gang, kind="stable")
        ends = np.cumsum(np.bincount(gang, minlength=CARDS // GANG))
        for number, rows in enumerate(np.split(by_gang, ends[:-1])):
            begins, jobs, loads = self.jobs[number]
            at = np.searchsorted(begins, time[rows], side="right") - 1
            job[rows], load[rows] = jobs[at], loads[at]
        return job, load


def made(folder: Path, rows: int) -> list[Path]:
    """Return the files of `rows` rows, the last one cut short; those that are there already are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    days, left, paths = 1 + int(rows / (CARDS * MINUTES * 0.9)), rows, []
    fleet = None
    while left > 0:
        path = folder / f"{np.datetime64(FIRST_DAY) + len(paths)}.parquet"
        if not path.exists():
            fleet = fleet or Fleet(days)
            unfinished = path.with_suffix(".part")
            parquet.write_table(fleet.day(len(paths)).slice(0, left), unfinished, compression="zstd", row_group_size=250_000)
            unfinished.replace(path)
        paths.append(path)
        left -= parquet.ParquetFile(path).metadata.num_rows
    return paths


def _named(codes: np.ndarray, names: list[str] | np.ndarray) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype("int32")), pa.array(list(names)))


def _jobs_named(job: np.ndarray) -> pa.DictionaryArray:
    distinct, codes = np.unique(job, return_inverse=True)
    names = pa.array([f"job-{number:07d}" for number in distinct])
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype("int32"), mask=job == 0), names)
