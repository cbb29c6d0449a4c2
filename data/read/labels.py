"""What the labels of an exporter's series say: which card, of which model and pool, whether a slice of it, and whether something holds it.

A card is its UUID (vdie_id), else its number on its host. An exporter's own pod, or its address, is a poor name of a host: it changes
when the exporter starts anew, and is used only where nothing better is given and all the cards so named are seen side by side. Where cards
cannot be told apart the file is refused, with the labels to keep.

A card is held while a series of it names a workload. `exported_pod` and its like are the workload's own. `pod` is the workload's where
the exporter's labels are honoured, and the exporter itself where they are not: it is the exporter where series of the same scrape job have
`exported_pod`, and where all of them have a pod that is called, or placed, like an exporter's. A scrape job of which no series of a pool
names a workload says nothing of who holds these cards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from data.metrics import METRICS
from data.schema import Problem, Refused

KNOWN = {metric.name: metric for metric in METRICS}
_CARD = ("UUID", "uuid", "gpu_uuid", "GPU_UUID", "vdie_id", "vdieID")
_SEVERAL = re.compile(r"all|.*[,;+].*|\d+-\d+", re.IGNORECASE)
"""How a number names several cards at once."""
_NUMBER = ("gpu", "id", "npu_id", "npuID", "device_id", "minor_number", "index", "minor", "device")
_HOST = ("Hostname", "hostname", "kubernetes_node", "node", "node_name", "nodeName", "host", "exported_node")
_SITE = ("cluster", "k8s_cluster", "kubernetes_cluster", "cluster_name", "clusterName", "datacenter", "dc", "site", "region", "zone")
"""Labels that tell hosts of one name apart."""
_ADDRESS = ("instance", "exported_instance")
_MODEL = ("modelName", "model_name", "model", "name", "gpu_name")
_HELD = ("exported_pod", "exported_container", "exported_namespace", "pod_name", "podName", "container_name", "containerName", "hpc_job")
_SLICE = ("GPU_I_ID", "GPU_I_PROFILE", "mig_profile", "vnpu_id", "v_dev_id", "vNPU")
_GENERATED = re.compile(r"-[bcdfghjklmnpqrstvwxz2456789]{5}$")
"""How Kubernetes ends the names of pods that a daemon set or a job makes."""
_OWN = re.compile(r"exporter|dcgm|prometheus|telegraf|node-agent|gpu-metrics|device-plugin", re.IGNORECASE)
_OWN_PLACES = re.compile(r"monitor|prometheus|observab|metrics|gpu-operator|kube-system|exporter|telemetry", re.IGNORECASE)
_UNTOLD = "–"
_NONE = frozenset({"", "-", "--", "–", "—", "<none>", "<nil>", "<no value>", "none", "nil", "null", "n/a", "无"})
"""How exporters and queries write that a label has no value: a pod so called is none."""


def series_of(labels: Sequence[Mapping[str, str]], spans: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return what each series is, and notes.

    spans: first and last time of each series (null: it has no sample). Returned: metric (position in METRICS, null: not read), cluster,
    pool, model, pool_code, card (its name), card_code, cut (it is of a slice), job (its scrape job), held (1: it names a workload, 0: it
    does not where others do, null: unknown). Refused where no metric is known, or where cards cannot be told apart.
    """
    labels = [{name: text for name, text in each.items() if text.strip().casefold() not in _NONE} for each in labels]
    rank = {name: position for position, name in enumerate(KNOWN)}
    names = [each.get("__name__", "") for each in labels]
    series = pd.DataFrame(
        {
            "metric": [rank.get(name) for name in names],
            "maker": [KNOWN[name].vendor if name in KNOWN else None for name in names],
            "cluster": [each.get("cluster") or None for each in labels],
            "model": [first(each, _MODEL) or None for each in labels],
            "job": [each.get("job", "") for each in labels],
            "cut": [any(each.get(name) for name in _SLICE) or first(each, _CARD).startswith("MIG-") for each in labels],
            **spans.to_dict("series"),
        }
    ).astype({"metric": "float64", "maker": "object", "cluster": "object", "model": "object"})
    _known_metric(names, series)
    known = series["metric"].notna()
    series["card"] = _cards([each if there else {} for each, there in zip(labels, known, strict=True)], series)
    for name in ("cluster", "model"):
        stated = series.dropna(subset=name).sort_values(name).drop_duplicates("card").set_index("card")[name]
        series[name] = series["card"].map(stated).astype("object").where(lambda each: each.notna(), None)
    series["pool"] = series["model"].fillna(series["maker"])
    series["pool_code"] = series.groupby(["cluster", "pool"], dropna=False, sort=False).ngroup()
    series["card_code"] = series.groupby(["pool_code", "card"], sort=False).ngroup()
    series["held"] = _held(labels, series)
    return series, (*_notes(names, series), *_unmapped(labels, series))


