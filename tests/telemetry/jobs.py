"""Tables of jobs, of Slurm and of others."""

import random

from tests.telemetry.case import TICKS, USAGE, Case, Truth, clock, named, pieces, table


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
