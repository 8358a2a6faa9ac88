"""A stranger recomputes a final from the history alone, and names whatever in the history is not what was scored.

The history is changed in one place at a time; the first difference told must name that place (`domain.md` 8).
And what `read_history` makes of real topics: duplicates, gaps, strangers, two records of one version.
"""

from dataclasses import replace
from datetime import date

import pytest

from contracts.planning import DeadlineExtended
from contracts.values import StreamHead
from deploy.local.proof import tamper
from services.evaluation.domain import Given
from services.evaluation.replay.history import with_changed_realization
from services.evaluation.replay.recompute import recompute_all
from tests.domain.evaluation.replayed import QUARTER, changed, differences, finished, forged, head_of_unit
from tests.domain.given import uid
from tests.domain.histories import (
    ABOVE,
    AFTER,
    BELOW,
    CYCLE,
    EVALUATION,
    MEETS,
    PLAN,
    REASON,
    TEXT,
    UNIT_PERIOD,
    behaviour,
    realization,
    together,
    told,
)
from tests.domain.plans import AGREEMENT, EMPLOYEE, STRANGER, agreed

INDICATOR = QUARTER.indicator("agreed")


# -- a real final -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "story",
    [
        pytest.param(QUARTER, id="everything"),
        pytest.param(finished(answer=Given(ABOVE, **REASON)), id="a departure"),
        pytest.param(head_of_unit(), id="a head of unit"),
    ],
)
def test_a_final_is_recomputed_to_the_last_digit(story):
    (verdict,) = recompute_all(story.history())

    assert verdict.equal, verdict.differences
    assert (verdict.stream, verdict.final) == (EVALUATION, story.facts[-1].event)


def test_what_happened_after_the_final_changes_nothing():
    story = finished()
    story.prove("agreed", "120")
    story.upload("after the fact", "agreed", at=AFTER)
    story.reject("agreed 2026Q2", "agreed", StreamHead(stream=realization(), version=1))
    story.assess(behaviour(BELOW))
    story.agree(agreement_version=2, valid_from=date(2026, 7, 1), results=())

    assert differences(story.history()) == []


def test_a_final_rests_on_the_deadline_in_force_then():
    story = finished()
    moved = {"period": "2026Q2", "deadline": "evidence", "previous": date(2026, 7, 10), "extended_to": date(2026, 8, 1)}
    extended = DeadlineExtended(cycle=CYCLE, year=2026, **moved, reason_code="other", reason=TEXT)

    story.record(CYCLE, extended, AFTER)

    assert differences(story.history()) == []


# -- a history that was changed ---------------------------------------------------------------------------------------

RESULTS = QUARTER.agreement.results
RAISED = RESULTS[0].model_copy(
    update={
        "indicators": (
            RESULTS[0]
            .indicators[0]
            .model_copy(
                update={
                    "targets": tuple(
                        target.model_copy(update={"low": "110", "high": "110"})
                        for target in RESULTS[0].indicators[0].targets
                    )
                }
            ),
        )
    }
)
PROOF, PHOTO, LIST = uid("agreed 2026Q2"), uid("photo"), uid("list")


