"""Telemetry made at random with a known answer, written as operators have it: is what is read of it the truth, or refused?

    python tests/generated.py --cases 100 --seed 1                  as many cases of each reader
    python tests/generated.py --cases 1 --seed 37 --reader jobs     the case that failed, and every difference in it

A case is files in random pieces and order, the constants that an analyst would state, and the truth by pool and hour, which is counted
half a minute at a time in plain loops by docs/methods and the definitions in the readers' docstrings; nothing of the product is used for
it. Rows, bands, rates and coverage must be those of the truth; a refusal is counted by its code. Exit 1 if anything is wrong. How each
reader's files are made is in tests/telemetry.
"""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

if str(Path(__file__).resolve().parents[1]) not in sys.path:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.telemetry import outcome
from tests.telemetry.case import Case
from tests.telemetry.helios import helios
from tests.telemetry.inference import inference
from tests.telemetry.jobs import jobs
from tests.telemetry.nodes import nodes
from tests.telemetry.nvidia_smi import nvidia_smi
from tests.telemetry.prometheus import prometheus
from tests.telemetry.tables import delimited, excel, jsonl, parquet

MADE = (helios, nvidia_smi, prometheus, jobs, nodes, inference, parquet, excel, jsonl, delimited)
READERS = {each.__name__: each for each in MADE}


def case_of(reader: str, seed: int) -> Case:
    """Return the case of one reader and seed, the same each time."""
    return READERS[reader](random.Random(f"{reader} {seed}"))


def outcomes(reader: str, seeds: range) -> dict[int, tuple[str, list[str]]]:
    """Return what comes of the case of each seed, as `tests.telemetry.outcome.outcomes`."""
    return outcome.outcomes(reader, {seed: case_of(reader, seed) for seed in seeds})


def main() -> int:
    """Print what comes of the cases and return 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of the first case; the next one has the next")
    parser.add_argument("--reader", choices=READERS)
    options = parser.parse_args()
    any_wrong = False
    for reader in [options.reader] if options.reader else READERS:
        counts: Counter[str] = Counter()
        for seed, (result, found) in outcomes(reader, range(options.seed, options.seed + options.cases)).items():
            counts[result] += 1
            for line in found if options.cases == 1 else found[:1]:
                print(f"  {reader} --seed {seed}: {line}", flush=True)
        refused = {name.split()[1]: count for name, count in counts.items() if name.startswith("refused")}
        codes = ", ".join(f"{code} {count}" for code, count in refused.items()) or "–"
        parts = f"{counts['equal']} equal, {sum(refused.values())} refused ({codes}), {counts['wrong']} wrong"
        print(f"{reader}: {options.cases} cases, {parts}", flush=True)
        any_wrong |= counts["wrong"] > 0
    return int(any_wrong)


if __name__ == "__main__":
    sys.exit(main())
