"""Is reading linear in the size of the file? Every reader, a file and one twice as long of the same kind: the ratio of their times.

    python benchmarks/reading.py

Ordinary rows, and ones of a single long cell, which an expression that tries each place anew would take minutes for. Computing time of
this process, the best of three; what is below SHORT seconds says nothing. Exit 1 where a ratio is above LIMIT.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402

from data.read import READERS, reading  # noqa: E402
from data.schema import Refused  # noqa: E402

RUNS, LIMIT, SHORT = 3, 2.6, 0.02
SECOND = 1_772_323_200
CELL = 250_000
"""Characters of the long cell."""


def times(count: int, step: str = "min") -> list[str]:
    return list(pd.date_range("2026-03-01", periods=count, freq=step).strftime("%Y-%m-%d %H:%M:%S"))


def helios(count: int) -> str:
    rows = (f"{time},{64 + n % 8},{n % 64},{n % 9}" for n, time in enumerate(times(count)))
    return "time,total_gpu_num,running_gpu_num,pending_gpu_num\n" + "\n".join(rows)


def nvidia_smi(count: int) -> str:
    rows = (f"{time.replace('-', '/')}.000, {card}, {n % 101} %" for n, time in enumerate(times(count // 8)) for card in range(8))
    return "timestamp, index, utilization.gpu [%]\n" + "\n".join(rows)


def prometheus(count: int) -> str:
    def series(card: int) -> dict:
        labels = {"__name__": "DCGM_FI_DEV_GPU_UTIL", "gpu": str(card), "UUID": f"GPU-{card}", "Hostname": "h", "modelName": "H100"}
        return {"metric": labels, "values": [[SECOND + 60 * n, str(n % 101)] for n in range(count // 8)]}

    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [series(card) for card in range(8)]}})


def jobs(count: int) -> str:
    rows = (f"{n},{begin},{end},{1 + n % 8},a" for n, (begin, end) in enumerate(zip(times(count), times(count + 90)[90:], strict=False)))
    return "job_id,start,end,gpus,pool\n" + "\n".join(rows)


def nodes(count: int) -> str:
    rows = (f"{time},{n % 17},17,8" for n, time in enumerate(times(count)))
    return "time,active_nodes,total_nodes,cards_per_node\n" + "\n".join(rows)


def inference(count: int) -> str:
    rows = (f"{time},{n % 4000},{n % 700}" for n, time in enumerate(times(count, "s")))
    return "TIMESTAMP,ContextTokens,GeneratedTokens\n" + "\n".join(rows)


def table(count: int) -> pd.DataFrame:
    return pd.DataFrame({"name": [f"p{n % 97}" for n in range(count)], "amount": range(count), "time": times(count)})


def delimited(count: int) -> str:
    return table(count).to_csv(index=False)


def jsonl(count: int) -> str:
    return table(count).to_json(orient="records", lines=True)


def parquet(count: int) -> bytes:
    table(count).to_parquet(out := io.BytesIO())
    return out.getvalue()


def excel(count: int) -> bytes:
    table(count).to_excel(out := io.BytesIO(), index=False)
    return out.getvalue()


ORDINARY = {each.__name__: each for each in (helios, nvidia_smi, prometheus, jobs, nodes, inference, parquet, excel, jsonl, delimited)}
ROWS = {"excel": 6_000}
LONG = ("a", "(", "[", " ", "1", "a=", '\\"', "1,000", "a{b=", "=", "\u0301\u0323", "[1-", "gpu:")
"""What a long cell is made of."""


def spent(name: str, reader: str | None, content: str | bytes) -> float:
    with tempfile.TemporaryDirectory() as folder:
        (path := Path(folder) / name).write_bytes(content.encode() if isinstance(content, str) else content)
        best = float("inf")
        for _ in range(RUNS):
            begun = time.process_time()
            try:
                reading(path, reader=reader)
            except Refused as refused:
                if isinstance(content, bytes) or len(content) < CELL:
                    raise SystemExit(f"{reader}: {refused.problems[0].code}") from refused
            best = min(best, time.process_time() - begun)
    return best


def compared(reader: str, of: str, made: Callable[[int], str | bytes], size: int) -> bool:
    """Print both times and their ratio; return whether it is too large."""
    one, two = (spent(f"file.{reader}", reader, made(count)) for count in (size, 2 * size))
    wrong = two > SHORT and two / max(one, SHORT / 2) > LIMIT
    print(f"{reader:12} {of:16} {one:8.3f} s {two:8.3f} s {two / one:6.2f} {'above the limit' if wrong else ''}", flush=True)
    return wrong


def long_cell(text: str, unit: str, size: int) -> str:
    """Return `text`, a file of few rows, with a first cell below its header that is `size` characters long."""
    header, _, rest = text.partition("\n")
    return f'{header}\n"{unit * (size // len(unit))}"{rest[rest.find(",") :]}'.replace('\\""', '\\" "')


def main() -> int:
    assert {*ORDINARY} == {each.name for each in READERS}
    wrong = [compared(name, "rows", made, ROWS.get(name, 40_000)) for name, made in ORDINARY.items()]
    for name in ("helios", "nvidia_smi", "jobs", "nodes", "inference", "delimited"):
        few = ORDINARY[name](80)
        wrong += [compared(name, f"a cell of {unit}", lambda n, few=few, unit=unit: long_cell(few, unit, n), CELL) for unit in LONG]
    print(f"{len(wrong)} ratios, limit {LIMIT}: {sum(wrong)} above it")
    return int(any(wrong))


if __name__ == "__main__":
    sys.exit(main())
