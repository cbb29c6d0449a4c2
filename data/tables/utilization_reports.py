"""utilization_reports: published utilization figures, each with its basis."""

from __future__ import annotations

from data.schema import Column, Dataset, Order, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import region, texts

BASES = texts(
    rack_occupancy=("Rack occupancy", "上架率"),
    lit_rate=("Lit rate", "点亮率"),
    leased_rate=("Leased rate", "出租率"),
    allocation_rate=("Allocation rate", "分配率"),
    absorption=("Absorption", "消纳率"),
    cpu_utilization=("CPU utilization", "CPU 利用率"),
    gpu_utilization=("GPU utilization", "加速卡利用率"),
    sm_activity=("SM activity", "SM 活跃度"),
    mfu=("MFU", "模型算力利用率"),
    power=("Power", "功率"),
    unstated=("Basis unstated", "口径未说明"),
)

RESOURCES = texts(
    area=("Floor area", "机房面积"),
    racks=("Racks", "机架"),
    power=("Power capacity", "电力容量"),
    cpu=("CPU", "CPU"),
    cards=("Cards", "加速卡"),
    tokens=("Tokens", "词元"),
    unstated=("Resource unstated", "资源未说明"),
)

SCOPES = texts(
    national=("National or global", "全国或全球"),
    province=("Province", "省级"),
    company=("Company", "企业"),
    cluster=("Cluster", "集群"),
    centre=("Centre", "单个中心"),
)

COMPUTE_KINDS = texts(intelligent=("Intelligent compute", "智能算力"), general=("General compute", "通用算力"), mixed=("Mixed", "混合"))


def _rate(name: str, title: Text, meaning: Text, *synonyms: str) -> Column:
    return Column(name, "number", title, meaning, unit="fraction", low=0, high=1, synonyms=synonyms)


UTILIZATION_REPORTS = Dataset(
    "utilization_reports",
    Text("Published utilization figures", "已公布的利用率数据"),
    Text(
        "Figures of different bases are not comparable. Only a lower bound, only an upper bound, a range or a point, as published.",
        "口径不同的数据不可比。按公布原样：只有下限、只有上限、区间或单值。",
    ),
    (
        Column(
            "period",
            "period",
            Text("Period", "时期"),
            required=True,
            synonyms=("date", "year", "month", "quarter", "日期", "年份", "报告期"),
            example="2026-06",
        ),
        region(required=True, example="CN"),
        Column("scope", "code", Text("Scope", "层级"), values=SCOPES, synonyms=("level", "范围"), example="national"),
        Column(
            "subject",
            "text",
            Text("Subject", "对象"),
            Text("Whose utilization it is", "谁的利用率"),
            required=True,
            synonyms=("centre", "company", "name", "主体", "名称", "智算中心"),
            example="some intelligent computing centres",
        ),
        Column("subject_zh", "text", Text("Subject in Chinese", "对象（中文）"), example="部分智算中心"),
        Column(
            "family",
            "text",
            Text("Series", "系列"),
            Text("One series of several subjects, whose scope changed; empty = the subject alone", "统计范围有变的同一系列；空=仅该对象"),
            synonyms=("series",),
        ),
        Column("family_zh", "text", Text("Series in Chinese", "系列（中文）")),
        Column(
            "compute_kind", "code", Text("Kind of compute", "算力类型"), values=COMPUTE_KINDS, synonyms=("算力种类",), example="intelligent"
        ),
        Column(
            "basis",
            "code",
            Text("Basis", "口径"),
            Text("What is divided by what; unstated where the source does not say", "分子与分母为何；来源未说明则为“口径未说明”"),
            values=BASES,
            required=True,
            synonyms=("metric", "definition", "指标口径", "利用率口径"),
            example="gpu_utilization",
        ),
        Column(
            "resource",
            "code",
            Text("Resource", "资源"),
            Text(
                "What is used or not: figures of two resources share no axis; empty = unstated, unless the basis says it",
                "利用的是何种资源：资源不同不得同轴；空=未说明，除非口径已言明",
            ),
            values=RESOURCES,
            synonyms=("resource type", "资源类型"),
            example="cards",
        ),
        Column(
            "is_target",
            "flag",
            Text("Target", "是否目标"),
            Text("A target or condition, not a measurement", "政策目标或批复要求，并非实测"),
            synonyms=("target", "目标"),
            example="false",
        ),
        _rate("low", Text("Lower bound", "下限"), Text("Alone: at least", "单独出现：不低于"), "minimum", "min", "最低"),
        _rate("high", Text("Upper bound", "上限"), Text("Alone: at most", "单独出现：不高于"), "maximum", "max", "最高"),
        Column(
            "point",
            "number",
            Text("Point", "单值"),
            unit="fraction",
            low=0,
            high=1,
            synonyms=("value", "utilization", "rate", "数值", "利用率"),
            example="0.3",
        ),
        *PROVENANCE,
    ),
    key=("period", "region", "subject", "basis", "source_title"),
    rules=(Order("low", "high"), Order("low", "point"), Order("point", "high")),
)
