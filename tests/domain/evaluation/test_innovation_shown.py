"""An innovation is shown by evidence of this agreement that is there, and that was not found to be false."""

import pytest

from contracts.evidence import EvidenceFoundFalse
from services.evaluation.innovation import not_usable
from tests.domain.given import uid
from tests.domain.histories import AFTER, PERIOD, TEXT, told
from tests.domain.plans import AGREEMENT


def found_false(story):
    about = {"employee": story.agreement.employee, "agreement": AGREEMENT, "period": PERIOD, "item": uid("plan")}
    story.record(uid("plan"), EvidenceFoundFalse(**about, reason_code="forged", reason=TEXT), AFTER)


@pytest.mark.parametrize(
    ("what", "shows"),
    [
        (lambda _: None, True),
        (lambda story: story.check("plan", "clean"), True),
        (lambda story: story.check("plan", "infected"), False),
        (lambda story: story.withdraw("plan"), False),
        (found_false, False),
    ],
    ids=["uploaded", "checked", "infected", "withdrawn", "found false"],
)
def test_what_shows_an_innovation(what, shows):
    story = told()
    story.upload("plan", "agreed")
    what(story)
    items = story.dossier().items

    assert not_usable(items, [uid("plan")], {AGREEMENT}) == ([] if shows else [uid("plan")])
    assert not_usable(items, [uid("plan")], {uid("another agreement")}) == [uid("plan")]
    assert not_usable(items, [uid("never uploaded")], {AGREEMENT}) == [uid("never uploaded")]
