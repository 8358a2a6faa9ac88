"""A year's policy and its first final never pass each other: on a real database, decided at once and recorded after.

Evaluation's own commands; the other services' events are taken in as its inbox would.
"""

from functools import partial
from uuid import uuid4

import pytest

from chassis.errors import Conflict
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.store import Command
from contracts.evaluation import EvaluationFinalized, PolicyChosen
from services.evaluation import commands
from services.evaluation.main import DEFINITION
from services.evaluation.policy_choice import YearIsJudged
from services.evaluation.policy_choice_commands import choose, chosen, policy_stream
from tests.domain.histories import FINAL_AT, PERIOD, behaviour, told
from tests.domain.plans import AGREEMENT, RATER
from tests.records import AGENCY
from tests.services.test_final_after_its_inputs import CONFIRMED, taken_in
from tests.services.written_together import written_together

NUMERIC = "permenpanrb-8-2021.v1"


@pytest.fixture
def runtime(databases):
    """Evaluation with a quarter that waits for its final only."""
    settings = Settings(agency=AGENCY, database=databases.url("evaluation"), issuer="http://issuer.invalid")
    evaluation = Runtime(DEFINITION, settings)
    evaluation.__dict__["clock"] = lambda: FINAL_AT
    story = told()
    story.prove("agreed", "100")
    taken_in(evaluation, story.facts)
    recorded(evaluation, lambda: commands.assess(evaluation, RATER, AGREEMENT, PERIOD, behaviour()))
    yield evaluation
    evaluation.database.close()


def recorded(runtime, decide):
    """The command's answer."""
    command = Command(str(RATER), str(uuid4()), b"", uuid4(), "a-correlation", FINAL_AT)
    return runtime.store.record(command, decide)


def choosing(runtime):
    return choose(runtime, 2026, NUMERIC, "exclude", "pp-30-2019.v1")


def finalizing(runtime):
    return commands.finalize(runtime, RATER, AGREEMENT, PERIOD, CONFIRMED, CONFIRMED)


def kinds(runtime):
    """What the two streams hold."""
    streams = (policy_stream(runtime, 2026), commands.evaluation_stream(runtime, AGREEMENT, PERIOD))
    found = {type(one.event) for stream in streams for one in runtime.store.load(stream)}
    return found & {PolicyChosen, EvaluationFinalized}


def test_a_final_is_by_the_policy_that_was_chosen_and_names_the_choice(runtime):
    recorded(runtime, lambda: choosing(runtime))

    recorded(runtime, lambda: finalizing(runtime))

    final = runtime.store.load(commands.evaluation_stream(runtime, AGREEMENT, PERIOD))[-1].event
    assert (final.policy.id, final.copied.policy_stream) == (NUMERIC, chosen(runtime, 2026).stream)


def test_a_final_that_is_recorded_and_not_applied_yet_keeps_the_policy(runtime):
    recorded(runtime, lambda: finalizing(runtime))

    with pytest.raises(YearIsJudged):
        choosing(runtime)


@pytest.mark.parametrize(
    ("first", "late", "kept"),
    [(finalizing, choosing, EvaluationFinalized), (choosing, finalizing, PolicyChosen)],
    ids=["a choice after a final", "a final after a choice"],
)
def test_what_was_decided_before_the_other_was_recorded_is_refused_after_it(runtime, first, late, kept):
    decided = late(runtime)
    recorded(runtime, lambda: first(runtime))

    with pytest.raises(Conflict):
        recorded(runtime, lambda: decided)

    assert kinds(runtime) == {kept}


def test_of_a_choice_and_a_final_that_are_written_together_one_is_refused(runtime, monkeypatch):
    decisions = [choosing(runtime), finalizing(runtime)]

    writes = [partial(recorded, runtime, lambda decided=decided: decided) for decided in decisions]
    answers = written_together(runtime.store.recorder, writes, monkeypatch)

    assert sum(isinstance(one, Conflict) for one in answers) == 1
    assert len(kinds(runtime)) == 1
