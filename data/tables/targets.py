"""targets: quantified and unquantified targets, plans and guidance."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import INDICATORS, PRECISION, area, measured, region, texts

KINDS = texts(policy_target=("Target", "政策目标"), plan=("Plan", "规划"), guidance=("Guidance", "公司指引"))

TARGET_INDICATORS = INDICATORS | texts(
    average_utilization=("Average utilization of data centres", "数据中心平均利用率"),
    hub_share_of_new_compute=("Hubs' share of new compute", "枢纽节点新增算力占比"),
    hub_green_power_share=("Green power share of new hub data centres", "枢纽节点新建数据中心绿电占比"),
    interconnection_standards=("Interconnection standards in place", "算力互联标准体系建成"),
    national_interconnection=("National interconnection", "全国公共算力标准化互联"),
    standards_made_or_revised=("Standards made or revised", "制修订标准"),
)

TARGETS = Dataset(
    "targets",
    Text("Targets", "目标"),
    Text(
        "What is to be reached, and by when. An empty value means that no number was given.", "应在何时达到何水平；数值为空表示未给数字。"
    ),
    (
        Column(
            "issuer",
            "text",
            Text("Issuer", "发布机构"),
            Text("Empty = not stated", "空=未说明"),
            synonyms=("issued by", "发布单位"),
            example="示例市人民政府",
        ),
        Column("issuer_en", "text", Text("Issuer in English", "发布机构（英文）"), example="Example City Government"),
        Column("kind", "code", Text("Kind", "类别"), values=KINDS, required=True, synonyms=("type", "类型"), example="policy_target"),
        region(required=True, example="CN-ZJ"),
        *area(),
        Column(
            "indicator",
            "code",
            Text("Indicator", "指标"),
            values=TARGET_INDICATORS,
            required=True,
            synonyms=("metric", "item", "指标名称"),
            example="intelligent_compute",
        ),
        *measured("eflops", "pflops", "racks", "fraction", "mw", "gw", "standards", required=False, value="60", unit="eflops"),
        PRECISION,
        Column(
            "due",
            "period",
            Text("Due", "期限"),
            required=True,
            synonyms=("deadline", "target date", "by", "截止日期", "目标日期"),
            example="2027-12-31",
        ),
        *PROVENANCE,
    ),
    key=("issuer", "region", "area", "indicator", "precision", "due"),
)
