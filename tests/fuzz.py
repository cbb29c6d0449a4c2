"""Files spoiled at random, read and checked as users' files are: does each end in rows or in a refusal, in little memory and time?

    python tests/fuzz.py --seconds 60 --seed 1                  a minute of it
    python tests/fuzz.py --seconds 600 --seed 1 --state FILE    goes on after the file at which the last run with FILE stopped
    python tests/fuzz.py --seed 1 --only 4711                   the one file of this number, kept where --corpus says

A file is one of tests' own (tests/telemetry, the refusals, workbooks, Parquet, the corpus), spoiled once to four times, and read by the
reader that it is told by or by any other. It is the same for its seed and number, whatever was run before. What is not foreseen is
printed and kept in tests/corpus (the first of each place), whose files an ordinary test reads: an exception, a child that ended, or
one that needs more than LONGEST seconds (twice: others may be at work) or MOST bytes. Exit 1 if there was any.
"""

import argparse
import gzip
import io
import json
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from data import child  # noqa: E402
from data.child import pool  # noqa: E402
from data.read import READERS, File  # noqa: E402
from data.schema import Problem, Refused  # noqa: E402
from data.tables import DATASETS  # noqa: E402
from i18n.problem import sentence  # noqa: E402

CORPUS = ROOT / "tests" / "corpus"
LONGEST, MOST = 10.0, 512 * 2**20
"""Seconds by the clock and bytes of memory that a spoiled file may take."""
LARGEST = 2 * 2**20
NAMES = {each.name: each for each in READERS}
ENDED = ("read.broke_off", "read.too_slow")
"""Refusals that say that the child came to grief: right towards the user, and a fault here, as all files are small."""


@dataclass(frozen=True)
class Spoiled:
    """A file that was made, the reader that is told to read it (None: by content) and the dataset that it is checked for."""

    content: bytes
    suffix: str
    reader: str | None
    dataset: str

    @property
    def name(self) -> str:
        """The name under which it is kept, which says how it is to be read."""
        return f"{self.reader or 'any'}-{self.dataset}-{zlib.crc32(self.content):08x}{self.suffix}"


# What is spoiled


@cache
def originals() -> tuple[tuple[str, str, bytes], ...]:
    """Return the files before they are spoiled, as (suffix, dataset, content), in an order that does not change."""
    return (*_generated(), *_refused(), *_tables(), *((path.suffix, _kept(path)[1], path.read_bytes()) for path in corpus()))


def corpus() -> list[Path]:
    """Return the files that once failed."""
    return sorted(path for path in CORPUS.iterdir() if path.name != "README.md") if CORPUS.exists() else []


def _kept(path: Path) -> tuple[str | None, str]:
    reader, dataset, _ = path.name.split("-", 2)
    return None if reader == "any" else reader, dataset


def of_corpus(path: Path) -> Spoiled:
    """Return what a file of the corpus is, as its name says."""
    return Spoiled(path.read_bytes(), path.suffix, *_kept(path))


def _generated() -> Iterator[tuple[str, str, bytes]]:
    from tests import generated

    for reader in generated.READERS:
        for seed in range(1, 7):
            case = generated.case_of(reader, seed)
            for name, content in sorted(case.files.items()):
                if len(content) < LARGEST // 8:
                    yield Path(name).suffix, case.dataset, content.encode() if isinstance(content, str) else content


def _refused() -> Iterator[tuple[str, str, bytes]]:
    from tests.data_in.test_refusals import CASES

    for given, *_ in CASES.values():
        for each in given if isinstance(given, list) else [given]:
            if isinstance(each, str | bytes) and each:
                yield ".csv", "usage", each.encode() if isinstance(each, str) else each


def _tables() -> Iterator[tuple[str, str, bytes]]:
    """Yield a table of each dataset as CSV, as a workbook, as Parquet and as JSON lines."""
    import pandas as pd

    for name, dataset in DATASETS.items():
        path = ROOT / "data" / "sources" / f"{name}.csv"
        if path.exists():
            frame = pd.read_csv(path, dtype="str", nrows=12)
            frame = frame[[column for column in frame if column in dataset.given_names]]
            yield ".csv", name, frame.to_csv(index=False).encode()
            yield ".jsonl", name, frame.to_json(orient="records", lines=True, force_ascii=False).encode()
            frame.to_excel(out := io.BytesIO(), index=False, engine="openpyxl")
            yield ".xlsx", name, out.getvalue()
            frame.to_parquet(out := io.BytesIO())
            yield ".parquet", name, out.getvalue()


