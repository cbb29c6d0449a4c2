"""Answers of Prometheus, as JSON and as CSV."""

import datetime as dt
import json
import random
from collections import defaultdict

from tests.telemetry.cards import Card, at_the_edge, card_hours, made_cards
from tests.telemetry.case import DAY, TICKS, Case, named, pieces, table

BLANKS = ("NaN", "2147483632", "-1")
UTIL, SM = "DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_PROF_SM_ACTIVE"
NPU, HEALTH = "npu_chip_info_utilization", "npu_chip_info_health_status"


def prometheus(chance: random.Random) -> Case:
    is_npu = chance.random() < 0.25
    stated = chance.choice((None, None, "C1"))
    cards = made_cards(chance, chance.choice((["910B"], ["910B", "910C"]) if is_npu else (["A800"], ["A800", "H800"])), stated or "X")
    scheme = chance.choice(("exported_pod", "exported_pod", "pod", "exporter", None))
    slices(chance, cards, is_npu)
    _telemetry(chance, cards, is_npu, scheme in ("exported_pod", "pod"))
    series = _series(chance, cards, is_npu, scheme, stated)
    counters = _observed(cards)
    late = {tick: chance.randrange(1, 300) / 1000 for card in cards for tick in card.samples} if chance.random() < 0.1 else {}
    late = {} if at_the_edge(cards) else late
    files, zone = _prometheus_files(chance, series, late)
    truth = card_hours(cards)
    used = frozenset(_counter(counters, key) for key, row in truth.items() if row["busy"] is not None)
    return Case(files, truth, {} if stated else {"cluster": "X"}, slack=0.02 if late else 1e-6, counters=used)


def slices(chance: random.Random, cards: list[Card], is_npu: bool) -> None:
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
                written = chance.choice(BLANKS) if value is None else f"{value * (100 if name in (UTIL, NPU) else 1):g}"
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