def first(labels: Mapping[str, str], names: tuple[str, ...]) -> str:
    """Return the first of these labels that is given; one that says nothing is the same as none."""
    return next((labels[name] for name in names if labels.get(name)), "")


def _known_metric(names: list[str], series: pd.DataFrame) -> None:
    if series["metric"].notna().any():
        return
    if not any(names):
        raise Refused(Problem("read.prometheus_nameless", values={"count": len(names)}))
    found = ", ".join(dict.fromkeys(filter(None, names)))[:200]
    raise Refused(Problem("read.prometheus_metrics", values={"found": found, "names": ", ".join(KNOWN)}))


def _cards(labels: Sequence[Mapping[str, str]], series: pd.DataFrame) -> list[str]:
    """Return what each series calls its card; nothing where its metric is not read. Refused where cards cannot be told apart."""
    uuids = [_uuid(each) for each in labels]
    hosts = [_host(each) for each in labels]
    places = [
        (first(each, _SITE), host, number) if host and (number := _number(each)) else None
        for each, (host, _) in zip(labels, hosts, strict=True)
    ]
    by_place: dict[tuple, set[str]] = {}
    for place, uuid in zip(places, uuids, strict=True):
        if place and uuid:
            by_place.setdefault(place, set()).add(uuid)
    if several := next((n for each, uuid in zip(labels, uuids, strict=True) if not uuid and _SEVERAL.fullmatch(n := _number(each))), None):
        raise Refused(Problem("read.cards_together", values={"found": several}))
    found = []
    for each, uuid, place in zip(labels, uuids, places, strict=True):
        same = by_place.get(place, set())
        if each and not uuid and (place is None or len(same) > 1):
            raise Refused(Problem("read.prometheus_cards", values={"found": _shown(each)}))
        found.append(uuid or (next(iter(same)) if same else "/".join(place) if place else ""))
    _joined(series, uuids, places)
    _one_address(labels, series, [None if uuid else place for uuid, place in zip(uuids, places, strict=True)])
    _side_by_side(
        series.assign(
            place=places,
            named=[bool(uuid) or place in by_place for uuid, place in zip(uuids, places, strict=True)],
            weak=[weak for _, weak in hosts],
        )
    )
    return found


def _uuid(labels: Mapping[str, str]) -> str:
    """Return the UUID of the whole card: that of a replica (GPU-…::2) or of a slice of the older form (MIG-GPU-…/1/0) is the card's."""
    uuid = first(labels, _CARD).split("::")[0]
    if not uuid.startswith("MIG-"):
        return uuid
    return uuid.removeprefix("MIG-").split("/")[0] if uuid.startswith("MIG-GPU-") else ""


def _number(labels: Mapping[str, str]) -> str:
    return first(labels, _NUMBER).removeprefix("nvidia")


def _host(labels: Mapping[str, str]) -> tuple[str, bool]:
    """Return the best name of the host, and whether it may change when the exporter starts anew."""
    names = [labels[name] for name in _HOST if labels.get(name)]
    if lasting := next((name for name in names if name != labels.get("pod") and not _GENERATED.search(name)), ""):
        return lasting, False
    address = first(labels, _ADDRESS).rsplit(":", 1)[0]
    return address or (names[0] if names else ""), True


def _one_address(labels: Sequence[Mapping[str, str]], series: pd.DataFrame, places: list[tuple | None]) -> None:
    """Refuse where one host and number is scraped at two addresses at once: hosts of one name, whose cards would be one where all idle."""
    frame = series[["metric", "job", "first", "last"]].assign(place=places, address=[first(each, _ADDRESS) for each in labels])
    frame = frame[frame["place"].notna() & (frame["address"] != "")].dropna(subset=["metric", "first"])
    spans = frame.groupby(["metric", "job", "place", "address"]).agg({"first": "min", "last": "max"}).reset_index().sort_values("first")
    at_once = spans["first"] <= spans.groupby(["metric", "job", "place"])["last"].shift()
    if at_once.any():
        place = spans.loc[at_once, "place"].iloc[0]
        raise Refused(Problem("read.prometheus_cards", values={"found": _shown(labels[places.index(place)])}))


def _joined(series: pd.DataFrame, uuids: list[str], places: list[tuple | None]) -> None:
    """Refuse where one metric names cards by UUID alone and another by number alone: the same card would be two."""
    frame = series.assign(
        bare=[bool(uuid) and not place for uuid, place in zip(uuids, places, strict=True)],
        numbered=[not uuid and bool(place) for uuid, place in zip(uuids, places, strict=True)],
    )
    mixed = frame[frame["metric"].notna()].groupby("maker")[["bare", "numbered"]].any().all(axis=1)
    if mixed.any():
        raise Refused(Problem("read.prometheus_two_names"))