# How it is spoiled

_TOKEN = re.compile(rb"[^,;|\t\n\r\"{}\[\]:]+")
_NUMBERS = b"1e309 -1e308 1e30 9999999999999999999999 -0 NaN Infinity 0x10 1,234,567.89 1e-400 12% 5/0 1_000 2147483632".split(b" ")
_TIMES = b"0001-01-01|9999-12-31 23:59:59|2026-02-30|2026-03-01T24:00:00Z|1e18|-62135596800|2026-03-01 02:30 +99:99|1583-01-01".split(b"|")
_TEXTS = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "$\\frac{1}{0}$",
    "![x](http://x/y.png)",
    ":fire:",
    "\u202egnp.exe",
    "\x00",
    "\ufeff",
    "\ud7ff",
    "á́",
    "\U0001d7d8\U0001d7d9",
    "١٢٣",
    "\ufdfd",
    "[0-9223372036854775807]",
    "1[1-9]:99999999999",
    "gres/gpu=99999999999999999999",
    "%s%d{0}",
    "\u2028",
    "\u201e\u201c\u201d",
    "null",
    "None",
)
_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "gb18030", "utf-32", "latin-1", "shift_jis", "big5", "utf-7")


def _span(chance: random.Random, content: bytes, most: int = 400) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.randrange(1, most))


def _flipped(chance: random.Random, content: bytes) -> bytes:
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 30))):
        if found:
            found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def _cut(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] if chance.random() < 0.7 else content[at:]


def _left_out(chance: random.Random, content: bytes) -> bytes:
    start, end = _span(chance, content)
    return content[:start] + content[end:]


def _spliced(chance: random.Random, content: bytes) -> bytes:
    other = chance.choice(originals())[2]
    (start, end), at = _span(chance, other, 4000), chance.randrange(len(content) + 1)
    return content[:at] + other[start:end] + content[at:]


def _line(change: Callable[[random.Random, list[bytes]], list[bytes]]) -> Callable[[random.Random, bytes], bytes]:
    return lambda chance, content: b"\n".join(change(chance, content.split(b"\n")))


def _repeated(chance: random.Random, lines: list[bytes]) -> list[bytes]:
    at, times = chance.randrange(len(lines)), chance.choice((1, 2, 10, 1000, 20_000))
    return lines[:at] + lines[at : at + 1] * min(times, LARGEST // (len(lines[at]) + 1)) + lines[at:]


def _shuffled(chance: random.Random, lines: list[bytes]) -> list[bytes]:
    return chance.sample(lines, len(lines))


def _long(chance: random.Random, content: bytes) -> bytes:
    token = chance.choice((b"a", b" ", b"1", b"(", b"[", b'\\"', b"a=", b"\\", b"-", b"(a", b"/", b"\xe4\xb8\xad", b"1,", b"{", b'a="b",'))
    return _with_token(chance, content, token * (chance.choice((200, 5_000, 60_000, 500_000)) // len(token)))


def _nested(chance: random.Random, content: bytes) -> bytes:
    start, end = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'"', b'"'), (b'[{"metric":', b"}]"), (b"<a>", b"</a>")))
    count = chance.choice((1, 3, 50, 1_000, 100_000))
    return _with_token(chance, content, start * count + b"1" + end * (count if chance.random() < 0.7 else count // 2))


def _with_token(chance: random.Random, content: bytes, token: bytes) -> bytes:
    found = list(_TOKEN.finditer(content)) or [re.match(b"", content)]
    places = chance.sample(found, min(len(found), chance.choice((1, 1, 1, 5)) if len(token) < 1000 else 1))
    for place in sorted(places, key=lambda each: -each.start()):
        content = content[: place.start()] + token + content[place.end() if chance.random() < 0.7 else place.start() :]
    return content


def _valued(chance: random.Random, content: bytes) -> bytes:
    return _with_token(chance, content, chance.choice((*_NUMBERS, *_TIMES, *(text.encode() for text in _TEXTS), b"")))


def _encoded(chance: random.Random, content: bytes) -> bytes:
    return content.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS), "replace")


def _separated(chance: random.Random, content: bytes) -> bytes:
    one, other = chance.sample((b",", b"\t", b";", b"|", b"\n", b"\r\n", b"\r", b'"', b" "), 2)
    return content.replace(one, other)


def _packed(chance: random.Random, content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=1, mtime=0)


