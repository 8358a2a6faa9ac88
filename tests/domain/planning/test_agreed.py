"""What trees read of an agreed set is what was agreed: field for field, though it is not validated again."""

from services.planning.agreed import _RECORDED
from tests.domain.given import uid
from tests.domain.plans import agreed, main, planned
from tests.records import event_bytes


def test_an_agreed_set_read_without_validation_says_what_the_event_says():
    event = agreed(main(planned("7", maximum="9")), main(title="tim", kind="additional", supports=None))

    read = _RECORDED.decode(event_bytes(event, uid("stream"), 1)).data

    names = ("employee", "agreement", "agreement_version", "assignment", "unit", "starts_on", "ends_on", "valid_from")
    assert [getattr(read, name) for name in names] == [getattr(event, name) for name in names]
    assert [(one.result, one.title) for one in read.results] == [(one.result, one.title) for one in event.results]
    assert [one.supports and one.supports.id for one in read.results] == [event.results[0].supports.id, None]
    for ours, theirs in zip(read.results[0].indicators, event.results[0].indicators, strict=True):
        told = ("title", "aspect", "unit_of_measure", "whole", "direction", "accumulation")
        assert [getattr(ours, name) for name in told] == [getattr(theirs, name) for name in told]
        assert (ours.target.low, ours.target.high) == (theirs.target.low, theirs.target.high)
