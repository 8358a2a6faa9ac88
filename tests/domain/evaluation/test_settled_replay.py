"""A stranger counts a settled distribution anew: from the finals it names, against the pattern, and who was there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.evaluation import (
    BrokenRule,
    CountedPerson,
    DistributionSettled,
    EvaluationAmended,
    LeftOut,
    PolicyRef,
    PredicateCount,
    UnitAchievementSet,
)
from contracts.planning import AssignmentStarted, UnitRegistered
from contracts.values import StreamHead
from services.evaluation.policies.distribution_v1 import PREDICATES, Person, spread
from services.evaluation.policies.registry import policy_hash
from services.evaluation.replay.settled import settlements
from services.evaluation.settlement import decide_settle
from tests.domain.evaluation.objecting import FINAL
from tests.domain.evaluation.yearly import YEAR, YEAR_FINAL_AT, told_year
from tests.domain.given import uid
from tests.domain.histories import CYCLE, FINAL_AT, OPENED, PERIOD, TEXT, UNIT_PERIOD, Told
from tests.domain.plans import EMPLOYEE, FIRST_DAY, LAST_DAY, RATER, UNIT, agreed, main, planned

RULES = PolicyRef(id="distribution.v1", hash=policy_hash("distribution.v1"))
SETTLED_AT = FINAL_AT + timedelta(days=9)
FITTING = {"a": "baik", "b": "baik", "c": "baik", "d": "kurang", "e": "sangat_baik"}
SUB = uid("a unit below")


class Unit:
    """A unit's people with a final each, and what was settled of them."""

    def __init__(self, predicates, **elsewhere):
        self.story = Told(agreement=agreed(main(planned())))
        self.story.record(CYCLE, OPENED)
        self.story.record(UNIT, UnitRegistered(unit=UNIT, name="Subbagian Umum", parent=None))
        self.story.record(UNIT_PERIOD, UnitAchievementSet(unit=UNIT, period=PERIOD, achievement="baik"), FINAL_AT)
        self.heads = {}
        for name, predicate in predicates.items():
            self.works(name, **elsewhere.get(name, {}))
            self.final(name, predicate)

    def works(self, name, unit=UNIT, head_of_unit=False):
        where = {"employee": uid(name), "assignment": uid(f"place of {name}"), "unit": unit}
        about = {"position": "Arsiparis", "head_of_unit": head_of_unit, "rater": RATER, "starts_on": FIRST_DAY}
        self.story.record(uid(name), AssignmentStarted(**where, **about))

    def final(self, name, predicate):
        event = FINAL.model_copy(update={"employee": uid(name), "predicate": predicate})
        self.heads[name] = self.story.record(uid(f"evaluation of {name}"), event, FINAL_AT)
        return event

    def amend(self, name, predicate, at):
        kept = {key: value for key, value in FINAL if key not in ("finalized_at", "employee", "predicate")}
        event = EvaluationAmended(
            **kept, employee=uid(name), predicate=predicate, original=self.heads[name], cause="objection",
            reason=TEXT, amended_at=at,
        )  # fmt: skip
        self.heads[name] = self.story.record(uid(f"evaluation of {name}"), event, at)

    def settle(self, predicates, left_out=(), reason=None):
        """As the officer does it: of the heads there are."""
        persons = [Person(str(uid(name)), str(UNIT), False, one) for name, one in predicates.items()]
        persons += [Person(str(one.employee), str(UNIT), False, None, excluded=True) for one in left_out]
        counted = [
            CountedPerson(employee=uid(name), predicate=one, final=self.heads[name]) for name, one in predicates.items()
        ]
        excluded = {str(one.employee): one for one in left_out}
        final = spread("baik", persons)  # of everybody who is counted, so nobody's turn is asked for
        (event,) = decide_settle(UNIT, PERIOD, final, counted, excluded, RULES, reason, {}.__getitem__)
        self.story.record(UNIT_PERIOD, event, SETTLED_AT)
        return self

    def changed(self, **update):
        """The same, with a settlement that says something else."""
        last = self.story.facts[-1]
        self.story.facts[-1] = replace(last, event=last.event.model_copy(update=update))
        return self

    @property
    def settled(self):
        return self.story.facts[-1].event

    @property
    def verdict(self):
        (found,) = settlements(self.story.history())
        return found


def unit(predicates=FITTING, **elsewhere):
    return Unit(predicates, **elsewhere).settle(predicates)


def told(made):
    return [str(one) for one in made.verdict.differences]


def test_what_fits_is_counted_again_and_is_equal():
    found = unit().verdict

    assert (found.equal, found.differences, found.notes) == (True, (), ())
    assert isinstance(found.final, DistributionSettled)


