"""Columns of how much of an hour is observed, and of the part of it in which allocation alone is. See `data.tables.usage`."""

from data.schema import Column, Text

ONLY = "allocation_only_"
"""What the columns of the part of an hour begin with in which who holds the cards is observed, and another step is not."""

OBSERVED = (
    Column(
        "observed_minutes",
        "number",
        Text("Observed minutes of the hour", "该小时的观测时长（分钟）"),
        Text(
            "Part of the hour that is covered; installed is the whole hour, other steps what was observed; empty = all of it",
            "数据实际覆盖的分钟数；装机为整小时，其余各项仅为观测到的部分；空=整小时",
        ),
        unit="minutes",
        low=0,
        high=60,
        synonyms=("coverage minutes", "观测分钟数"),
        example="60",
    ),
    Column(
        f"{ONLY}minutes",
        "number",
        Text("Minutes in which allocation alone is observed", "仅有分配观测的时长（分钟）"),
        Text(
            "Beside the observed minutes: the part of the hour, over its cards, in which it is known who holds them and not what other"
            " cards of the pool tell, as a rule their use; empty = none",
            "观测时长之外，按卡计、仅知是否被占有而缺少同池其他卡所具观测（通常为使用）的时长；空=无",
        ),
        unit="minutes",
        low=0,
        high=60,
    ),
    Column(
        f"{ONLY}available_card_hours",
        "number",
        Text("Available where allocation alone is observed, card-hours", "仅有分配观测部分的可用（卡时）"),
        Text("Empty where availability is not known there", "该部分可用状态未知时为空"),
        unit="card_hours",
        low=0,
    ),
    Column(
        f"{ONLY}allocated_card_hours",
        "number",
        Text("Allocated where allocation alone is observed, card-hours", "仅有分配观测部分的已分配（卡时）"),
        Text(
            "Not part of the allocated card-hours above, which are those of the observed minutes",
            "不含于上列已分配卡时；后者仅为观测时长内的部分",
        ),
        unit="card_hours",
        low=0,
    ),
)
