"""events: policies, standards, subsidies, export controls, model releases and market events."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import region, texts

KINDS = texts(
    plan=("Plan", "规划"),
    guideline=("Guideline", "指导意见"),
    standard=("Standard", "标准"),
    subsidy=("Subsidy", "补贴"),
    export_control=("Export control", "出口管制"),
    model_release=("Model release", "模型发布"),
    market_event=("Market event", "市场事件"),
)

EVENTS = Dataset(
    "events",
    Text("Events", "事件"),
    Text("Dated events to set beside a chart.", "可与图表对照的有日期的事件。"),
    (
        Column("date", "date", Text("Date", "日期"), required=True, synonyms=("time", "day", "时间", "发布日期"), example="2026-03-05"),
        Column(
            "title", "text", Text("Title", "标题"), required=True, synonyms=("event", "name", "事件", "名称"), example="示例行动计划发布"
        ),
        Column("title_en", "text", Text("Title in English", "标题（英文）"), example="Example action plan published"),
        Column(
            "issuer",
            "text",
            Text("Issuer", "发布机构"),
            synonyms=("issued by", "organization", "发布单位", "主体"),
            example="示例市人民政府",
        ),
        Column("issuer_en", "text", Text("Issuer in English", "发布机构（英文）"), example="Example City Government"),
        region(required=True, example="CN"),
        Column("kind", "code", Text("Kind", "类别"), values=KINDS, required=True, synonyms=("type", "category", "类型"), example="plan"),
        Column("target_date", "period", Text("Target date", "目标日期"), synonyms=("due", "deadline", "截止日期"), example="2027-12-31"),
        Column("quantified_target", "text", Text("What it sets", "量化内容"), synonyms=("target", "目标")),
        *PROVENANCE,
    ),
    key=("date", "title"),
    reference=True,
)