def test_a_broken_pattern_with_its_reason_is_equal():
    everybody = dict.fromkeys(FITTING, "baik")

    made = Unit(everybody).settle(everybody, reason=TEXT)

    assert len(made.settled.broken) == 2
    assert told(made) == []


def test_after_an_amendment_the_amendment_is_what_is_named():
    made = Unit(FITTING)
    made.amend("e", "baik", FINAL_AT + timedelta(days=3))
    made.settle({**FITTING, "e": "baik"}, reason=TEXT)

    assert told(made) == []


def test_an_amendment_afterwards_changes_nothing_in_what_was_settled():
    made = unit()
    made.amend("e", "baik", SETTLED_AT + timedelta(days=1))

    assert told(made) == []


COUNTS = dict.fromkeys(("butuh_perbaikan", "sangat_kurang"), 0)


@pytest.mark.parametrize(
    ("update", "named"),
    [
        ({"people": 6}, "people: the final says 6, the history gives 5"),
        (
            {"counts": tuple(PredicateCount(predicate=one, people=n) for one, n in {**COUNTS, "baik": 5}.items())},
            "people who are baik: the final says 5, the history gives 3",
        ),
        ({"broken": (BrokenRule(predicates=("baik",), kind="at_most", most=3, found=5),)}, "rules broken"),
        ({"reason": TEXT}, "the reason for a broken pattern: the final says a reason, the history gives no reason"),
        ({"achievement": "istimewa"}, "achievement of the unit: the final says istimewa, the history gives baik"),
        ({"rules": RULES.model_copy(update={"hash": "0" * 64})}, "rules distribution.v1"),
        ({"left_out": (LeftOut(employee=uid("a"), reason_code="other", reason=TEXT),)}, f"employee {uid('a')}: "),
        ({"left_out": (LeftOut(employee=uid("z"), reason_code="other"),)}, f"employee {uid('z')} left out"),
        ({"left_out": (LeftOut(employee=uid("z"), reason_code="short_period"),)}, f"employee {uid('z')} left out"),
    ],
)
def test_what_a_settlement_says_otherwise_is_named(update, named):
    found = told(unit().changed(**update))

    assert any(one.startswith(named) for one in found), found


def test_of_a_pattern_that_is_broken_without_a_word_both_rule_and_reason_are_named():
    everybody = dict.fromkeys(FITTING, "baik")
    made = Unit(everybody).settle(everybody, reason=TEXT).changed(broken=(), reason=None)

    assert [one.what for one in made.verdict.differences] == ["rules broken", "the reason for a broken pattern"]


@pytest.mark.parametrize(
    ("final_at", "ends_on", "expected"),
    [
        (FINAL_AT, None, [f"employee {uid('z')} is left out (other), and was final by {uid('evaluation of z')}:1"]),
        (SETTLED_AT + timedelta(days=1), None, []),
        (FINAL_AT, date(2026, 5, 31), []),  # their closing evaluation: they moved, and are counted by another
    ],
)
def test_whoever_was_final_and_was_left_out_is_noted(final_at, ends_on, expected):
    """Older releases let the officer leave them out: what they recorded is as they made it."""
    made = Unit(FITTING)
    made.works("z")
    terms = agreed(main(planned()), employee=uid("z"), agreement=FINAL.agreement, ends_on=ends_on or LAST_DAY)
    made.story.record(terms.agreement, terms)
    made.final("z", "baik")
    made.story.facts[-1] = replace(made.story.facts[-1], time=final_at)
    made.settle(FITTING, [LeftOut(employee=uid("z"), reason_code="other", reason=TEXT)])

    assert [one.removesuffix(": counted now") for one in notes(made)] == expected


def swapped(made, name, **update):
    counted = [one.model_copy(update=update) if one.employee == uid(name) else one for one in made.settled.counted]
    return made.changed(counted=tuple(counted))


@pytest.mark.parametrize(
    ("update", "named"),
    [
        ({"predicate": "kurang"}, "predicate in"),
        ({"employee": uid("z")}, "employee of"),
        ({"final": StreamHead(stream=uid("nowhere"), version=1)}, "finals counted"),
        ({"final": StreamHead(stream=UNIT_PERIOD, version=1)}, "final "),
    ],
)
def test_who_has_another_predicate_than_their_final_says_is_named(update, named):
    found = told(swapped(unit(), "a", **update))

    assert found[0].startswith(named), found


def test_two_who_are_swapped_differ_although_every_count_is_right():
    made = unit()
    found = told(swapped(swapped(made, "a", predicate="kurang"), "d", predicate="baik"))

    assert sorted(one.split(" in ")[0] for one in found) == ["predicate", "predicate"]


def test_a_final_of_another_period_counts_for_nothing_here():
    made = unit()
    made.story.facts = [
        replace(one, event=one.event.model_copy(update={"period": "2026Q1"}))
        if one.stream == uid("evaluation of a")
        else one
        for one in made.story.facts
    ]

    assert told(made)[0].startswith(f"period of {uid('evaluation of a')}:1")


