"""centres: intelligent computing centres and clusters."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import PRECISION, region, texts

STATUSES = texts(
    planned=("Planned", "拟建"),
    under_construction=("Under construction", "在建"),
    operating=("Operating", "投运"),
    suspended=("Suspended or delayed", "停建或延期"),
)
OPERATOR_TYPES = texts(
    carrier=("Telecom carrier", "电信运营商"),
    cloud=("Internet or cloud company", "互联网与云企业"),
    ai_company=("AI company", "人工智能企业"),
    data_centre=("Data-centre company", "数据中心企业"),
    public=("Government or public body", "政府与公共机构"),
    other_company=("Other company", "其他企业"),
    joint=("Several parties", "多方合作"),
)
CARD_ORIGINS = texts(chinese=("Chinese-made", "国产"), foreign=("Foreign-made", "境外"), mixed=("Mixed", "混合"))
FOCUSES = texts(training=("Training", "训练"), inference=("Inference", "推理"), mixed=("Mixed", "混合"), unknown=("Not stated", "未说明"))


def _pflops(name: str, en: str, zh: str, meaning: Text, *synonyms: str, example: str = "") -> Column:
    title = Text(f"{en}, PFLOPS", f"{zh}（PFLOPS）")
    return Column(f"{name}_pflops", "number", title, meaning, unit="pflops", low=0, usual=(10, 1e8), synonyms=synonyms, example=example)


CENTRES = Dataset(
    "centres",
    Text("Computing centres", "智算中心"),
    Text(
        "One centre, phase or reading a row. Rows of one site may be cumulative and are never added.",
        "一行一个中心、一期或一种说法。同一场址的各行可能为累计数，不得相加。",
    ),
    (
        Column("centre_id", "text", Text("Centre", "编号"), required=True, synonyms=("id", "cluster id", "中心编号"), example="CN-GD-001"),
        Column(
            "name",
            "text",
            Text("Name", "名称"),
            required=True,
            synonyms=("centre name", "cluster", "项目名称", "智算中心名称"),
            example="示例智算中心",
        ),
        Column(
            "name_en",
            "text",
            Text("Name in English", "名称（英文）"),
            synonyms=("english name", "英文名称"),
            example="Example Intelligent Computing Centre",
        ),
        Column(
            "site",
            "text",
            Text("Site", "场址"),
            Text("Rows of one site are never added; empty = a site of its own", "同一场址各行不得相加；空=独立场址"),
        ),
        Column("phase", "text", Text("Phase", "期次"), synonyms=("stage", "建设阶段")),
        Column(
            "operator",
            "text",
            Text("Operator", "运营方"),
            synonyms=("owner", "company", "建设单位", "运营单位", "运营商"),
            example="示例科技",
        ),
        Column(
            "operator_type",
            "code",
            Text("Type of operator", "运营方类型"),
            Text("Classed from the operator's name; empty = unclear", "据运营方名称归类；空=不明"),
            values=OPERATOR_TYPES,
            example="data_centre",
        ),
        region(required=True),
        Column("city", "text", Text("City", "城市"), synonyms=("所在城市", "市"), example="广州"),
        Column(
            "status",
            "code",
            Text("Status", "状态"),
            values=STATUSES,
            required=True,
            synonyms=("stage of work", "建设状态"),
            example="operating",
        ),
        Column("announced_on", "date", Text("Announced on", "公布日期"), synonyms=("announcement date", "公告日期"), example="2025-03"),
        Column(
            "operating_from",
            "date",
            Text("Operating from", "投运日期"),
            Text("For centres not yet operating: expected", "未投运的为预计日期"),
            synonyms=("opened", "in service", "first operational date", "投产日期", "上线日期"),
            example="2026-06",
        ),
        _pflops(
            "planned",
            "Planned compute",
            "规划算力",
            Text("Final capacity planned or contracted", "规划或签约的最终规模"),
            "planned",
            "规划规模",
            example="5000",
        ),
        _pflops(
            "operating",
            "Operating compute",
            "已投运算力",
            Text("Installed, as the source counts it", "已建成规模，按来源口径"),
            "capacity",
            "installed",
            "投运规模",
            example="3000",
        ),
        PRECISION,
        Column(
            "accelerator", "text", Text("Card model", "加速卡型号"), synonyms=("gpu", "chip", "卡型", "芯片", "型号"), example="Ascend 910B"
        ),
        Column(
            "card_origin",
            "code",
            Text("Origin of the cards", "加速卡产地"),
            Text("Empty = model not stated", "空=未说明型号"),
            values=CARD_ORIGINS,
            synonyms=("domestic", "国产化"),
            example="chinese",
        ),
        Column(
            "accelerator_cards",
            "number",
            Text("Cards", "加速卡数"),
            unit="cards",
            low=0,
            synonyms=("gpus", "number of gpus", "cards", "卡数", "加速卡数量"),
            example="10000",
        ),
        Column(
            "investment_cny",
            "number",
            Text("Investment, CNY", "投资额（元）"),
            unit="cny",
            low=0,
            usual=(1e6, 1e13),
            synonyms=("investment", "capex", "总投资"),
            example="2000000000",
        ),
        Column(
            "power_mw",
            "number",
            Text("Power, MW", "电力（MW）"),
            unit="mw",
            usual=(0.1, 6000),
            low=0,
            synonyms=("power", "it load", "功率", "电力容量"),
            example="30",
        ),
        Column(
            "workload_focus",
            "code",
            Text("Built for", "主要用途"),
            values=FOCUSES,
            synonyms=("workload", "purpose", "用途"),
            example="training",
        ),
        *PROVENANCE,
    ),
    key=("centre_id",),
)
