"""Request logs, as CSV and as JSON Lines."""

import datetime as dt
import json
import random
from statistics import median

from tests.telemetry.case import DAY, TICKS, Case, Row, Truth, clock, named, pieces, table


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