def test_a_final_that_was_amended_long_before_is_not_what_stood():
    made = unit()
    settled = made.story.facts.pop()
    made.amend("e", "baik", FINAL_AT + timedelta(days=3))
    made.story.facts.append(settled)

    (found,) = told(made)

    assert found.startswith(
        f"final {uid('evaluation of e')}:1 counted: the final says as it stood, the history gives am"
    )


def test_a_final_made_afterwards_was_not_there():
    made = unit()
    made.story.facts = [
        replace(one, time=SETTLED_AT + timedelta(days=1)) if one.stream == uid("evaluation of a") else one
        for one in made.story.facts
    ]

    assert "recorded after it was settled" in told(made)[0]


# -- who was there ----------------------------------------------------------------------------------------------------


def notes(made):
    assert made.verdict.equal, told(made)
    return list(made.verdict.notes)


def test_who_was_there_and_is_not_named_is_told():
    made = Unit(FITTING)
    made.works("left out without a word")

    (note,) = notes(made.settle(FITTING))

    assert note.startswith(f"employee {uid('left out without a word')} was in the unit")


def test_who_is_left_out_with_a_reason_is_not_missed():
    made = Unit(FITTING)
    made.works("on leave")

    leave = LeftOut(employee=uid("on leave"), reason_code="long_leave", reason=TEXT)
    assert notes(made.settle(FITTING, left_out=[leave])) == []


def test_a_unit_below_counts_until_it_has_an_achievement_of_its_own_and_its_head_one_level_up():
    def below(*, with_achievement):
        made = Unit(FITTING)
        made.story.record(SUB, UnitRegistered(unit=SUB, name="Seksi", parent=UNIT))
        made.works("clerk", unit=SUB)
        made.works("head", unit=SUB, head_of_unit=True)
        if with_achievement:
            made.story.record(uid("sub"), UnitAchievementSet(unit=SUB, period=PERIOD, achievement="baik"), FINAL_AT)
        return {note.split()[1] for note in notes(made.settle(FITTING))}

    assert below(with_achievement=False) == {str(uid("clerk")), str(uid("head"))}
    assert below(with_achievement=True) == {str(uid("head"))}


def test_who_is_counted_and_works_elsewhere_is_told():
    (note,) = notes(unit(e={"unit": SUB}))

    assert note == f"employee {uid('e')} is counted, and by the topics was not in the unit on the last day"


def test_where_somebody_is_on_the_last_day_their_agreement_says_before_their_place():
    made = Unit(FITTING)
    first = agreed(main(planned()), employee=uid("mover"), agreement=uid("first"), ends_on=date(2026, 5, 31))
    second = agreed(
        main(planned()), employee=uid("mover"), agreement=uid("second"), starts_on=date(2026, 6, 1), unit=SUB
    )
    made.works("mover")
    made.story.record(first.agreement, first)

    placed = notes(made.settle(FITTING))
    made.story.facts.pop()
    made.story.record(second.agreement, second)

    assert [note.split()[1] for note in placed] == [str(uid("mover"))]
    assert notes(made.settle(FITTING)) == []


# -- a year -----------------------------------------------------------------------------------------------------------


def year(*, short, because="short_period"):
    """A unit's year: one person, left out for a year of few months or else, and what their final says of it."""
    story = told_year()
    story.prove("agreed", "100", "2026Q4")
    story.assess_year()
    final = story.finalized_year()
    story.facts[-1] = replace(story.facts[-1], event=final.model_copy(update={"short_period": short}))
    head = story.achieve_year("baik")
    left_out = LeftOut(employee=final.employee, reason_code=because, reason=None if because == "short_period" else TEXT)
    said = {"achievement": "baik", "rules": RULES, "people": 0, "left_out": (left_out,), "counted": ()}
    counts = tuple(PredicateCount(predicate=one, people=0) for one in PREDICATES)
    event = DistributionSettled(unit=UNIT, period=YEAR, counts=counts, **said)
    story.record(head.stream, event, YEAR_FINAL_AT + timedelta(days=1))
    (verdict,) = settlements(story.history())
    return [one.what for one in verdict.differences], len(verdict.notes)


def test_of_a_year_whoever_served_few_months_is_left_out_and_nobody_else_as_such():
    assert year(short=True) == ([], 0)
    assert year(short=False) == ([f"employee {EMPLOYEE} left out"], 0)


@pytest.mark.parametrize(("short", "noted"), [(True, 0), (False, 1)], ids=["a few months", "a year"])
def test_of_a_year_whoever_was_final_and_is_left_out_with_a_reason_is_noted_but_of_a_few_months(short, noted):
    assert year(short=short, because="other") == ([], noted)
