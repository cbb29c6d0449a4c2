"""Telemetry made at random with a known answer, written as operators have it: is what is read of it the truth, or refused?

    python tests/generated.py --cases 100 --seed 1                  as many cases of each reader
    python tests/generated.py --cases 1 --seed 37 --reader jobs     the case that failed, and every difference in it

A case is files in random pieces and order, the constants that an analyst would state, and the truth by pool and hour, which is counted
here half a minute at a time in plain loops by docs/methods and the definitions in the readers' docstrings; nothing of the product is
used for it. Rows, bands, rates and coverage must be those of the truth; a refusal is counted by its code. Exit 1 if anything is wrong.
"""

import argparse
import csv
import datetime as dt
import io
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

DAY = dt.datetime(2026, 3, 1)
TICKS = 120
"""Half minutes of an hour, by which time is counted here."""
STEPS = ("available", "allocated", "busy", "effective")
ONLY = "allocation_only_"
USAGE = ("installed", *STEPS, "queued", f"{ONLY}available", f"{ONLY}allocated")
MINUTES = ("observed_minutes", f"{ONLY}minutes")
REQUESTS = ("requests", "input_tokens", "output_tokens", "median_input_tokens", "median_output_tokens", "observed_minutes")
SHOWN = ("allocated_rate", "unallocated_rate", "idle_rate", "coverage_allocated", "coverage_busy", "coverage_idle")
BLANKS = {"prometheus": ("NaN", "2147483632", "-1"), "nvidia_smi": ("[N/A]", "[Not Supported]", "")}
ALL = {"available_card_hours": "100%", "allocated_card_hours": "100%"}

Row = dict[str, float | None]
Truth = dict[tuple, Row]
"""By cluster, pool and hour since DAY (requests: service, model and hour): amounts, None where unknown."""


@dataclass
class Case:
    """Files by name, what is stated of them, and what is true; `slack` in card-hours where times are some milliseconds late."""

    files: dict[str, str]
    truth: Truth
    constants: dict[str, str] = field(default_factory=dict)
    dataset: str = "usage"
    slack: float = 1e-6
    counters: frozenset[str] = frozenset()


# What cards did, and the hours that follow


@dataclass
class Sample:
    """What is known of a card from one moment on: use (0-1), whether it is held, whether it is in service; None = unknown."""

    use: float | None = None
    held: int | None = None
    up: int | None = None
    cut: bool = False
    values: dict[str, float | None] = field(default_factory=dict)


@dataclass
class Card:
    cluster: str
    pool: str
    host: str
    number: int
    uuid: str
    samples: dict[int, Sample] = field(default_factory=dict)
    """By tick since DAY."""


def spans(moments: list[int], interval: float) -> list[tuple[int, int]]:
    """Return from when to when each sample stands: to the next, at most three intervals, the last for one."""
    ends = [min(after, at + 3 * interval) for at, after in zip(moments, moments[1:], strict=False)]
    return [(at, int(end)) for at, end in zip(moments, [*ends, moments[-1] + interval], strict=True)]


def interval_of(moments: list[int]) -> float | None:
    steps = [after - at for at, after in zip(moments, moments[1:], strict=False) if after > at]
    return median(steps) if steps else None


