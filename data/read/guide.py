"""How each kind of file is made and what it can give: for an operator who exports it, one guide a reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.schema import Text

STEPS = ("installed", "available", "allocated", "busy", "effective", "queued")
"""The steps of the idle ladder, and the work that waits, of which a guide says whether a file can give them."""


@dataclass(frozen=True)
class Guide:
    """What an operator must know of one kind of file.

    commands  shell commands that write such a file, tried against the documentation of the tool
    gives     for each of STEPS that the file can give: from what; a step that is not named cannot be had from it
    limits    what the source leaves out or refuses, and how a long period is cut
    """

    commands: tuple[str, ...]
    gives: Mapping[str, Text]
    limits: tuple[Text, ...]
    steps: tuple[str, ...] = STEPS


_TOGETHER = Text(
    "Give all pieces together, in any order: `python cli.py add part-*.json --dataset usage`, or drop them in one go.",
    "请把各段文件一起提供，顺序不限：`python cli.py add part-*.json --dataset usage`，或在页面上一次拖入。",
)
_AVAILABILITY = Text(
    "Which cards were in service is not in it: without an answer (`--map available_card_hours==100%` where all were) no idle rate follows.",
    "其中没有哪些卡可用的信息：若不回答（全部可用时为 `--map available_card_hours==100%`），得不出闲置率。",
)
_ANY = {step: Text("a column with card-hours, cards, or a share of installed in %", "一列卡时、卡数，或占装机的百分比") for step in STEPS}
_TEMPLATE = Text(
    "The template of each dataset (page Datasets) has its columns, units and allowed values.",
    "各数据集的模板（“数据集”页）列出其列、单位与允许的取值。",
)

GUIDES: Mapping[str, Guide] = {
    "helios": Guide(
        (),
        {
            "installed": Text("`total_gpu_num`", "`total_gpu_num`"),
            "allocated": Text("`running_gpu_num`", "`running_gpu_num`"),
            "queued": Text("`pending_gpu_num`", "`pending_gpu_num`"),
        },
        (
            Text("Give the folder of one cluster as it was published.", "请按发布时的结构提供一个集群的文件夹。"),
            _AVAILABILITY,
        ),
    ),
    "nvidia_smi": Guide(
        ("nvidia-smi --query-gpu=timestamp,index,uuid,name,utilization.gpu,memory.used --format=csv -l 60 > $(hostname).csv",),
        {
            "installed": Text("cards that report", "有采样的卡"),
            "busy": Text("`utilization.gpu` above the threshold", "`utilization.gpu` 超过阈值"),
            "effective": Text("`utilization.gpu`", "`utilization.gpu`"),
        },
        (
            Text(
                "Without `uuid` or `index` the cards cannot be told apart, and the file is refused.",
                "没有 `uuid` 或 `index` 就无法区分各卡，文件会被拒绝。",
            ),
            Text(
                "Times are the machine's own and state no zone: say it (`--map zone==Asia/Shanghai`).",
                "时间为本机时间，不含时区：请注明（`--map zone==Asia/Shanghai`）。",
            ),
            Text(
                "Who holds a card is not in it (`--map allocated_card_hours==100%` where all were held all the time).",
                "其中没有卡由谁占有的信息（若始终全部被占有：`--map allocated_card_hours==100%`）。",
            ),
            _AVAILABILITY,
            Text("One file a host; give the files of all hosts together.", "每台主机一个文件，请把全部主机的文件一起提供。"),
        ),
    ),
    "prometheus": Guide(
        (
            "curl -sG http://prometheus:9090/api/v1/query_range --data-urlencode 'query=DCGM_FI_DEV_GPU_UTIL'"
            " -d start=2026-03-01T00:00:00Z -d end=2026-03-08T00:00:00Z -d step=60 > part-1.json",
            "curl -sG http://prometheus:9090/api/v1/query_range"
            " --data-urlencode 'query={__name__=~\"npu_chip_info_utilization|npu_chip_info_health_status\"}'"
            " -d start=2026-03-01T00:00:00Z -d end=2026-03-08T00:00:00Z -d step=60 > npu-1.json",
        ),
        {
            "installed": Text("cards that report", "有采样的卡"),
            "available": Text("NPU: `npu_chip_info_health_status`; NVIDIA: not in it", "昇腾：`npu_chip_info_health_status`；英伟达：无"),
            "allocated": Text(
                "the workload's pod (`exported_pod`, `pod`), where the exporter maps cards to pods",
                "工作负载的 Pod（`exported_pod`、`pod`），需导出器开启卡与 Pod 的映射",
            ),
            "busy": Text("the activity counter above the threshold", "活跃度计数器超过阈值"),
            "effective": Text("the activity counter", "活跃度计数器"),
        },
        (
            Text(
                "Prometheus answers at most 11,000 points a series: 7.6 days at `step=60`. Cut a month into pieces of 7 days.",
                "Prometheus 每条序列最多返回 11,000 个点：`step=60` 时为 7.6 天。一个月请按 7 天一段导出。",
            ),
            _TOGETHER,
            Text(
                'One metric a query, or several by name (`{__name__=~"A|B"}`); functions such as `avg_over_time` drop the metric\'s name,'
                " by which it is read.",
                '每次查询一个指标，或按名称查询几个（`{__name__=~"A|B"}`）；`avg_over_time` 等函数会去掉指标名，而读取依赖指标名。',
            ),
            Text(
                "Keep the labels of card and host (`UUID`, `gpu`, `Hostname`; `vdie_id`, `id`): anything summed over them cannot be read.",
                "请保留卡与主机的标签（`UUID`、`gpu`、`Hostname`；`vdie_id`、`id`）：按其他标签聚合后无法读取。",
            ),
            _AVAILABILITY,
        ),
    ),
    "jobs": Guide(
        ("sacct -P --allusers -S 2026-03-01 -E 2026-04-01 -o JobID,Cluster,Partition,Submit,Start,End,State,AllocTRES,ReqTRES > jobs.txt",),
        {
            "allocated": Text("from start to end, times the cards", "开始到结束的时间 × 卡数"),
            "queued": Text("from submission to start", "提交到开始的时间 × 申请卡数"),
        },
        (
            Text(
                "`sacct` without `-P` cuts its columns and is refused; without `--allusers` it lists one user's jobs.",
                "不带 `-P` 的 `sacct` 会截断列，无法读取；不带 `--allusers` 只列出一名用户的作业。",
            ),
            Text(
                "How many cards there are is not in it: say it (`--map installed_card_hours==512`), and whether all jobs are listed"
                " (`--map jobs_listed==all`).",
                "其中没有装机卡数：请注明（`--map installed_card_hours==512`），以及是否列出了全部作业（`--map jobs_listed==all`）。",
            ),
            Text(
                "A long period may be cut by `-S` and `-E`; a job that stands in two pieces is counted once.",
                "长时段可用 `-S` 与 `-E` 分段；出现在两段中的作业只计一次。",
            ),
            _AVAILABILITY,
        ),
    ),
    "nodes": Guide(
        (),
        {
            "installed": Text("`total`, times the cards of a node", "`total` × 每节点卡数"),
            "allocated": Text("`active`, times the cards of a node", "`active` × 每节点卡数"),
        },
        (
            Text(
                "Counts of nodes need the cards of a node: a column, or `--map cards_per_node==8`.",
                "按节点计数时需要每节点卡数：可为一列，或 `--map cards_per_node==8`。",
            ),
            _AVAILABILITY,
        ),
    ),
    "inference": Guide(
        (
            "jq -c '{created, model, usage}' responses.jsonl > requests.jsonl",
            'psql -c "\\copy (SELECT \\"startTime\\", model, prompt_tokens, completion_tokens'
            ' FROM \\"LiteLLM_SpendLogs\\") to requests.csv csv header"',
        ),
        {},
        (
            Text(
                "One row a request: its time, and the tokens of input and output where the service counted them. A request without counts"
                " is a request with unknown tokens. It gives the dataset `requests`, and no step of the ladder.",
                "每个请求一行：时间，以及服务统计的输入与输出词元；没有统计的请求按词元数未知计。"
                "生成的是数据集 `requests`，不含闲置阶梯的任何一级。",
            ),
            Text(
                'Milliseconds say so in the header (`timestamp_ms`) or in the mapping (`--map "start=timestamp[ms]"`).',
                '毫秒须在表头（`timestamp_ms`）或对应关系（`--map "start=timestamp[ms]"`）中注明。',
            ),
        ),
    ),
    "parquet": Guide((), _ANY, (_TEMPLATE,)),
    "excel": Guide(
        (),
        _ANY,
        (
            _TEMPLATE,
            Text(
                "All sheets that have the required headers are read; total rows, remarks and signatures are left out and said.",
                "具备必填表头的工作表都会读取；合计行、备注与签字行会剔除并说明。",
            ),
            Text(
                "Cells are read as they show themselves: 72% and 1.2万 by their number format, hidden rows and columns with a note; a "
                "formula without a saved result is an error. The binary format (XLSB) shows none of this: save it as XLSX.",
                "单元格按显示内容读取：72%、1.2万 等依数字格式，隐藏的行与列读取并提示；未保存结果的公式为错误。"
                "二进制格式（XLSB）读不出这些信息：请另存为 XLSX。",
            ),
        ),
    ),
    "jsonl": Guide((), _ANY, (_TEMPLATE, Text("One flat object a line.", "每行一个扁平的 JSON 对象。"))),
    "delimited": Guide(
        (),
        _ANY,
        (
            _TEMPLATE,
            Text(
                "Comma, tab, semicolon or bar; UTF-8, UTF-16 or GB18030; the first row of the table names its columns.",
                "逗号、制表符、分号或竖线分隔；UTF-8、UTF-16 或 GB18030 编码；表的首行为列名。",
            ),
        ),
    ),
}
"""By the name of the reader."""