CHANGES = (_flipped, _cut, _left_out, _spliced, _line(_repeated), _line(_shuffled), _long, _nested, _valued, _valued, _encoded, _separated)


def _inside(chance: random.Random, content: bytes) -> bytes:
    """Return a workbook of which one part was changed. An error of zipfile where it can no longer be opened."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as made:
        names = given.namelist()
        chosen = chance.choice([name for name in names if "sheet" in name or "shared" in name] or names)
        for name in names:
            made.writestr(name, chance.choice(CHANGES)(chance, given.read(name))[:LARGEST] if name == chosen else given.read(name))
    return changed.getvalue()


def spoiled(seed: int, number: int) -> Spoiled:
    """Return the file of this number."""
    chance = random.Random(f"{seed} {number}")
    suffix, dataset, content = chance.choice(originals())
    for _ in range(chance.choice((1, 1, 2, 3, 4))):
        try:
            change = _inside if content.startswith(b"PK") and chance.random() < 0.8 else chance.choice(CHANGES)
            content = change(chance, content)[:LARGEST]
        except Exception:  # zipfile has many for a workbook that is spoiled already
            continue
    if chance.random() < 0.05:
        content = _packed(chance, content)
    reader = chance.choice([None, None, None, *NAMES])
    wanted = (reader and NAMES[reader].dataset) or dataset
    return Spoiled(content, suffix, reader, chance.choice(tuple(DATASETS)) if chance.random() < 0.1 else wanted)


# What comes of it


def outcome(file: Spoiled) -> tuple[str, str | None]:
    """Return in a word what became of the file, and why that is a fault; None where it is none."""
    seen, look, begun = [0], pool.resident, time.monotonic()
    pool.resident = lambda pid: seen.append(look(pid) or 0) or seen[-1]
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"upload{file.suffix}"
            path.write_bytes(file.content)
            word, problems = _read(path, file)
        fault = next((f"refused {problem.code}" for problem in problems if problem.code in ENDED), None)
        for problem in problems[:50]:
            assert all(sentence(problem, language) for language in ("en", "zh"))
    except Exception as error:  # whatever it is, it is what we look for
        word, fault = "unforeseen", _told(error)
    finally:
        pool.resident = look
    if (spent := time.monotonic() - begun) > LONGEST:
        fault = fault or f"{spent:.1f} s"
    return word, fault or (f"{max(seen) // 2**20} MiB" if max(seen) > MOST else None)


def _told(error: Exception) -> str:
    """Return the last line of the trace, be it that of a child, and where in our code it happened."""
    trace = str(error) if isinstance(error, RuntimeError) else "".join(traceback.format_exception(error))
    places = re.findall(rf'File "{re.escape(str(ROOT))}/([^"]+)", line (\d+), in (\w+)', trace)
    return f"{':'.join(places[-1]) if places else '?'} {trace.strip().splitlines()[-1][:300]}"


def _read(path: Path, file: Spoiled) -> tuple[str, tuple[Problem, ...]]:
    try:
        found = child.checked_files([File(path, path.name)], DATASETS[file.dataset], file.reader)
    except Refused as refused:
        return "refused", refused.problems
    return ("rows" if len(found.good) else "no rows"), found.problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, help="a file in which is kept how far the seeds were run")
    parser.add_argument("--only", type=int, help="the number of one file")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="the folder in which faults are kept")
    options = parser.parse_args()
    state = json.loads(options.state.read_text()) if options.state and options.state.exists() else {}
    first = state.get(str(options.seed), 0) if options.only is None else options.only
    words, faults, number = Counter(), Counter(), first
    originals()
    begun = time.monotonic()
    while time.monotonic() - begun < options.seconds:
        file = spoiled(options.seed, number)
        word, fault = outcome(file)
        if fault and fault.endswith(" s"):
            word, fault = outcome(file)
        words[word] += 1
        if fault:
            faults[fault.split()[0]] += 1
        if fault and faults[fault.split()[0]] == 1:
            options.corpus.mkdir(exist_ok=True)
            (options.corpus / file.name).write_bytes(file.content)
            print(f"  --seed {options.seed} --only {number}, kept as {file.name}: {fault}", flush=True)
        number += 1
        if options.only is not None:
            break
    spent = time.monotonic() - begun
    if options.state and options.only is None:
        options.state.write_text(json.dumps({**state, str(options.seed): number}))
    counts = ", ".join(f"{count} {word}" for word, count in sorted(words.items()))
    print(f"files {first} to {number - 1}: {counts}; {(number - first) / spent:.1f} files a second, {faults.total()} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
