"""contract_events: dated facts on contracts."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import texts

EVENTS = texts(
    signed=("Signed", "签署"),
    amended=("Amended", "变更"),
    amended_up=("Amended up", "扩大"),
    amended_down=("Amended down", "缩减"),
    delayed=("Delayed", "延期"),
    notice=("Notice", "通知"),
    inquiry_letter=("Inquiry letter", "监管问询函"),
    warning_letter=("Regulator's letter or warning", "监管函或警示函"),
    case_opened=("Case opened", "立案调查"),
    penalty_notice=("Notice of an intended penalty", "拟处罚事先告知"),
    penalty=("Penalty", "处罚"),
    prepayment=("Prepayment", "预付款"),
    confirmed=("Confirmed", "确认在履行"),
    disputed=("Disputed", "涉诉或仲裁"),
    rescinded=("Rescinded", "解除"),
    terminated=("Terminated", "终止"),
    completed=("Completed", "履行完毕"),
    replaced=("Replaced", "被新合同取代"),
)

CONTRACT_EVENTS = Dataset(
    "contract_events",
    Text("Contract events", "合同进展"),
    Text("One dated fact on one contract.", "一份合同的一件有日期的事实。"),
    (
        Column(
            "contract_id",
            "text",
            Text("Contract", "合同编号"),
            Text("As in the contracts", "与算力合同表一致"),
            required=True,
            synonyms=("id", "contract no", "编号", "合同号"),
            example="600000-20260105-1",
        ),
        Column("event_date", "date", Text("Date", "日期"), required=True, synonyms=("time", "事件日期", "发生日期"), example="2026-03-10"),
        Column("event", "code", Text("Event", "事件"), values=EVENTS, required=True, synonyms=("type", "事件类型"), example="confirmed"),
        Column(
            "value_cny",
            "number",
            Text("Amount, CNY", "金额（元）"),
            Text("The amount the fact names: contract value, cash or claim; see the notes", "该事实所涉金额：合同额、收款或索赔，见备注"),
            unit="cny",
            low=0,
            usual=(1e6, 1e13),
            synonyms=("amount", "value"),
        ),
        Column(
            "own_word",
            "flag",
            Text("The company's own word", "公司自述"),
            Text("Weak evidence that a contract runs", "作为在履行的证据偏弱"),
            example="true",
        ),
        *PROVENANCE,
    ),
    key=("contract_id", "event_date", "event"),
)
