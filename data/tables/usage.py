"""usage: one pool and one hour, in card-hours."""

from data.schema import Column, Dataset, Offer, Order, Text
from data.tables.observed import OBSERVED, ONLY
from data.tables.provenance import SINCE

_STEP = "card_hours"
KEPT_SHARE = "kept_share"
"""Column that the live rows have besides, where an upload was stored in part: the share of its file's rows that was kept."""


def _step(
    name: str,
    en: str,
    zh: str,
    meaning_en: str,
    meaning_zh: str,
    *synonyms: str,
    example: str,
    required: bool = False,
    offer: Offer | None = None,
) -> Column:
    return Column(
        f"{name}_card_hours",
        "number",
        Text(f"{en}, card-hours", f"{zh}（卡时）"),
        Text(meaning_en, meaning_zh),
        unit=_STEP,
        required=required,
        low=0,
        share_of=None if required else "installed_card_hours",
        synonyms=(name, f"{name} cards", f"{name} gpu hours", zh, f"{zh}卡时", *synonyms),
        example=example,
        offer=offer,
    )


USAGE = Dataset(
    "usage",
    Text("Usage by pool and hour", "资源池小时用量"),
    Text(
        "Card-hours of one pool (like cards under one scheduler) in one hour, by state. Hours are left-closed.",
        "一个资源池（同一调度下的同类加速卡）一小时内各状态的卡时；小时区间左闭右开。",
    ),
    (
        Column(
            "cluster",
            "text",
            Text("Cluster", "集群"),
            Text(
                "Pools that one operator runs together; coverage and outage suspects are told over it",
                "同一运营方统一管理的资源池；覆盖率与疑似停机以集群为范围",
            ),
            required=True,
            synonyms=("cluster name", "集群名称"),
            example="A1",
        ),
        Column(
            "pool",
            "text",
            Text("Pool", "资源池"),
            Text("Cluster, virtual cluster, partition or centre", "集群、虚拟集群、分区或智算中心"),
            required=True,
            synonyms=("vc", "partition", "virtual cluster", "资源池名称", "分区", "队列"),
            example="train-h100",
        ),
        Column(
            "hour",
            "instant",
            Text("Hour", "小时"),
            Text("Start of the hour, in the pool's own time", "小时的起点，资源池当地时间"),
            required=True,
            synonyms=("time", "timestamp", "datetime", "时间", "时刻", "日期时间"),
            example="2026-03-01 00:00",
        ),
        Column(
            "zone",
            "text",
            Text("Time zone", "时区"),
            Text("IANA name or offset; empty = not stated", "IANA 名称或偏移；空=未说明"),
            synonyms=("timezone", "tz"),
            example="Asia/Shanghai",
        ),
        Column(
            "region",
            "text",
            Text("Region", "地区"),
            Text("ISO 3166-2 code", "ISO 3166-2 代码"),
            synonyms=("province", "省份", "区域"),
            example="CN-SH",
        ),
        Column("owner", "text", Text("Owner", "所有者"), synonyms=("tenant", "department", "租户", "部门", "业主")),
        Column(
            "card",
            "text",
            Text("Card model", "加速卡型号"),
            synonyms=("gpu", "gpu model", "accelerator", "卡型", "型号", "显卡型号"),
            example="H100",
        ),
        _step(
            "installed",
            "Installed",
            "装机",
            "Cards that exist in the pool, times the hour",
            "资源池现有加速卡 × 小时",
            "total gpu",
            "capacity",
            "总卡时",
            required=True,
            example="1024",
        ),
        _step(
            "available",
            "Available",
            "可用",
            "Installed less those down or drained",
            "装机减去故障或下线",
            example="1000",
            offer=Offer(
                "100%",
                Text("Were all installed cards in service all the time?", "全部装机的卡是否始终可用？"),
                Text("no idle rate follows, and cards out of service count as unallocated", "得不出闲置率，停机的卡会计入未分配"),
            ),
        ),
        _step(
            "allocated",
            "Allocated",
            "已分配",
            "Held by a job, tenant or contract",
            "被任务、租户或合同占有",
            "running gpu",
            "used gpu",
            "已用卡时",
            "占用卡时",
            example="720",
            offer=Offer(
                "100%",
                Text("Were all cards held by a job, a tenant or a contract all the time?", "全部卡是否始终被任务、租户或合同占有？"),
                Text("neither an idle nor an unallocated rate follows", "得不出闲置率和未分配率"),
            ),
        ),
        _step(
            "busy",
            "Busy",
            "已使用",
            "Allocated, with the activity counter above the threshold",
            "已分配且活跃度超过阈值",
            "在用",
            example="560",
        ),
        _step("effective", "Effective", "有效利用", "Sum of utilization over busy cards", "已使用卡的利用率之和", "有效", example="310"),
        _step("queued", "Queued", "排队", "Asked for by work that is waiting", "等待中的任务所需", "pending gpu", "等待卡时", example="96"),
        Column(
            "counter",
            "text",
            Text("Activity counter", "活跃度计数器"),
            Text(
                "The counter behind busy and effective, such as DCGM_FI_DEV_GPU_UTIL",
                "判定已使用与有效利用所依据的计数器，如 DCGM_FI_DEV_GPU_UTIL",
            ),
        ),
        Column(
            "still_counter",
            "text",
            Text("Counter that stood still", "静止的计数器"),
            Text(
                "A counter that did not move in the hour while another one of the same card did; the hour is a data suspect, and by this"
                " counter nothing is counted",
                "该小时内数值不变、而同一张卡的另一计数器有变化的计数器；该小时列为疑似数据异常，且不按此计数器统计",
            ),
            synonyms=("suspect counter", "异常计数器"),
        ),
        Column(
            "cluster_installed_card_hours",
            "number",
            Text("Installed in the whole cluster, card-hours", "全集群装机（卡时）"),
            Text(
                "Scope of the coverage: all pools of the cluster, those without data included; empty = the pools reported",
                "覆盖率的范围：集群全部资源池，含无数据者；空=仅所报资源池",
            ),
            unit=_STEP,
            low=0,
        ),
        Column(
            "stranded_own_card_hours",
            "number",
            Text("Idle while own work waited, card-hours", "本池有排队仍闲置（卡时）"),
            Text("Sum over the samples of min(idle, queued) within the pool", "逐次采样取池内闲置与排队中的较小者，再求和"),
            unit=_STEP,
            low=0,
        ),
        Column(
            "stranded_cluster_card_hours",
            "number",
            Text("Idle while the cluster's work waited, card-hours", "集群有排队仍闲置（卡时）"),
            Text(
                "The pool's part, by its idle cards, of min(idle, queued) over the cluster, sample by sample",
                "逐次采样取全集群闲置与排队中的较小者，按闲置卡数分摊到本池",
            ),
            unit=_STEP,
            low=0,
        ),
        *OBSERVED,
        Column(
            "jobs_listed",
            "code",
            Text("Jobs listed", "作业范围"),
            Text(
                "Whether the job table behind the rows lists all jobs of the pool or a sample; no idle rate follows from a sample",
                "由作业表生成的行：表中是资源池的全部作业还是抽样作业；抽样作业不能得出闲置率",
            ),
            values={"all": Text("All jobs of the pool", "资源池的全部作业"), "sample": Text("A sample of the jobs", "抽样作业")},
        ),
        Column(
            "sample_minutes",
            "number",
            Text("Sampling interval, minutes", "采样间隔（分钟）"),
            unit="minutes",
            low=0,
            synonyms=("interval", "采样间隔"),
        ),
        SINCE,
    ),
    key=("cluster", "pool", "hour"),
    counted=Text("pool-hours", "个资源池小时"),
    summed=("cluster", "pool"),
    rules=(
        Order("available_card_hours", "installed_card_hours"),
        Order("allocated_card_hours", "installed_card_hours"),
        Order("allocated_card_hours", "available_card_hours"),
        Order("busy_card_hours", "allocated_card_hours"),
        Order("effective_card_hours", "busy_card_hours"),
        *(Order(f"{step}_card_hours", "installed_card_hours", within="observed_minutes") for step in ("available", "allocated", "busy")),
        Order(f"{ONLY}allocated_card_hours", f"{ONLY}available_card_hours"),
        *(Order(f"{ONLY}{step}_card_hours", "installed_card_hours", within=f"{ONLY}minutes") for step in ("available", "allocated")),
        Order("installed_card_hours", "cluster_installed_card_hours"),
    ),
)
