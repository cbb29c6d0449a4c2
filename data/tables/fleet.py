"""fleet: an analyst's own cards by model and day of installation. Shipped empty: nobody publishes the age of a fleet."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE

FLEET = Dataset(
    "fleet",
    Text("Fleet of cards", "加速卡机群"),
    Text(
        "Cards of one model that were installed together. Their age needs no more; their remaining service life needs an assumption.",
        "同一型号、同一批装机的加速卡。由此可得卡龄；剩余使用年限还需一项假设。",
    ),
    (
        Column(
            "batch",
            "text",
            Text("Batch", "批次"),
            Text("What tells one lot of cards from another", "用于区分各批加速卡"),
            required=True,
            synonyms=("lot", "id", "asset", "批次号", "资产编号"),
            example="A-2024-06",
        ),
        Column(
            "centre",
            "text",
            Text("Centre or cluster", "中心或集群"),
            synonyms=("site", "cluster", "location", "所在中心", "机房"),
            example="示例智算中心",
        ),
        Column(
            "model",
            "text",
            Text("Card model", "加速卡型号"),
            Text("Under any of its names", "可用任一别名"),
            required=True,
            synonyms=("gpu", "card", "gpu model", "卡型", "型号"),
            example="H800 80GB SXM",
        ),
        Column(
            "installed_cards",
            "number",
            Text("Cards", "加速卡数"),
            unit="cards",
            required=True,
            low=1,
            synonyms=("cards", "gpus", "quantity", "count", "数量", "卡数"),
            example="1024",
        ),
        Column(
            "installed_on",
            "date",
            Text("Installed on", "装机日期"),
            Text("A month or a year will do; its first day is taken", "可只到月或年，取其首日"),
            required=True,
            synonyms=("in service since", "purchase date", "commissioned", "投运日期", "购置日期", "上架日期"),
            example="2024-06",
        ),
        *PROVENANCE,
    ),
    key=("batch",),
    summed=("batch",),
)
