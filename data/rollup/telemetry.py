"""What raw telemetry is called: one row per card and sample, its columns, and which of a file's columns are read as them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.mapping import Match, suggested
from data.metrics import METRICS
from data.schema import Column, Dataset, Problem, Refused, Text

_COUNTERS = tuple(metric.name for metric in METRICS if metric.meaning == "utilization")


def _column(name: str, en: str, zh: str, *synonyms: str, kind: str = "text", unit: str | None = None, required: bool = False) -> Column:
    return Column(name, kind, Text(en, zh), unit=unit, required=required, synonyms=synonyms)


TELEMETRY = Dataset(
    "telemetry",
    Text("Raw telemetry", "原始遥测"),
    Text("One row per card and sample.", "每张加速卡每次采样一行。"),
    (
        _column("cluster", "Cluster", "集群", "cluster name", "cluster id", "集群名称", required=True),
        _column("pool", "Pool", "资源池", "vc", "partition", "queue", "virtual cluster", "pool id", "分区", "队列", required=True),
        _column(
            "card", "Card", "加速卡", "uuid", "gpu uuid", "card id", "gpu id", "npu id", "vdie_id", "gpu", "device", "卡号", required=True
        ),
        _column("host", "Host", "主机", "hostname", "node", "node name", "instance", "节点"),
        _column("slice", "Slice of the card", "切分实例", "gpu_i_id", "gpu_i_profile", "mig_profile", "mig", "vnpu_id", "v_dev_id", "vnpu"),
        _column("time", "Time", "时间", "timestamp", "ts", "datetime", "sampled at", "采样时间", "时刻", kind="instant", required=True),
        _column("utilization", "Utilization", "利用率", *_COUNTERS, "gpu util", "utilization.gpu", "util", "sm active", unit="fraction"),
        _column("allocated", "Allocated", "已分配", "is allocated", "held", "占用", kind="flag"),
        _column("job", "Job", "任务", "job id", "exported_pod", "pod name", "pod", "任务号", "作业"),
        _column(
            "available", "Available", "可用", "healthy", "health", "health status", "npu_chip_info_health_status", "健康状态", kind="flag"
        ),
        _column("zone", "Time zone", "时区", "timezone", "tz"),
        _column("region", "Region", "地区", "province", "省份"),
        _column("owner", "Owner", "所有者", "tenant", "租户"),
        _column("model", "Card model", "加速卡型号", "gpu model", "modelname", "model name", "卡型", "型号"),
        _column("counter", "Activity counter", "活跃度计数器", "metric"),
    ),
    key=("cluster", "pool", "card", "time"),
)
"""Memory, temperature, power and the like have no column in `usage` and are not read. Without utilization nothing is known of use."""

ATTRIBUTES = {"zone": "zone", "region": "region", "owner": "owner", "model": "card", "counter": "counter"}
"""Columns that describe a pool, and what they are called in `usage`."""


def matched(headers: Iterable[str], given: Mapping[str, Match]) -> dict[str, Match]:
    """Return what is read into each column of TELEMETRY: as `given`, else recognised by its header.

    Refused where a required column has none, with what was found, or where a header that is given is not there.
    """
    headers = list(headers)
    absent = [match.header for match in given.values() if match.header and match.header not in headers]
    if absent:
        raise Refused(Problem("rollup.no_header", values={"names": ", ".join(absent), "found": ", ".join(headers)}))
    free = [header for header in headers if header not in {match.header for match in given.values()}]
    found = {**{name: match for name, match in suggested(free, TELEMETRY).items() if name not in given}, **given}
    constant = {name for name, match in found.items() if match.header is None}
    missing = [
        column for column in TELEMETRY.columns if column.required and column.name not in found or {column.name} & constant & {"time"}
    ]
    if missing:
        names, titles = ", ".join(column.name for column in missing), tuple(column.title for column in missing)
        raise Refused(Problem("rollup.columns_missing", values={"names": names, "titles": titles, "found": ", ".join(headers)}))
    return found


def counter_of(match: Match | None) -> str | None:
    """Return the name of the activity counter, which is the header that utilization is read from."""
    return match.header if match else None


def scale_of(match: Match | None) -> float | None:
    """Return what one unit of the utilization column is in fractions; None where neither mapping nor header says."""
    if match is None:
        return 1.0
    if match.unit in ("percent", "fraction"):
        return 0.01 if match.unit == "percent" else 1.0
    return next((metric.scale for metric in METRICS if metric.name == match.header), None)
