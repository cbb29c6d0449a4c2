"""The idle ladder: its bands, the codes of its groups, and the columns of its results."""

from __future__ import annotations

from data.schema import Column, Text

METHOD = "idle 1.2"

BANDS = {
    "out_of_service": Text("Out of service", "停机（故障或维护）"),
    "unallocated": Text("Unallocated idle", "未分配闲置"),
    "unallocated_or_out_of_service": Text("Unallocated or out of service", "未分配或停机"),
    "held_idle": Text("Held but idle", "占而未用"),
    "under_used": Text("Under-used", "未充分利用"),
    "effective": Text("Effective use", "有效利用"),
    "busy_depth_unobserved": Text("Busy, depth unobserved", "已使用、使用深度无观测"),
    "allocated_use_unobserved": Text("Allocated, use unobserved", "已分配、是否使用无观测"),
    "unobserved": Text("Unobserved", "无观测"),
}
"""The bands of the ladder, from the top. Every card-hour installed falls into exactly one."""

GROUPS = ("total", "cluster", "pool", "region", "owner", "card", "day", "week", "month", "hour_of_day", "hour_of_week")
OUTAGES = ("included", "excluded")


def _share(name: str, en: str, zh: str, meaning: Text | None = None) -> Column:
    return Column(name, "number", Text(en, zh), meaning or Text("", ""), unit="fraction", low=0, high=1)


def _hours(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(f"{en}, card-hours", f"{zh}（卡时）"), unit="card_hours", low=0)


def _points(name: str, en: str, zh: str) -> Column:
    return Column(f"{name}_points", "number", Text(f"{en}, percentage points", f"{zh}（百分点）"), low=-100, high=100)


COLUMNS = {
    column.name: column
    for column in (
        Column("cluster", "text", Text("Cluster", "集群")),
        Column("pool", "text", Text("Pool", "资源池")),
        Column("region", "text", Text("Region", "地区")),
        Column("owner", "text", Text("Owner", "所有者")),
        Column("card", "text", Text("Card model", "加速卡型号")),
        Column("day", "date", Text("Day", "日期")),
        Column("week", "date", Text("Week from", "周起始日")),
        Column("month", "date", Text("Month", "月份")),
        Column("hour", "instant", Text("Hour", "小时")),
        Column("hour_of_day", "integer", Text("Hour of day", "一天中的小时"), unit="hours"),
        Column("weekday", "integer", Text("Day of week, 1 = Monday", "星期（1=星期一）")),
        Column("pools", "integer", Text("Pools", "资源池数")),
        Column("pool_hours", "integer", Text("Pool-hours", "资源池小时数")),
        Column("hours", "integer", Text("Hours", "小时数"), unit="hours"),
        Column("first_hour", "instant", Text("First hour", "首个小时")),
        Column("last_hour", "instant", Text("Last hour", "最后小时")),
        Column("kind", "text", Text("Kind of suspect", "疑似类别")),
        Column("suspect_hours", "integer", Text("Of which outage suspects, hours", "其中疑似停机（小时）"), unit="hours", low=0),
        _hours("installed_card_hours", "Installed", "装机"),
        _hours("allocated_card_hours", "Allocated", "已分配"),
        _hours("idle_card_hours", "Idle", "闲置"),
        _hours("queued_card_hours", "Queued", "排队"),
        _hours("stranded_cluster_card_hours", "Stranded idle over the cluster", "滞留闲置（全集群）"),
        _hours("stranded_own_card_hours", "Stranded idle in the pool", "滞留闲置（本池）"),
        _hours("reachable_card_hours", "Reachable by pooling", "并网可释放"),
        _hours("allocated_observed_card_hours", "Allocated, use observed", "已分配且有使用观测"),
        _hours("held_idle_card_hours", "Held but idle", "占而未用"),
        _hours("scope_card_hours", "Installed in scope", "范围内装机"),
        _share("allocated_rate", "Allocation rate", "分配率"),
        _share("unallocated_rate", "Unallocated rate", "未分配率"),
        _share("idle_rate", "Idle rate", "闲置率", Text("Empty where use is not observed", "无使用观测时为空")),
        _share("allocated_rate_unweighted", "Allocation rate, unweighted mean over pools", "分配率（资源池简单平均）"),
        _share(
            "held_idle_of_allocated",
            "Held but idle, of allocated",
            "占而未用占已分配的比例",
            Text("Empty where use is not observed", "无使用观测时为空"),
        ),
        _share("coverage_allocated", "Coverage of allocation", "分配观测覆盖率"),
        _share("coverage_busy", "Coverage of use", "使用观测覆盖率"),
        _share("coverage_idle", "Coverage of the idle rate", "闲置率的覆盖率"),
        _share("unallocated_waited", "Unallocated while work waited", "有排队仍未分配"),
        _share("unallocated_free", "Unallocated, no work waiting", "未分配、无排队"),
        _share("hourly_rate", "Hourly rate", "小时比率"),
        _share("percentile", "Percentile of the pool's hours", "资源池各小时的百分位"),
        _share("share_of_hours", "Share of pool-hours", "资源池小时占比"),
        _share("rate_before", "Rate before", "前期比率"),
        _share("rate_after", "Rate after", "后期比率"),
        _points("contribution", "Contribution to the change", "对变化的贡献"),
        _points("rate_effect", "From the pool's own rate", "来自本池比率"),
        _points("mix_effect", "From the mix of pools", "来自资源池构成"),
        _share("first_quartile", "First quartile", "第一四分位"),
        _share("median", "Median", "中位数"),
        _share("third_quartile", "Third quartile", "第三四分位"),
        *(_share(name, title.en, title.zh) for name, title in BANDS.items()),
    )
}
"""Every column that a result of this topic may have, declared once."""