def presence(moments: list[int], interval: float) -> range:
    """Return the hours in which a card is installed: those it reaches into by one and a half intervals, or by half of the hour."""
    least, end = min(1.5 * interval, TICKS / 2), moments[-1] + interval
    there = []
    for hour in range(moments[0] // TICKS, int(end // TICKS) + 1):
        reach = min(end, (hour + 1) * TICKS) - max(moments[0], hour * TICKS)
        starts, ends = moments[0] > hour * TICKS, end < (hour + 1) * TICKS
        whole = not starts and not ends
        enough = (not starts or (hour + 1) * TICKS - moments[0] >= least) and (not ends or end - hour * TICKS >= least)
        if reach > 0 and (whole or enough):
            there.append(hour)
    middle = int((moments[0] + end) // 2 // TICKS)
    return range(there[0], there[-1] + 1) if there else range(middle, middle + 1)


def at_the_edge(cards: list[Card]) -> bool:
    """Return whether a card reaches into an hour by exactly as much as makes it count: by milliseconds it does or does not."""
    for moments in (sorted(card.samples) for card in cards):
        interval = interval_of(moments) or 0
        least = min(1.5 * interval, TICKS / 2)
        if -moments[0] % TICKS == least or (moments[-1] + interval) % TICKS == least:
            return True
    return False


def card_hours(cards: list[Card]) -> Truth:
    """Return the truth of samples of cards, as `data.rollup.definition` words it."""
    own = [interval_of(sorted(card.samples)) for card in cards]
    truth: Truth = {}
    for pool in sorted({(card.cluster, card.pool) for card in cards}):
        of_pool = [number for number, card in enumerate(cards) if (card.cluster, card.pool) == pool]
        usual = median([own[number] for number in of_pool if own[number]] or [each for each in own if each])
        states, hours = [], []
        for number in of_pool:
            moments = sorted(cards[number].samples)
            interval = own[number] or usual
            hours.append(presence(moments, interval))
            states.append({tick: cards[number].samples[at] for at, end in spans(moments, interval) for tick in range(at, end)})
        for hour in range(min(each.start for each in hours), max(each.stop for each in hours)):
            there = [state for state, each in zip(states, hours, strict=True) if hour in each]
            begin = [sample for number in of_pool for at, sample in cards[number].samples.items() if at // TICKS == hour]
            if there:
                ticks = range(hour * TICKS, (hour + 1) * TICKS)
                truth[*pool, hour] = hour_of([[state.get(tick) for tick in ticks] for state in there], begin)
    return truth


def hour_of(cards: list[list[Sample | None]], begin: list[Sample]) -> Row:
    """Return the row of one pool and hour from the half minutes of its cards, of which `begin` are the samples that begin in it."""
    seen = [sample for card in cards for sample in card if sample]
    own = [sample for sample in begin if any(sample is other for other in seen)] or seen
    tells = {step: any(getattr(sample, step) is not None for sample in own) for step in ("up", "held", "use")}
    sums = dict.fromkeys(("observed", *STEPS), 0.0)
    only: list[Sample] = []
    for sample in seen:
        down = sample.up == 0
        known = {"up": sample.up is not None, "held": sample.held is not None or down, "use": sample.use is not None or down}
        if not any(tells.values()) or not all(known[step] or not tells[step] for step in tells):
            only += [sample] if tells["held"] and sample.held is not None else []
            continue
        busy = not down and sample.held != 0 and sample.use is not None and sample.use > 0.05
        sums["observed"] += 1
        sums["available"] += sample.up == 1
        sums["allocated"] += not down and sample.held == 1
        sums["busy"] += busy
        sums["effective"] += sample.use if busy else 0
    told_by = {"available": "up", "allocated": "held", "busy": "use", "effective": "use"}
    row = {step: sums[step] / TICKS if tells[told_by[step]] and sums["observed"] else None for step in STEPS}
    beside: Row = dict.fromkeys((f"{ONLY}minutes", f"{ONLY}available", f"{ONLY}allocated"))
    if only:
        is_told = tells["up"] and all(sample.up is not None for sample in only)
        beside[f"{ONLY}minutes"] = 60 * len(only) / TICKS / len(cards)
        beside[f"{ONLY}available"] = sum(sample.up for sample in only) / TICKS if is_told else None
        beside[f"{ONLY}allocated"] = sum(sample.held for sample in only) / TICKS
    observed = 60 * sums["observed"] / TICKS / len(cards)
    return {"installed": len(cards), **row, "queued": None, "observed_minutes": observed, **beside}


def ladder(truth: Truth, counters: frozenset[str]) -> Row:
    """Return the bands as shares of installed, the rates and the coverage of each step, as the table of definitions says."""
    sums: dict[str, float] = defaultdict(float)
    for row in truth.values():
        i, (a, h, b, e) = row["installed"], (row[step] for step in STEPS)
        o = i * (60 if row["observed_minutes"] is None else row["observed_minutes"]) / 60
        sums["installed"] += i
        only = i * (row.get(f"{ONLY}minutes") or 0) / 60
        up, held = row.get(f"{ONLY}available"), row.get(f"{ONLY}allocated") or 0
        sums["unallocated" if up is not None else "unallocated_or_out_of_service"] += (only if up is None else up) - held
        sums["out_of_service"] += 0 if up is None else only - up
        sums["allocated_use_unobserved"] += held
        sums["held"] += held
        sums["coverage_allocated"] += only
        sums["unobserved"] += i - o - only + ((o if a is None else a) if h is None else 0)
        if a is not None:
            sums["out_of_service"] += o - a
        if h is not None:
            sums["unallocated" if a is not None else "unallocated_or_out_of_service"] += (o if a is None else a) - h
            sums["held"] += h
        if h is not None and b is not None and len(counters) < 2:
            sums["held_idle"] += h - b
            sums["under_used" if e is not None else "busy_depth_unobserved"] += b - (e or 0)
            sums["effective"] += e or 0
        elif h is not None:
            sums["allocated_use_unobserved"] += h
        if None not in (a, h, b) and len(counters) < 2:
            sums["idle"] += a - b
            sums["coverage_idle"] += o
        for step, value in zip(STEPS, (a, h, b, e), strict=True):
            sums[f"coverage_{step}"] += o if value is not None else 0
    bands = {name: value / sums["installed"] for name, value in sums.items() if name not in ("installed", "held", "idle")}
    free, known = sums["unallocated"] + sums["unallocated_or_out_of_service"], sums["coverage_allocated"]
    rates = {"allocated_rate": sums["held"] / known if known else None, "unallocated_rate": free / known if known else None}
    idle = sums["idle"] / sums["coverage_idle"] if sums["coverage_idle"] else None
    return {name: value for name, value in {**bands, **rates, "idle_rate": idle}.items() if value is not None}


# Writing


def clock(tick: float, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return (DAY + dt.timedelta(seconds=30 * tick)).strftime(form)


def table(header: list[str], rows: list[list[object]], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def pieces(chance: random.Random, rows: list, most: int = 3) -> list[list]:
    """Return the rows in up to `most` pieces, cut anywhere, in any order."""
    cuts = sorted(chance.sample(range(1, len(rows)), min(chance.randrange(most), len(rows) - 1)))
    parts = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    chance.shuffle(parts)
    return parts


def named(chance: random.Random, texts: list[str], suffix: str) -> dict[str, str]:
    """Return the texts under names of their own, now and then one of them twice."""
    texts = [*texts, chance.choice(texts)] if len(texts) > 1 and chance.random() < 0.2 else texts
    return {f"part-{number}{suffix}": text for number, text in enumerate(texts)}


def made_cards(chance: random.Random, models: list[str], cluster: str, most: int = 8) -> list[Card]:
    """Return cards of one or two pools on some hosts, each sampled with gaps, late starts, early ends; held and used in turn."""
    step, begin = 2 * chance.choice((1, 1, 2, 5)), chance.choice((0, 0, chance.randrange(0, 240))) + TICKS * chance.choice((0, 8, 21, 22))
    length = chance.randrange(max(40, 12 * step), 360)
    cards: list[Card] = []
    for host in range(chance.randint(1, 3)):
        model, late = chance.choice(models), 2 * chance.randrange(step // 2)
        for number in range(chance.randint(1, min(4, most - len(cards)))):
            card = Card(cluster, model, f"node{host}", number, f"GPU-{host}{number}{chance.randrange(16**6):06x}")
            first, last = begin + late, begin + length
            if chance.random() < 0.2:
                first += step * chance.randrange(length // step // 2)
            if chance.random() < 0.2:
                last -= step * chance.randrange((last - first) // step // 2)
            moments = list(range(first, last, step))
            for _ in range(chance.choice((0, 0, 1, 2))):
                gap = chance.randrange(len(moments))
                moments = moments[: gap + 1] + moments[gap + chance.randint(1, 12) :]
            card.samples = dict(zip(moments, worked(chance, len(moments)), strict=True))
            cards.append(card)
        if len(cards) >= most:
            break
    if not any(len(card.samples) > 1 for card in cards):
        return made_cards(chance, models, cluster)
    return cards


def worked(chance: random.Random, count: int) -> list[Sample]:
    """Return `count` samples of a card that is held and used, held and idle, and free in turn."""
    found: list[Sample] = []
    while len(found) < count:
        held, busy, level = chance.random() < 0.6, chance.random() < 0.6, chance.randint(12, 90)
        for _ in range(chance.randint(5, 60)):
            percent = level + chance.randint(-6, 6) if held and busy else chance.choice((0, 0, 3)) * held
            found.append(Sample(percent / 100, int(held)))
    return found[:count]


# Prometheus


UTIL, SM = "DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_PROF_SM_ACTIVE"
NPU, HEALTH = "npu_chip_info_utilization", "npu_chip_info_health_status"


def prometheus(chance: random.Random) -> Case:
    is_npu = chance.random() < 0.25
    stated = chance.choice((None, None, "C1"))
    cards = made_cards(chance, chance.choice((["910B"], ["910B", "910C"]) if is_npu else (["A800"], ["A800", "H800"])), stated or "X")
    scheme = chance.choice(("exported_pod", "exported_pod", "pod", "exporter", None))
    _slices(chance, cards, is_npu)
    _telemetry(chance, cards, is_npu, scheme in ("exported_pod", "pod"))
    series = _series(chance, cards, is_npu, scheme, stated)
    counters = _observed(cards)
    late = {tick: chance.randrange(1, 300) / 1000 for card in cards for tick in card.samples} if chance.random() < 0.1 else {}
    late = {} if at_the_edge(cards) else late
    files, zone = _prometheus_files(chance, series, late)
    truth = card_hours(cards)
    used = frozenset(_counter(counters, key) for key, row in truth.items() if row["busy"] is not None)
    return Case(files, truth, {} if stated else {"cluster": "X"}, slack=0.02 if late else 1e-6, counters=used)


def _slices(chance: random.Random, cards: list[Card], is_npu: bool) -> None:
    """Divide some cards, from some moment on."""
    if is_npu or chance.random() < 0.75:
        return
    for card in chance.sample(cards, chance.randint(1, len(cards))):
        moments = sorted(card.samples)
        for at in moments[chance.choice((0, len(moments) // 2)) :]:
            card.samples[at].cut = True


def _telemetry(chance: random.Random, cards: list[Card], is_npu: bool, holders: bool) -> None:
    """Give each sample the values of its counters, blanks among them, and the health of NPUs."""
    counters = [NPU] if is_npu else chance.choice(([UTIL], [UTIL], [SM], [UTIL, SM]))
    partly = {card.host for card in cards if chance.random() < 0.4} if len(counters) > 1 and chance.random() < 0.5 else set()
    blanks, unseen = chance.choice((0, 0, 0.03)), chance.random() < 0.1 and holders
    healthy = is_npu and chance.random() < 0.8
    for card in cards:
        down = chance.randrange(100) if chance.random() < 0.3 else None
        for place, at in enumerate(sorted(card.samples)):
            sample = card.samples[at]
            if unseen and chance.random() < 0.1 and sample.held == 0:
                sample.use = 0.5
            if healthy:
                sample.up = None if chance.random() < blanks else int(down is None or not down <= place < down + 25)
                sample.use = 0.0 if sample.up == 0 else sample.use
            values = {UTIL: sample.use, NPU: sample.use, SM: round(sample.use / 2, 4)}
            is_blank = chance.random() < blanks
            own = [name for name in counters if name != SM or card.host not in partly]
            sample.values = {name: None if is_blank else values[name] for name in own}


def _observed(cards: list[Card]) -> dict[tuple, str]:
    """Set what is known of use and holder in each sample; return the counter that counts by cluster, pool and hour."""
    best: dict[tuple, str] = {}
    by_hour: dict[tuple, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for number, card in enumerate(cards):
        for at, sample in card.samples.items():
            for name, value in sample.values.items():
                if value is not None and not sample.cut:
                    by_hour[card.cluster, card.pool, at // TICKS][name].add(number)
    for key, by_name in by_hour.items():
        best[key] = min(by_name, key=lambda name: (-len(by_name[name]), name != SM))
    named = {(card.cluster, card.pool) for card in cards if any(sample.held for sample in card.samples.values())}
    for card in cards:
        hours = defaultdict(list)
        for at, sample in card.samples.items():
            sample.use = None if sample.cut else sample.values.get(best.get((card.cluster, card.pool, at // TICKS), ""))
            sample.held = None if sample.cut or (card.cluster, card.pool) not in named else sample.held
            hours[at // TICKS].append(sample)
        for samples in hours.values():
            unseen = [sample.held == 0 and (sample.use or 0) > 0.05 for sample in samples]
            nobody = any(unseen) and not any(sample.held == 1 for sample in samples)
            for sample, works in zip(samples, unseen, strict=True):
                sample.held = None if works or (nobody and sample.held == 0) else sample.held
    return best


def _counter(best: dict[tuple, str], key: tuple) -> str:
    """Return the counter of an hour, which samples of the hour before bring where it has none of its own."""
    return next(best[*key[:2], hour] for hour in range(key[2], -1, -1) if (*key[:2], hour) in best)


def _series(chance: random.Random, cards: list[Card], is_npu: bool, scheme: str | None, stated: str | None) -> dict[str, list]:
    """Return tick and value of each series by its labels (JSON); where nothing names holders the truth forgets them."""
    series: dict[str, list] = defaultdict(list)
    by = chance.choice(("uuid", "uuid", "uuid", "node", "address"))
    restart = chance.randrange(20, 300) + min(min(card.samples) for card in cards) if chance.random() < 0.4 else 10**6
    job = {"job": "npu" if is_npu else "gpu"} if chance.random() < 0.7 else {}
    for card in cards:
        for at, sample in card.samples.items():
            later = at >= restart
            labels = {**job, "model_name" if is_npu else "modelName": card.pool, "id" if is_npu else "gpu": str(card.number)}
            labels |= {"instance": f"10.0.{int(later)}.{card.host[-1]}:9400"} | ({"cluster": stated} if stated else {})
            labels |= {"vdie_id" if is_npu else "UUID": card.uuid} if by == "uuid" or sample.cut else {}
            labels |= {"node" if is_npu else "Hostname": card.host} if by == "node" else {}
            if scheme == "exporter":
                labels["pod"] = "dcgm-exporter-7xk2p" if later else "dcgm-exporter-b9zzq"
            elif scheme and sample.held:
                labels[scheme] = f"train-{card.host[-1]}"
            values = sample.values | ({HEALTH: sample.up} if sample.up is not None else {})
            for name, value in values.items():
                written = chance.choice(BLANKS["prometheus"]) if value is None else f"{value * (100 if name in (UTIL, NPU) else 1):g}"
                for part in ("1", "2") if sample.cut else ("",):
                    cut = {"GPU_I_ID": part, "GPU_I_PROFILE": "3g.40gb"} if part else {}
                    series[json.dumps({"__name__": name, **labels, **cut})].append((at, written))
            sample.held = sample.held if scheme in ("exported_pod", "pod") else None
    return series


def _prometheus_files(chance: random.Random, series: dict[str, list], late: dict[int, float]) -> tuple[dict[str, str], str]:
    """Return the files, each a part of the time of some of the series, and the zone that they state."""
    count, zone = chance.randint(1, 3), chance.choice(("UTC", "UTC", "+08:00"))
    parts: list[list] = [[] for _ in range(count)]
    for labels, values in series.items():
        for piece in pieces(chance, values, count):
            chance.choice(parts).append((json.loads(labels), piece))
    parts = [part for part in parts if part]
    if zone == "UTC":
        start = DAY.replace(tzinfo=dt.UTC).timestamp()
        answers = [
            [{"metric": labels, "values": [[start + 30 * at + late.get(at, 0), text] for at, text in values]} for labels, values in part]
            for part in parts
        ]
        texts = [json.dumps({"status": "success", "data": {"resultType": "matrix", "result": answer}}) for answer in answers]
        return named(chance, texts, ".json"), zone
    names = sorted({name for labels in series for name in json.loads(labels)})
    texts = [
        table(
            ["timestamp", *names, "value"],
            [
                [f"{DAY + dt.timedelta(seconds=30 * at + late.get(at, 0)):%Y-%m-%dT%H:%M:%S.%f}{zone}", *map(labels.get, names), text]
                for labels, values in part
                for at, text in values
            ],
        )
        for part in parts
    ]
    return named(chance, texts, ".csv"), zone


# nvidia-smi


def nvidia_smi(chance: random.Random) -> Case:
    cards = made_cards(chance, chance.choice((["NVIDIA A800"], ["NVIDIA A800", "NVIDIA H20"])), "X")
    names = chance.choice((["index", "uuid"], ["uuid"], ["index"], ["index", "uuid"]))
    names = ["hostname", *names] if names == ["index"] and chance.random() < 0.8 else names
    unit, is_held, blanks = chance.random() < 0.5, chance.random() < 0.5, chance.choice((0, 0, 0.04))
    late = chance.random() < 0.3 and not at_the_edge(cards)
    by_host: dict[str, list] = defaultdict(list)
    for card in cards:
        for at, sample in card.samples.items():
            sample.held, sample.use = None, None if chance.random() < blanks else round(sample.use, 2)
            by_host[card.host].append((at, card, sample))
    texts = []
    for rows in by_host.values():
        rows = sorted(rows, key=lambda row: (row[0], row[1].number))
        lines = []
        for at, card, sample in rows:
            value = chance.choice(BLANKS["nvidia_smi"]) if sample.use is None else f"{100 * sample.use:.0f}" + " %" * unit
            time = f"{clock(at, '%Y/%m/%d %H:%M:%S')}.{chance.randrange(1000 if late else 1):03}"
            own = {"index": card.number, "uuid": card.uuid, "hostname": card.host}
            lines.append([time, *(own[name] for name in names), card.pool, value])
        header = ["timestamp", *names, "name", "utilization.gpu" + " [%]" * unit]
        if chance.random() < 0.3:
            lines.insert(chance.randrange(len(lines)), header)
        texts += [table(header, piece).replace(",", ", ") for piece in pieces(chance, lines, 2)]
    truth = card_hours(cards)
    for row in truth.values() if is_held else ():
        row["available"] = row["allocated"] = row["installed"] * row["observed_minutes"] / 60
    chance.shuffle(texts)
    return Case(named(chance, texts, ".csv"), truth, {"cluster": "X", **(ALL if is_held else {})}, slack=0.05 if late else 1e-6)


# Jobs


def jobs(chance: random.Random) -> Case:
    """A day's jobs, some of them running when it began: then it is said from when on they are listed."""
    is_said = chance.random() < 0.7
    begin = 2 * chance.randrange(60) + TICKS * chance.choice((0, 9, 22))
    every, count = chance.randint(4, 14), chance.randint(10, 30)
    pools = chance.choice((["p"], ["train", "infer"]))
    is_slurm, has_cluster = chance.random() < 0.6, chance.random() < 0.3
    found = []
    for number in range(count):
        submit = begin + 2 * (number * every // 2)
        start = submit + 2 * chance.choice((0, 0, chance.randrange(40)))
        end = start + 2 * chance.randint(1, 70)
        if is_said and chance.random() < 0.2:
            submit, start = submit - 400, start - 400
            end = max(end - 300, begin + 2)
        kind = chance.choice(("done", "done", "done", "done", "running", "waiting", "cancelled"))
        found.append({"kind": kind, "submit": submit, "start": start, "end": end, "cards": chance.choice((1, 2, 4, 8)), "tasks": 1})
    last = max([job["submit"] for job in found] + [job["end"] for job in found if job["kind"] != "waiting" and job["kind"] != "running"])
    last = max([last, *(job["start"] for job in found if job["kind"] == "running")])
    for job in found:
        job["pool"], job["tres"] = chance.choice(pools), job["cards"]
        if job["kind"] == "waiting" and is_slurm and chance.random() < 0.5:
            job["tasks"] = chance.randint(2, 5)
    first = begin + (2 * chance.randrange(10) if is_said else 0)
    header, rows = (_sacct if is_slurm else _job_table)(chance, found)
    if has_cluster:
        header, rows = [*header, "Cluster"], [[*row, "X"] for row in rows]
    text = [table(header, part, "|" if is_slurm else ",") for part in pieces(chance, rows)]
    constants = {"jobs_listed": "all", "installed_card_hours": "400"} | ({} if has_cluster else {"cluster": "X"})
    constants |= {"listed_from": clock(first)} if is_said else {}
    if "pool" not in header and "Partition" not in header:
        constants["pool"] = "p"
    return Case(named(chance, text, ".txt" if is_slurm else ".csv"), _job_hours(found, first, last), constants)


def _sacct(chance: random.Random, found: list[dict]) -> tuple[list[str], list[list]]:
    def moment(tick: int) -> str:
        return clock(tick, "%Y-%m-%dT%H:%M:%S")

    rows = []
    for number, job in enumerate(found, 100):
        job_id = f"{number}_[1-{job['tasks']}%2]" if job["tasks"] > 1 else str(number)
        gres = f"billing=8,cpu=16,gres/gpu:a800={job['cards']},gres/gpu={job['cards']},mem=64G,node=1"
        start, end = moment(job["start"]), moment(job["end"])
        kinds = {
            "done": (start, end, chance.choice(("COMPLETED", "FAILED", "TIMEOUT")), gres),
            "running": (start, "Unknown", "RUNNING", gres),
            "waiting": ("Unknown", "Unknown", "PENDING", ""),
            "cancelled": (chance.choice(("None", "Unknown")), end, "CANCELLED by 1001", ""),
        }
        start, end, state, held = kinds[job["kind"]]
        rows.append([job_id, job["pool"], moment(job["submit"]), start, end, state, held, gres])
        if job["kind"] == "done" and chance.random() < 0.3:
            rows.append([f"{job_id}.batch", "", moment(job["start"]), start, end, state, gres, ""])
    return ["JobID", "Partition", "Submit", "Start", "End", "State", "AllocTRES", "ReqTRES"], rows


def _job_table(chance: random.Random, found: list[dict]) -> tuple[list[str], list[list]]:
    rows = []
    for number, job in enumerate(found):
        start = "" if job["kind"] in ("waiting", "cancelled") else clock(job["start"])
        end = "" if job["kind"] in ("waiting", "running") else clock(job["end"])
        state = {"done": "Succeeded", "running": "Running", "waiting": "Pending", "cancelled": "Cancelled"}[job["kind"]]
        rows.append([f"j{number}", job["pool"], clock(job["submit"]), start, end, state, job["cards"]])
    chance.shuffle(rows)
    return ["job_id", "pool", "submit_time", "start_time", "end_time", "state", "gpu_num"], rows


def _job_hours(found: list[dict], first: int, last: int) -> Truth:
    truth: Truth = {}
    for pool in {job["pool"] for job in found}:
        for hour in range(first // TICKS, (last - 1) // TICKS + 1):
            span = range(max(first, hour * TICKS), min(last, (hour + 1) * TICKS))
            held = queued = 0
            for job in (job for job in found if job["pool"] == pool):
                began = job["start"] if job["kind"] in ("done", "running") else None
                ended = job["end"] if job["kind"] in ("done", "cancelled") else last
                for tick in span:
                    held += job["cards"] * (began is not None and began <= tick < ended)
                    queued += job["cards"] * job["tasks"] * (job["submit"] <= tick < (ended if began is None else began))
            row = dict.fromkeys(USAGE, None) | {"installed": 400, "allocated": held / TICKS, "queued": queued / TICKS}
            truth["X", pool, hour] = row | {"observed_minutes": len(span) / 2}
    return truth


# Nodes


def nodes(chance: random.Random) -> Case:
    step, begin = 2 * chance.choice((1, 5, 10, 15)), 2 * chance.randrange(90) + TICKS * chance.choice((0, 9, 22))
    each, has_each = chance.choice((1, 8)), chance.random() < 0.5
    pools, header = chance.choice((["p"], ["a", "b"])), "nodes"
    if each == 1:
        header, has_each = chance.choice(("gpus", "")), False
    truth: Truth = {}
    rows = []
    for pool in pools:
        moments = [begin + step * number for number in range(chance.randint(4, 360 // step)) if number < 2 or chance.random() > 0.1]
        total, counts = chance.randint(4, 16), {}
        for at in moments:
            total = total if chance.random() < 0.9 else chance.randint(4, 16)
            counts[at] = (chance.randint(0, total), total)
            rows.append([clock(at), *counts[at], *([each] if has_each else []), pool])
        _node_hours(truth, ("X", pool), counts, each)
    names = [f"active_{header}".strip("_"), f"total_{header}".strip("_"), *(["gpus_per_node"] if has_each else []), "pool"]
    rows.sort(key=lambda row: row[0]) if chance.random() < 0.7 else chance.shuffle(rows)
    constants = {"cluster": "X"} | ({"cards_per_node": "8"} if each > 1 and not has_each else {})
    return Case(named(chance, [table(["time", *names], part) for part in pieces(chance, rows)], ".csv"), truth, constants)


def _node_hours(truth: Truth, pool: tuple, counts: dict[int, tuple[int, int]], each: int) -> None:
    moments = sorted(counts)
    hours: dict[int, list] = defaultdict(list)
    for at, end in spans(moments, interval_of(moments)):
        for tick in range(at, end):
            hours[tick // TICKS].append(counts[at])
    for hour, seen in hours.items():
        row = dict.fromkeys(USAGE, None) | {"installed": each * sum(total for _, total in seen) / len(seen)}
        truth[*pool, hour] = row | {"allocated": each * sum(active for active, _ in seen) / TICKS, "observed_minutes": len(seen) / 2}


# Request logs


def inference(chance: random.Random) -> Case:
    services, models = chance.choice(([None], ["chat", "code"])), chance.choice((["m"], ["m", "n"]))
    begin, log = 2 * chance.randrange(100), []
    for _ in range(chance.randint(3, 60)):
        tokens = (chance.randrange(2000), chance.randrange(800)) if chance.random() < 0.9 else (None, None)
        log.append((begin + chance.randrange(360), chance.choice(services), chance.choice(models), *tokens))
    log.sort(key=lambda each: each[0])
    parts = pieces(chance, log)
    if chance.random() < 0.5:
        header = ["timestamp", "service", "model", "prompt_tokens", "completion_tokens"]
        texts = [table(header, [[clock(at), *rest] for at, *rest in part]) for part in parts]
        files = named(chance, texts, ".csv")
    else:
        start = int(DAY.replace(tzinfo=dt.UTC).timestamp())
        texts = [
            "\n".join(
                json.dumps(
                    {"created": start + 30 * at, "service": service, "model": model}
                    | {"usage": None if given is None else {"prompt_tokens": given, "completion_tokens": made}}
                )
                for at, service, model, given, made in part
            )
            for part in parts
        ]
        files = named(chance, texts, ".jsonl")
    truth = _request_hours(log)
    return Case(files, truth, {"service": "s"} if services == [None] else {}, "requests")


def _request_hours(log: list[tuple]) -> Truth:
    first, last = log[0][0], log[-1][0]
    truth: Truth = {}
    for service, model in {each[1:3] for each in log}:
        for hour in range(first // TICKS, max(first, last - 1) // TICKS + 1):
            # What the last request reaches into an hour by nothing belongs to the hour before.
            own = [each for each in log if each[1:3] == (service, model) and min(each[0], max(last - 1, first)) // TICKS == hour]
            row: Row = {"requests": len(own), "observed_minutes": (min(last, (hour + 1) * TICKS) - max(first, hour * TICKS)) / 2}
            for name, place in (("input", 3), ("output", 4)):
                known = [each[place] for each in own if each[place] is not None]
                row[f"{name}_tokens"] = sum(known) if known else (None if own else 0)
                row[f"median_{name}_tokens"] = median(known) if known else None
            truth[service or "s", model, hour] = row
    return truth


# Tables of usage


def delimited(chance: random.Random) -> Case:
    step = chance.choice((TICKS, TICKS, 10, 30))
    suffix, given = chance.choice(("", "_card_hours")), [name for name in STEPS if chance.random() < 0.7]
    offset, column = chance.choice((("", []), ("+08:00", []), ("", ["Asia/Shanghai"])))
    truth: Truth = {}
    rows = []
    begin, cells = TICKS * chance.choice((0, 9, 22)), chance.choice((0, 0, 0.04))
    for pool in chance.choice((["p"], ["a", "b"])):
        total, by_time = chance.randint(4, 64), {}
        for at in range(begin, begin + chance.choice((4, 6)) * TICKS // (1 if step == TICKS else 2), step):
            if at > begin + 2 * step and chance.random() < 0.06:
                continue
            row, most = {"installed": total}, total
            for name in given:
                most = round(chance.uniform(0.3, 1) * most, 2)
                row[name] = None if chance.random() < cells else most
            by_time[at] = row
        for at, row in by_time.items():
            factor = step / TICKS if suffix else 1
            written = ["" if row[name] is None else f"{row[name] * factor:.10g}" for name in ("installed", *given)]
            rows.append([f"{clock(at)}{offset}", "X", pool, *written, *column])
        _table_hours(truth, pool, by_time, step)
    header = ["hour", "cluster", "pool", *(f"{name}{suffix}" for name in ("installed", *given)), *(["zone"] if column else [])]
    chance.shuffle(rows)
    separator = chance.choice((",", "\t", ";"))
    return Case(named(chance, [table(header, part, separator) for part in pieces(chance, rows)], ".csv"), truth)


def _table_hours(truth: Truth, pool: str, by_time: dict[int, Row], step: int) -> None:
    for hour in {at // TICKS for at in by_time}:
        seen = [row for at, row in by_time.items() if at // TICKS == hour]
        row: Row = dict.fromkeys(USAGE, None) | {"installed": sum(each["installed"] for each in seen) / len(seen)}
        for name in seen[0].keys() - {"installed"}:
            values = [each[name] for each in seen]
            row[name] = None if None in values else sum(values) * step / TICKS
        truth["X", pool, hour] = row | {"observed_minutes": None if step == TICKS else len(seen) * step / 2}


# What the product says


READERS = {each.__name__: each for each in (prometheus, nvidia_smi, jobs, nodes, inference, delimited)}


def case_of(reader: str, seed: int) -> Case:
    """Return the case of one reader and seed, the same each time."""
    return READERS[reader](random.Random(f"{reader} {seed}"))


def rows_of(reader: str, case: Case, seed: int):
    """Return the rows that are read of the files, given in any order. Refused where they are, or where a row has an error."""
    from data.check import checked_files
    from data.mapping import Match
    from data.read import File
    from data.schema import Refused
    from data.tables import DATASETS

    with tempfile.TemporaryDirectory() as folder:
        for name, text in case.files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        files = [File(Path(folder) / name, name) for name in case.files]
        random.Random(seed).shuffle(files)
        mapping = {name: Match(constant=value) for name, value in case.constants.items()}
        found = checked_files(files, DATASETS[case.dataset], mapping=mapping)
    if found.errors:
        raise Refused(*found.errors)
    assert found.reader == reader, found.reader
    return found.good


def _other_rows(rows, case: Case) -> Iterator[str]:
    key = ("cluster", "pool", "hour") if case.dataset == "usage" else ("service", "model", "start")
    columns = {**{name: f"{name}_card_hours" for name in USAGE}, **{name: name for name in MINUTES}}
    columns = columns if case.dataset == "usage" else {name: name for name in REQUESTS}
    seen: Truth = {}
    for row in rows.to_dict("records"):
        hour = (row[key[2]] - DAY).total_seconds() / 3600
        seen[row[key[0]], row[key[1]], int(hour) if hour == int(hour) else hour] = {
            name: None if row[column] != row[column] or row[column] is None else float(row[column]) for name, column in columns.items()
        }
    for place in sorted({*seen, *case.truth}, key=str):
        if place not in seen or place not in case.truth:
            yield f"{place}: a row {'too many' if place in seen else 'missing'}"
        else:
            # What is late by milliseconds is late by that for each card.
            yield from _others(str(place), seen[place], case.truth[place], case.slack * 20 if case.slack > 1e-3 else 1e-6)


def _others(place: str, seen: Row, true: Row, slack: float) -> Iterator[str]:
    for name in sorted({*seen, *true}):
        one, other = seen.get(name), true.get(name)
        if (one is None) != (other is None) and not (place == "in all" and "rate" not in name and not one and not other):
            yield f"{place} {name}: {one} for {other}"
        elif one is not None and other is not None and abs(one - other) > slack:
            yield f"{place} {name}: {one:.6g} for {other:.6g}"


def _seen(rows: dict[int, object]) -> dict[int, Row]:
    """Return the bands, rates and coverage that a reader of the page would see, of the rows of each case as a cluster of its own."""
    import ibis
    import pandas as pd

    from analysis import idle

    every = pd.concat([frame.assign(cluster=str(seed), source_id="s") for seed, frame in rows.items()], ignore_index=True)
    connection = ibis.duckdb.connect()
    try:
        sums = idle.sums(idle.hours(connection.create_table("usage", every)), ("cluster",)).to_pandas()
    finally:
        connection.disconnect()
    rates, bands = (result(sums, ("cluster",)).frame.set_index("cluster") for result in (idle.idle_rates, idle.idle_ladder))
    shown = rates.join(bands[[band for band in idle.BANDS if band in bands]])
    shown = shown[[name for name in shown if name in (*idle.BANDS, *SHOWN)]].astype(object)
    return {int(seed): row.where(row.notna(), None).to_dict() for seed, row in shown.iterrows()}


def outcomes(reader: str, seeds: range) -> dict[int, tuple[str, list[str]]]:
    """Return for each seed: equal, refused with its code, or wrong, and a line for each figure that is not the truth's."""
    from data.schema import Refused

    cases = {seed: case_of(reader, seed) for seed in seeds}
    found: dict[int, list[str]] = {}
    refused: dict[int, str] = {}
    rows: dict[int, object] = {}
    for seed, case in cases.items():
        try:
            rows[seed] = rows_of(reader, case, seed)
            found[seed] = list(_other_rows(rows[seed], case))
        except Refused as refusal:
            refused[seed] = f"refused {refusal.problems[0].code}"
    if rows and reader != "inference":
        for seed, seen in _seen(rows).items():
            true = {name: value for name, value in ladder(cases[seed].truth, cases[seed].counters).items() if name in seen or value}
            found[seed] += _others("in all", seen, {name: true.get(name) for name in {*seen, *true} & {*seen, *SHOWN}}, cases[seed].slack)
    return {seed: (refused[seed], []) if seed in refused else ("wrong" if found[seed] else "equal", found[seed]) for seed in seeds}


def main() -> int:
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
