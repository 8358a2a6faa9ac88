"""What stands of an evaluation: the last amendment, else the final; and what confirming the advice would come to."""

from chassis.store import Recorded
from contracts.evaluation import EvaluationAmended
from services.evaluation.policies.registry import POLICIES
from services.evaluation.standing import standing, would_be
from tests.domain.evaluation.finalizing import HEAD, ready
from tests.domain.evaluation.objecting import FINAL, ORIGINAL, STREAM
from tests.domain.histories import ABOVE, EVALUATION, FINAL_AT, TEXT, behaviour, told
from tests.domain.plans import RATER, agreed, main, planned

AMENDED = EvaluationAmended(
    **{name: value for name, value in FINAL if name != "finalized_at"},
    original=ORIGINAL,
    cause="objection",
    reason=TEXT,
    amended_at=FINAL_AT,
)


def judged(values=None):
    return ready(values, agreement=agreed(main(planned(title="agreed"))))


def test_an_amendment_stands_and_the_final_before_it_no_longer():
    events = enumerate([*STREAM, AMENDED], 1)
    recorded = [Recorded(EVALUATION, version, FINAL_AT, str(RATER), event, b"") for version, event in events]

    assert standing(recorded[: ORIGINAL.version - 1]) is None
    assert standing(recorded[: ORIGINAL.version]).event is FINAL
    assert standing(recorded).event is AMENDED


def test_confirming_the_advice_would_come_to_a_predicate_once_both_ratings_are_advised():
    waits = told(**HEAD)
    waits.assess()

    assert would_be(judged().case()) == "baik"
    assert would_be(judged(behaviour(ABOVE)).case()) == "baik"
    assert would_be(told().case()) is None
    assert would_be(waits.case()) is None


def test_under_the_numeric_policy_it_is_the_class():
    quarter, policy = judged(), POLICIES["permenpanrb-8-2021.v1"]
    case = quarter.case(outcome=policy.evaluate(quarter.inputs()))
    numeric = case.policy.model_copy(update={"id": policy.id})

    found = would_be(quarter.case(outcome=case.outcome, policy=numeric))

    assert found == case.outcome.predicate
    assert found is not None
