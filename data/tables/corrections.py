"""corrections: every cell of the shipped record that a later version changed, with the reason."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import SINCE

CORRECTIONS = Dataset(
    "corrections",
    Text("Corrections to the record", "数据更正"),
    Text(
        "One cell of the record a row: what it said, what it says, and why. Old and new alike = checked and confirmed.",
        "一行一个单元格：原值、现值与原因。原值与现值相同表示核对无误。",
    ),
    (
        Column("dataset", "text", Text("Dataset", "数据集"), required=True, example="contracts"),
        Column(
            "key",
            "text",
            Text("Row", "行"),
            Text("What tells the row apart, as it stands now: column=value, joined by |", "该行现有的标识：列=值，以 | 连接"),
            required=True,
            example="contract_id=600000-20260105-1",
        ),
        Column("column", "text", Text("Column", "列"), required=True, example="signed_on"),
        Column("old", "text", Text("Old value", "原值"), Text("Empty = nothing was stated", "空=原未填写"), example="2026-01"),
        Column("new", "text", Text("New value", "现值"), Text("Empty = taken out", "空=已删除"), example="2026-01-05"),
        Column("why", "text", Text("Reason", "原因"), required=True, example="The notice states the day."),
        Column("source", "text", Text("Read in", "依据"), required=True, example="Company announcement"),
        Column(
            "version",
            "date",
            Text("Version of the record", "数据版本"),
            Text("The version that made the correction", "作出更正的版本"),
            required=True,
            example="2026-01-31",
        ),
        SINCE,
    ),
    key=("dataset", "key", "column", "version"),
)
