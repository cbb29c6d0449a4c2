"""Where a row comes from: the columns that every ledger ends with. Optional for uploads, whose file is their source."""

from __future__ import annotations

from data.schema import Column, Text
from data.tables.vocabulary import texts

READ_KINDS = texts(original=("Original", "原文"), copy=("Read in a copy", "转引"))
CONFIDENCES = texts(high=("High", "高"), medium=("Medium", "中"), low=("Low", "低"))

SINCE = Column(
    "since",
    "date",
    Text("In the record since", "收录版本"),
    Text("The version of the record that brought the row or last changed it", "新增或最近更正该行的数据版本"),
    record_only=True,
)

PROVENANCE = (
    Column("source_title", "text", Text("Source", "来源标题"), synonyms=("source", "reference", "来源", "资料来源", "出处")),
    Column(
        "source_publisher",
        "text",
        Text("Publisher", "发布者"),
        Text("Of the original", "原始发布者"),
        synonyms=("publisher", "source name", "发布方", "来源机构"),
    ),
    Column("read_in", "text", Text("Read in", "阅读于"), Text("The copy that was read, if not the original", "所读的转载，如非原文")),
    Column("read_kind", "code", Text("Read as", "阅读方式"), values=READ_KINDS),
    Column("source_date", "date", Text("Source date", "来源日期"), synonyms=("publication date", "来源时间", "报道日期")),
    Column("source_url", "text", Text("Address", "网址"), synonyms=("url", "link", "链接", "来源链接")),
    Column(
        "confidence",
        "code",
        Text("Confidence", "可信度"),
        Text(
            "High: official or two independent sources; medium: one press report; low: less than that",
            "高：官方或两个独立来源；中：一篇媒体报道；低：不及前者",
        ),
        values=CONFIDENCES,
        synonyms=("grade", "置信度", "可信等级"),
    ),
    Column(
        "notes",
        "text",
        Text("Notes", "备注"),
        Text("As written by whoever compiled the row", "整理者原文"),
        synonyms=("note", "remarks", "comment", "说明", "注释"),
    ),
    SINCE,
)
