"""Five questions that people come with, each answered from the record: a sentence, a chart, the rows it rests on, one way on."""

from ui import frame
from ui.answer import answer

WAYS = {
    "answer_idle": ("idle", {"section": "published"}),
    "answer_reasons": ("idle", {"section": "why"}),
    "answer_contracts": ("contracts", {"section": "trend"}),
    "answer_inference": ("demand", {"section": "where"}),
    "answer_fit": ("demand", {"section": "fit", "show": "pair"}),
}

here = frame.here("overview")
first, *others = WAYS
answer(here, first, *WAYS[first], ahead=True)
for pair in (others[:2], others[2:]):
    for column, view in zip(frame.columns(here, 2), pair, strict=True):
        with column:
            answer(here, view, *WAYS[view], columns=2)