@pytest.mark.parametrize(
    ("history", "named"),
    [
        pytest.param(
            changed(realization(), 1, value="93"),
            f"realization of indicator {INDICATOR} (report {realization()}:1): the final says 92, the history gives 93",
            id="a realization",
        ),
        pytest.param(changed(realization(), 1, value="-1"), f"inputs: .*{realization()}.*-1 is negative", id="absurd"),
        pytest.param(
            changed(realization(), 3, value="20"),
            f"realization of indicator {QUARTER.indicator('files')}",
            id="an unproven report, now worse",
        ),
        pytest.param(
            changed(realization(), 1, indicator=QUARTER.indicator("files")),
            f"realization of indicator {INDICATOR}",
            id="whose realization it is",
        ),
        pytest.param(
            changed(AGREEMENT, 1, results=(RAISED, RESULTS[1])),
            f"low of indicator {INDICATOR}: the final says 100, the history gives 110",
            id="a target",
        ),
        pytest.param(changed(AGREEMENT, 1, results=RESULTS[:1]), "work results", id="a result taken away"),
        pytest.param(changed(AGREEMENT, 1, agreement_version=2), "agreement: the final says version 1", id="version"),
        pytest.param(changed(AGREEMENT, 1, unit=uid("another unit")), f"unit of agreement {AGREEMENT}", id="the unit"),
        pytest.param(changed(AGREEMENT, 1, head_of_unit=True), f"head_of_unit of agreement {AGREEMENT}", id="head"),
        pytest.param(changed(PROOF, 1, sha256="0" * 64), f"evidence {PROOF}.*sha256 {'0' * 64}", id="a digest"),
        pytest.param(
            changed(PROOF, 2, indicator=QUARTER.indicator("files")),
            f"evidence {PROOF} of indicator {INDICATOR}: the final says verified.*the history gives pending",
            id="what was verified",
        ),
        pytest.param(
            changed(PROOF, 2, report=StreamHead(stream=realization(), version=3)),
            f"realization of indicator {INDICATOR}",
            id="which report was verified",
        ),
        pytest.param(changed(PHOTO, 1, answers=LIST), f"evidence {PHOTO}", id="an answer where there was none"),
        pytest.param(
            changed(LIST, 2, answer_until=date(2026, 7, 12)), f"evidence {uid('better list')}.*late", id="answer_until"
        ),
        pytest.param(
            changed(EVALUATION, 2, values=behaviour(ABOVE)),
            f"behaviour value service_orientation (assessed in {EVALUATION}:2)",
            id="the behaviour",
        ),
        pytest.param(
            changed(EVALUATION, 2, values=behaviour(loyal=ABOVE, adaptive=ABOVE)),
            f"behaviour value adaptive (assessed in {EVALUATION}:2)",
            id="one value that moves no median",
        ),
    ],
)
def test_a_changed_input_is_found_and_named(history, named):
    first = differences(history)[0]

    assert matches(first, named), first


def matches(said, named):
    """Whether the words of `named`, around its `.*`, are said in this order."""
    place = 0
    for part in named.split(".*"):
        place = said.find(part, place) + 1
        if place == 0:
            return False
    return True


@pytest.mark.parametrize("deadline", ["reporting", "evidence", "evaluation"])
def test_a_changed_deadline_is_named_with_the_cycle_it_came_from(deadline):
    opened = QUARTER.facts[0].event
    moved = opened.periods[1].model_copy(update={f"{deadline}_deadline": date(2026, 8, 1)})
    history = changed(CYCLE, 1, periods=(opened.periods[0], moved, *opened.periods[2:]))

    found = differences(history)

    assert found[0].startswith(f"{deadline} deadline from {CYCLE}:1: the final says 2026-07-")


def test_another_time_zone_is_named():
    found = differences(changed(CYCLE, 1, time_zone="Asia/Jayapura"))

    assert any(one.startswith(f"time zone from {CYCLE}:1: the final says Asia/Makassar") for one in found)


@pytest.mark.parametrize(
    "update",
    [{"achievement": "istimewa"}, {"unit": uid("another unit")}, {"period": "2026Q1"}],
    ids=["another achievement", "of another unit", "of another period"],
)
def test_another_achievement_of_the_unit_is_named_with_its_stream(update):
    found = differences(changed(UNIT_PERIOD, 1, head_of_unit(), **update))

    assert found[0].startswith(f"unit achievement from {UNIT_PERIOD}:1: the final says baik")


def test_an_achievement_that_came_from_nowhere_is_named():
    story = head_of_unit()
    copied = story.facts[-1].event.copied.model_copy(update={"unit_stream": None})

    assert forged(story, copied=copied) == ["unit achievement: the final says baik, the history gives None"]


# -- a history with something missing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stream", [AGREEMENT, realization(), PROOF, CYCLE], ids=["agreement", "report", "item", "cycle"]
)
def test_a_missing_stream_is_named(stream):
    whole = QUARTER.history()
    streams = {one: facts for one, facts in whole.streams.items() if one != stream}
    origins = {place: origin for place, origin in whole.origins.items() if place[0] != stream}

    (difference,) = differences(replace(whole, streams=streams, origins=origins))

    assert difference.startswith("inputs: the final says named, the history gives not in the topics: ")
    assert f"{stream}:" in difference


def test_a_missing_last_version_is_named():
    whole = QUARTER.history()
    origins = {place: origin for place, origin in whole.origins.items() if place != (PROOF, 2)}

    (difference,) = differences(replace(whole, origins=origins))

    assert f"{PROOF}:2" in difference


