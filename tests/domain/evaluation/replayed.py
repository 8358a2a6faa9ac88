"""Finished quarters as a stranger finds them, and copies of them in which one thing says something else."""

from dataclasses import replace

from services.evaluation.replay.recompute import recompute_all
from tests.domain.histories import whole_quarter
from tests.domain.plans import agreed, main, planned


def finished(achievement=None, answer=None, about_behaviour=None, values=None, **given):
    """A whole quarter and its final; `values`: of behaviour, assessed anew."""
    story = whole_quarter(achievement, **given)
    if values:
        story.assess(values)
    story.finalized(result=answer, about_behaviour=about_behaviour)
    return story


def head_of_unit(achievement="baik"):
    plan = (main(planned(title="agreed")), main(planned("40", title="files", accumulation="sum"), title="second"))
    return finished(achievement, agreement=agreed(*plan, head_of_unit=True))


QUARTER = finished()


def changed(stream, version, story=QUARTER, **update):
    """A copy of the story's history in which one event says something else."""
    history = story.history()
    facts = tuple(
        replace(fact, event=fact.event.model_copy(update=update)) if fact.version == version else fact
        for fact in history.streams[stream]
    )
    return replace(history, streams={**history.streams, stream: facts})


def differences(history):
    """What a stranger finds of the one final there is."""
    (verdict,) = recompute_all(history)
    return [str(one) for one in verdict.differences]


def forged(story=QUARTER, **update):
    """What a stranger finds when the final itself says something else."""
    final = story.facts[-1]
    return differences(changed(final.stream, final.version, story, **update))
