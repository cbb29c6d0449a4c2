"""idle_reasons: reasons for idleness as stated, by whom."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import texts

REASONS = texts(
    demand_forecast=("Demand forecast too high", "预测偏差"),
    ecosystem=("Immature ecosystem", "生态不成熟"),
    workload_fit=("Built for training, needed for inference", "训推错配"),
    operations=("Weak operation and software", "运营与软实力不足"),
    siting=("Sited away from users and talent", "选址与人才错配"),
    interconnection=("Not yet interconnected", "互联互通未成"),
    structural=("Structural mismatch of supply and demand", "结构性供需矛盾"),
    duplication=("Duplicate building", "重复建设"),
    other=("Other", "其他"),
)

IDLE_REASONS = Dataset(
    "idle_reasons",
    Text("Stated reasons for idleness", "公开提及的闲置原因"),
    Text("What someone said in public, not a measurement.", "公开场合的说法，并非测量结果。"),
    (
        Column(
            "reason", "code", Text("Reason", "原因"), values=REASONS, required=True, synonyms=("cause", "闲置原因"), example="workload_fit"
        ),
        Column(
            "statement",
            "text",
            Text("Statement", "表述"),
            Text("In our words", "本台转述"),
            required=True,
            synonyms=("text", "quote", "原话", "内容"),
            example="Demand moved from training to inference.",
        ),
        Column("statement_zh", "text", Text("Statement in Chinese", "表述（中文）"), example="需求由训练转向推理。"),
        Column(
            "stated_by",
            "text",
            Text("Stated by", "提出者"),
            Text("Organization, office and person", "机构、职务与姓名"),
            required=True,
            synonyms=("speaker", "author", "提出人", "发言人"),
            example="证券时报",
        ),
        Column("stated_by_en", "text", Text("Stated by, in English", "提出者（英文）"), example="Securities Times"),
        *PROVENANCE,
    ),
    key=("reason", "stated_by"),
)
