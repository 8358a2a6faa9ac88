"""Finalizing the quarter of a made-up employee: who decides over what, in a line."""

from services.evaluation.domain import Given, decide_finalize
from tests.domain import given as steps
from tests.domain.histories import FINAL_AT, MEETS, REASON, told
from tests.domain.plans import RATER, agreed, main, planned

HEAD = {"agreement": agreed(main(planned(title="agreed")), head_of_unit=True)}
NOT_DUE = {
    "agreement": agreed(main(planned("1", title="agreed", accumulation="sum", whole=True), title="a document a year"))
}
CONFIRM = Given()
#: What a rater answers where there is no advice on results.
RATED = Given(MEETS, **REASON)


def finalize(case, actor=RATER, result=CONFIRM, about_behaviour=CONFIRM):
    return decide_finalize, actor, case, result, about_behaviour, FINAL_AT


def decided(story, **answers):
    """What becomes of finalizing `story` as it stands."""
    return steps.Given(story.evaluation()).when(*finalize(story.case(), **answers))


def ready(values=None, **told_as):
    """A quarter with its indicator proven at its target and behaviour assessed."""
    story = told(**told_as)
    story.prove("agreed", "100")
    story.assess(values)
    return story
