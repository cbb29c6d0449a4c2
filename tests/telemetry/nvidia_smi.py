"""Logs of nvidia-smi, one host or several."""

import random
from collections import defaultdict

from tests.telemetry.cards import at_the_edge, card_hours, made_cards
from tests.telemetry.case import Case, clock, named, pieces, table

BLANKS = ("[N/A]", "[Not Supported]", "")
ALL = {"available_card_hours": "100%", "allocated_card_hours": "100%"}


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
            value = chance.choice(BLANKS) if sample.use is None else f"{100 * sample.use:.0f}" + " %" * unit
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
