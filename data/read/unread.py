"""Formats that are met and not read: what each is, and what to export in its place. A new one is one row of UNREAD.

They are known by their first bytes, whatever the file is called. Each would otherwise be taken for a table of some kind, and refused for
columns that it was never meant to have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data.read.content import first_bytes
from data.schema import Problem, Text


@dataclass(frozen=True)
class Format:
    """A format that is not read: its title, what to give `instead`, and whether the first bytes of a file are of it."""

    title: Text
    instead: Text
    recognises: Callable[[bytes], bool]


def unread(path: Path) -> Problem | None:
    """Return what the file is and what to give instead where it is of a format that is known and not read."""
    if not path.is_file():
        return None
    head = first_bytes(path)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    found = next((each for each in UNREAD if each.recognises(head)), None)
    return Problem("read.unread_format", values={"title": found.title, "instead": found.instead}) if found else None


def matching(pattern: str) -> Callable[[bytes], bool]:
    """Return the question whether `pattern` (of bytes, over several lines) is met in a file's head."""
    regex = re.compile(pattern.encode(), re.MULTILINE | re.IGNORECASE)
    return lambda head: bool(regex.search(head))


_RANGE_QUERY = Text(
    "Query the metrics over a span of time: /api/v1/query_range?query=DCGM_FI_DEV_GPU_UTIL&start=…&end=…&step=60 (NPU: "
    "npu_chip_info_utilization and npu_chip_info_health_status).",
    "请按时间段查询指标：/api/v1/query_range?query=DCGM_FI_DEV_GPU_UTIL&start=…&end=…&step=60（昇腾：npu_chip_info_utilization 与 "
    "npu_chip_info_health_status）。",
)
_QUERY_LOOP = Text(
    "Run nvidia-smi --query-gpu=timestamp,index,uuid,name,utilization.gpu --format=csv -l 60 and give its output.",
    "请运行 nvidia-smi --query-gpu=timestamp,index,uuid,name,utilization.gpu --format=csv -l 60，并导入其输出。",
)
_FILE_A_HOST = Text(
    "Let every host write a file of its own (nvidia-smi --query-gpu=… --format=csv -l 60 > $(hostname).csv) and give all files together.",
    "请让每台主机各写一个文件（nvidia-smi --query-gpu=… --format=csv -l 60 > $(hostname).csv），并一起提供。",
)
_CAPACITY = Text(
    "It has neither the cards installed nor hours. Query the exporter behind it over a span of time (/api/v1/query_range, "
    "DCGM_FI_DEV_GPU_UTIL), or give a table of one row per pool and hour with the cards installed and allocated.",
    "其中既没有装机卡数，也没有逐时数据。请改用其背后的导出器按时间段查询（/api/v1/query_range，DCGM_FI_DEV_GPU_UTIL），"
    "或提供每个资源池每小时一行、含装机与已分配卡数的表。",
)
_CARD_TABLE = Text(
    "Give a table of one row per card and sample (time, host, card, utilization, pod), or the answer of a range query of Prometheus.",
    "请提供每张卡每次采样一行的表（时间、主机、卡、利用率、Pod），或 Prometheus 的区间查询结果。",
)
_TABLE = Text(
    "Write the table as CSV or Parquet (pandas: to_csv or to_parquet).",
    "请另存为 CSV 或 Parquet（pandas：to_csv 或 to_parquet）。",
)

_SACCT = Text(
    "Separate the fields by | and keep them whole: sacct -P --allusers -o JobID,Partition,Submit,Start,End,State,AllocTRES,ReqTRES",
    "请以 | 分隔并完整导出各字段：sacct -P --allusers -o JobID,Partition,Submit,Start,End,State,AllocTRES,ReqTRES",
)