@pytest.mark.parametrize("stream", [realization(), CYCLE], ids=["report", "cycle"])
def test_a_stream_with_a_gap_is_named_with_the_version_that_is_missing(stream):
    broken = replace(QUARTER.history(), broken={stream: "version 1 is missing"})

    (difference,) = differences(broken)

    assert f"{stream} (version 1 is missing)" in difference


# -- a final that was changed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("update", [{"hash": "0" * 64}, {"id": "permenpanrb-0-2000.v1"}], ids=["hash", "id"])
def test_another_policy_is_not_compared_but_named(update):
    policy = QUARTER.facts[-1].event.policy.model_copy(update=update)

    (difference,) = forged(policy=policy)

    assert difference.startswith(f"policy {policy.id}: the final says {policy.hash}")


def test_a_given_rating_the_predicate_does_not_follow_from_is_found():
    found = forged(given=QUARTER.facts[-1].event.given.model_copy(update={"result": BELOW}))

    assert "predicate: the final says baik, the history gives butuh_perbaikan" in found


def test_a_departure_that_is_not_named_is_found():
    final = QUARTER.facts[-1].event
    given = final.given.model_copy(update={"result": ABOVE, "behaviour": ABOVE})

    found = forged(given=given, predicate="sangat_baik")

    said = f"the final says none, the history gives {ABOVE} given, {MEETS} advised"
    assert found == [f"departure from the advised {rating} rating: {said}" for rating in ("result", "behaviour")]


def test_a_head_who_was_given_another_rating_than_the_units_is_found():
    story = head_of_unit()
    final = story.facts[-1].event
    departure = finished(answer=Given(ABOVE, **REASON)).facts[-1].event.departures

    found = forged(story, given=final.given.model_copy(update={"result": ABOVE}), departures=departure)

    assert found == [f"result rating of a head of unit: the final says {ABOVE}, the history gives {MEETS}"]


@pytest.mark.parametrize(
    ("update", "named"),
    [
        ({"predicate": "sangat_baik"}, "predicate"),
        ({"score": None}, "score"),
        ({"score_with_excluded": None}, "score with the excluded"),
        ({"behaviour_below": ("loyal",)}, "behaviour values below"),
        ({"behaviour": behaviour(BELOW)}, "behaviour value service_orientation"),
        ({"employee": STRANGER}, "employee of agreement"),
        ({"unverified": "count"}, "what unverified is worth, chosen for 2026"),
        ({"agreement_version": 2}, "agreement"),
    ],
)
def test_a_final_that_says_otherwise_is_found(update, named):
    assert forged(**update)[0].startswith(named)


def test_a_final_without_a_result_rating_is_a_difference_and_no_crash():
    final = QUARTER.facts[-1].event

    found = forged(given=final.given.model_copy(update={"result": None}))

    assert any("not a rating: 'None'" in one for one in found)


def test_every_other_final_is_still_recomputed_beside_a_broken_one():
    another = agreed(*PLAN, employee=uid("another employee"), agreement=uid("another agreement"))
    history = together(finished(), finished(agreement=another, whose="another's "))
    broken = with_changed_realization(history, realization(), 1, "-1")

    assert {one.final.employee: one.equal for one in recompute_all(history)} == {EMPLOYEE: True, another.employee: True}
    assert {one.final.employee: one.equal for one in recompute_all(broken)} == {EMPLOYEE: False, another.employee: True}


# -- tampering, as the demo does it -----------------------------------------------------------------------------------


def test_a_tampered_realization_is_named_by_its_report():
    history = QUARTER.history()

    tampering = tamper(history, tuple(recompute_all(history)))

    assert tampering.named
    assert (tampering.changed, tampering.was, tampering.now) == (f"{realization()}:1", "92", "93")


@pytest.mark.parametrize(("version", "value"), [(1, "92"), (9, "1")], ids=["says so already", "no such version"])
def test_a_change_that_changes_nothing_is_refused(version, value):
    with pytest.raises(LookupError, match=str(realization())):
        with_changed_realization(QUARTER.history(), realization(), version, value)


def test_a_change_leaves_the_history_itself_alone():
    history = QUARTER.history()

    with_changed_realization(history, realization(), 1, "93")

    assert differences(history) == []


def test_a_history_without_finals_has_nothing_to_recompute():
    assert recompute_all(told().history()) == []