def _side_by_side(series: pd.DataFrame) -> None:
    """Refuse where a host that is known by a passing name alone comes before or after another: it may be one host started anew."""
    passing = series[series["weak"] & series["place"].notna() & series["metric"].notna()].dropna(subset=["first"])
    if passing["named"].all():
        return
    places = passing["place"].tolist()
    hosts = passing.assign(number=[number for *_, number in places], host=[place[:2] for place in places])
    spans = hosts.groupby(["maker", "number", "host"]).agg(first=("first", "min"), last=("last", "max"), named=("named", "all"))
    for _, of_number in spans.reset_index().groupby(["maker", "number"]):
        bare = of_number[~of_number["named"].astype(bool)]
        if bare.empty:
            continue
        if of_number["first"].max() > bare["last"].min() or bare["first"].max() > of_number["last"].min():
            names = ", ".join(sorted("/".join(filter(None, host)) for host in of_number["host"]))[:200]
            raise Refused(Problem("read.prometheus_restarts", values={"found": names}))


def _held(labels: Sequence[Mapping[str, str]], series: pd.DataFrame) -> pd.Series:
    """Return whether each series names a workload; null where none of its scrape job and metric does in its pool."""
    work = np.array([bool(first(each, _HELD)) for each in labels])
    pods = np.array([each.get("pod", "") for each in labels], dtype=object)
    exported = pd.Series(work).groupby(series["job"]).transform("any").to_numpy()
    named = np.array([bool(pod) for pod in pods])
    every = pd.Series(named).groupby(series["job"]).transform("all").to_numpy()
    own = np.array([_is_own(each) for each in labels]) | (every & _one_a_host(labels, series))
    held = pd.Series(work | (named & ~exported & ~own), dtype="float64")
    return held.where(held.groupby([series["pool_code"], series["job"], series["metric"]], dropna=False).transform("max") == 1)


def _is_own(labels: Mapping[str, str]) -> bool:
    """Return whether `pod` is called, or placed, like an exporter's; what a node starts by itself is called after it."""
    pod, job = labels.get("pod", ""), labels.get("job", "").rsplit("/", 1)[-1]
    of_job = bool(job) and bool(_GENERATED.search(pod)) and pod.startswith(job + "-")
    of_host = bool(host := first(labels, _HOST)) and pod.endswith(f"-{host}")
    placed = bool(_OWN_PLACES.search(labels.get("namespace", "")))
    return bool(pod) and (bool(_OWN.search(pod)) or pod == labels.get("Hostname") or of_job or of_host or placed)


def _one_a_host(labels: Sequence[Mapping[str, str]], series: pd.DataFrame) -> np.ndarray:
    """Return which series are of a scrape job whose pods have generated names and hold all cards of a host, one after the other, as an
    exporter's do."""
    frame = pd.DataFrame(
        {
            "job": series["job"],
            "host": [first(each, (*_ADDRESS, *_HOST)) for each in labels],
            "pod": [each.get("pod", "") for each in labels],
        }
    )
    spans = frame.assign(first=series["first"], last=series["last"]).dropna(subset="first")
    spans = spans.groupby(["job", "host", "pod"], as_index=False).agg(first=("first", "min"), last=("last", "max"))
    spans = spans.sort_values(["job", "host", "first"])
    at_once = spans["first"] <= spans.groupby(["job", "host"])["last"].shift()
    together = spans.assign(at_once=at_once).groupby("job")["at_once"].any()
    generated = frame["pod"].map(lambda pod: bool(_GENERATED.search(pod))).groupby(frame["job"]).transform("all").to_numpy()
    return generated & ~frame["job"].map(together).fillna(True).to_numpy(dtype=bool)


def _shown(labels: Mapping[str, str]) -> str:
    return ", ".join(f'{name}="{value}"' for name, value in labels.items())[:200] or _UNTOLD


def _notes(names: list[str], series: pd.DataFrame) -> list[Problem]:
    others = [name for name in dict.fromkeys(names) if name and name not in KNOWN]
    nameless = sum(not name for name in names)
    cut = series["cut"] & series["metric"].notna()
    said = []
    if others:
        said.append(Problem("read.prometheus_not_read", values={"names": ", ".join(others)[:200]}, severity="note"))
    if nameless:
        said.append(Problem("read.prometheus_nameless", values={"count": nameless}, severity="note"))
    if cut.any():
        values = {"count": int(cut.sum()), "cards": int(series.loc[cut, "card_code"].nunique())}
        said.append(Problem("read.prometheus_slices", values=values, severity="note"))
    if (series["metric"].notna() & series["model"].isna()).any():
        unnamed = series.loc[series["metric"].notna() & series["model"].isna(), "pool"].unique()
        said.append(Problem("read.no_model", values={"names": ", ".join(sorted(unnamed))}, severity="note"))
    return said


def _unmapped(labels: Sequence[Mapping[str, str]], series: pd.DataFrame) -> tuple[Problem, ...]:
    """Return a note where pods are named, and none of them is a workload's."""
    named = any(each.get("pod") for each in labels)
    return (Problem("read.prometheus_own_pod", severity="note"),) if named and series["held"].isna().all() else ()