UNREAD: tuple[Format, ...] = (
    Format(
        Text("a screen of another scheduler (LSF bjobs, PBS qstat, SGE)", "其他调度器的屏幕输出（LSF bjobs、PBS qstat、SGE）"),
        Text(
            "Give a table of one row per job with its id, submission, start, end, cards and pool (LSF: bjobs -a -json, PBS: qstat -x -f -F "
            "json, each turned into CSV).",
            "请提供每个作业一行的表，含作业号、提交、开始、结束时间、卡数与资源池（LSF：bjobs -a -json，PBS：qstat -x -f -F json，"
            "均转为 CSV）。",
        ),
        matching(r"\A\s*JOBID +USER +STAT +QUEUE|\A\s*Job [Ii][Dd]:? [^\n,]*(\n|Username|Name +User)|\A\s*job-ID +prior +name"),
    ),
    Format(
        Text("a screen of sacct or squeue, whose columns are cut to a width", "sacct 或 squeue 的屏幕输出（各列按固定宽度截断）"),
        _SACCT,
        matching(r"\A\s*JOBID +[^\n|,\t ][^\n|,\t]*$(?s:.)*?^ *[0-9]|\A\s*[A-Za-z]+( +[A-Za-z]+)+ *\r?\n *-{3,}( +-{3,})+ *$"),
    ),
    Format(
        Text("what an exporter shows at one moment (/metrics, text exposition)", "导出器某一时刻的 /metrics 文本"),
        _RANGE_QUERY,
        matching(r"\A\s*(# (HELP|TYPE) [a-z_:]|(#[^\n]*\n)*[a-z_:][\w:]*\{[^\n=]*=\"[^\n]*\}[ \t]+\S+([ \t]\d+)?\s*$)"),
    ),
    Format(
        Text("a screen of nvidia-smi dmon or pmon", "nvidia-smi dmon 或 pmon 的屏幕输出"),
        _QUERY_LOOP,
        matching(r"\A\s*# *+(?=[^\n,]*$)(?=(Date|YYYYMMDD)\s|(gpu|idx)\b)(?=[^\n,]*\b(gpu|idx)\b)[^\n,]*\b(pwr|sm|fb|pid|mem|mclk)\b"),
    ),
    Format(
        Text(
            "nvidia-smi --query-gpu of several hosts with the host before each line (pdsh, clush, ansible)",
            "带主机名前缀的多主机 nvidia-smi 输出（pdsh、clush 等）",
        ),
        _FILE_A_HOST,
        matching(r"\A[\w.-]+: *(timestamp, |index, |\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3}, )"),
    ),
    Format(
        Text("a screen of dcgmi dmon", "dcgmi dmon 的屏幕输出"),
        _RANGE_QUERY,
        matching(r"\A\s*# *Entity\b[^\n,]*$"),
    ),
    Format(
        Text("a screen of nvidia-smi", "nvidia-smi 的屏幕输出"),
        _QUERY_LOOP,
        matching(r"^\| NVIDIA-SMI |=NVSMI LOG=|^GPU \d+: [^\n]*\(UUID: "),
    ),
    Format(
        Text("a screen of npu-smi info", "npu-smi info 的屏幕输出"),
        Text(
            "A screen is one moment. Query the NPU exporter over a span of time: /api/v1/query_range of npu_chip_info_utilization and "
            "npu_chip_info_health_status.",
            "屏幕输出只是一个时刻。请对 NPU 导出器按时间段查询：/api/v1/query_range，指标 npu_chip_info_utilization 与 "
            "npu_chip_info_health_status。",
        ),
        matching(r"^\| *npu-smi |^\| *NPU +(ID +)?Name\b"),
    ),
    Format(
        Text(
            "a screen of a card tool (rocm-smi, hy-smi, mx-smi, cnmon and the like)",
            "加速卡工具的屏幕输出（rocm-smi、hy-smi、mx-smi、cnmon 等）",
        ),
        Text(
            "A screen is one moment. Query the exporter of these cards over a span of time (/api/v1/query_range), or give a table of one "
            "row per card and sample.",
            "屏幕输出只是一个时刻。请对这些卡的导出器按时间段查询（/api/v1/query_range），或提供每张卡每次采样一行的表。",
        ),
        matching(r"System Management Interface|^\| *(mx-smi|ixsmi|cnmon|mthreads-gmi|xpu-smi)\b"),
    ),
    Format(
        Text("an answer of Grafana's own query interface (data frames)", "Grafana 查询接口返回的数据帧"),
        Text(
            "Inspect the panel, choose “Series joined by time” or “Series to rows” and download CSV, or query Prometheus itself "
            "(/api/v1/query_range).",
            "请在面板“检查”中选择“按时间合并序列”或“序列转行”后下载 CSV，或直接查询 Prometheus（/api/v1/query_range）。",
        ),
        matching(r"\A\s*\{\s*\"results\"\s*:\s*\{[^\n]*\"frames\"\s*:"),
    ),
    Format(
        Text("an allocation report of Kubecost or OpenCost", "Kubecost 或 OpenCost 的分摊报表"),
        _CAPACITY,
        matching(
            r"\A(?=[^\n]*\bWindow Start\b)[^\n]*\bGPU (Hours|Count|Cost)\b|\"gpuHours\"\s*:"
            r"|\A(?=[^\n]*\bgpuHours\b)[^\n]*\bgpuCost\b"
        ),
    ),
    Format(
        Text("a consumption report of Run:ai", "Run:ai 的用量报表"),
        _CAPACITY,
        matching(r"\A[^\n]*\b(Idle allocated GPU hours|Over quota GPU hours)\b"),
    ),
    Format(
        Text("an answer of a scheduler in JSON (sacct --json, squeue --json)", "调度器的 JSON 输出（sacct --json、squeue --json）"),
        _SACCT,
        matching(
            r"\A\s*\{(?=(?s:.){0,4000}\"slurm\"\s*:\s*\{)(?=(?s:.)*\"jobs\"\s*:\s*\[)|\A\s*\{\s*\"jobs\"\s*:\s*\[\s*\{\s*\"(account|job_id|allocation_nodes)\""
        ),
    ),
    Format(
        Text(
            "a report of sreport or a screen of scontrol, without the jobs' own times",
            "sreport 报表或 scontrol 屏幕输出（没有各作业的起止时间）",
        ),
        _SACCT,
        matching(
            r"\A-{20,}\s*\r?\n(Cluster|Account|User|Job|Reservation)[^\n]*(Utilization|Usage|Sizes|Top)"
            r"|\A\s*(JobId|NodeName|PartitionName)=\S+ "
        ),
    ),
    Format(
        Text("objects of Kubernetes (kubectl get or describe)", "Kubernetes 对象（kubectl get 或 describe 的输出）"),
        Text(
            "They show one moment. Query the exporter of the cards over a span of time (/api/v1/query_range, DCGM_FI_DEV_GPU_UTIL), or "
            "give a table of one row per pod with creation, start and deletion times and cards.",
            "其中只有某一时刻的状态。请对加速卡导出器按时间段查询（/api/v1/query_range，DCGM_FI_DEV_GPU_UTIL），"
            "或提供每个 Pod 一行、含创建、启动、删除时间与卡数的表。",
        ),
        matching(
            r"\A\s*\{(?=(?s:.){0,300}\"apiVersion\"\s*:)(?=(?s:.)*\"kind\"\s*:\s*\"(List|\w*Pod\w*|\w*Node\w*|Job|Event)\w*\")"
            r"|\A(apiVersion|kind): \w|\A(NAMESPACE +)?NAME +(READY +STATUS|STATUS +ROLES)|\AName: +\S+\s*\n(Namespace|Roles|Priority): "
        ),
    ),
    Format(
        Text("a log of nvidia-smi in XML", "nvidia-smi 的 XML 日志"),
        _QUERY_LOOP,
        matching(r"<nvidia_smi_log\b"),
    ),
    Format(
        Text("an export of InfluxDB (annotated CSV or line protocol)", "InfluxDB 导出（带注释的 CSV 或行协议）"),
        _CARD_TABLE,
        matching(r"\A#(datatype|group|default),|\A[A-Za-z_][\w.-]*(,[\w.-]+=[^\s,]+)+ [\w.-]+=[^\s,]+(,[\w.-]+=[^\s,]+)* \d{10,19}\s*$"),
    ),
    Format(
        Text(
            "metrics of a monitoring service in JSON (OpenTelemetry, CloudWatch, Datadog, Zabbix)",
            "监控服务的 JSON 指标（OpenTelemetry、CloudWatch、Datadog、Zabbix）",
        ),
        _CARD_TABLE,
        matching(
            r"\A\s*\{\s*\"(resourceMetrics|MetricDataResults|Datapoints|series)\"\s*:\s*\[|\"pointlist\"\s*:\s*\["
            r"|\A\s*(\{\s*\"jsonrpc\"(?s:.){0,200})?\[?\s*\{\s*\"itemid\"\s*:\s*\"?\d+\"?\s*,\s*\"clock\""
        ),
    ),
    Format(
        Text("an answer of Elasticsearch or OpenSearch", "Elasticsearch 或 OpenSearch 的返回结果"),
        Text(
            "Export the documents as JSON Lines, one object a line (the content of _source).",
            "请将文档导出为 JSON Lines，每行一个对象（即 _source 的内容）。",
        ),
        matching(r"\A\s*\{\s*\"(took|_shards|hits|_index)\"\s*:"),
    ),
    Format(
        Text("a Python pickle, which can run anything that was put into it", "Python pickle 文件（加载时可能执行任意代码）"),
        _TABLE,
        lambda head: _is_pickle(head),
    ),
    Format(
        Text(
            "an array or table of another binary format (NumPy, HDF5, Arrow, ORC, Avro)",
            "其他二进制格式的数组或表（NumPy、HDF5、Arrow、ORC、Avro）",
        ),
        _TABLE,
        lambda head: head.startswith((b"\x93NUMPY", b"\x89HDF\r\n", b"ARROW1", b"ORC\x0a", b"ORC\x08", b"Obj\x01")),
    ),
)


def _is_pickle(head: bytes) -> bool:
    """Return whether the head is of protocol 2 to 5, which begin with the number, or of 0 and 1 as pandas and numpy objects begin."""
    return (len(head) > 2 and head[0] == 0x80 and head[1] in (2, 3, 4, 5)) or head.startswith(
        (b"ccopy_reg\n", b"cpandas.", b"cnumpy.", b"(dp0\n", b"(lp0\n")
    )
