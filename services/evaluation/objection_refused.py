"""Why an act on an objection is refused (`domain.md` 7.9); the words are in `messages_after`."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.refusals import Refusal

__all__ = [
    "AlreadyAnswered",
    "AlreadyDecided",
    "AlreadyLodged",
    "HeardBeforeLodged",
    "NoObjection",
    "NobodyDecides",
    "NotFinal",
    "NotHeardYet",
    "NotTheOneAsked",
    "NotTheRatersSuperior",
    "NotThisObjections",
    "NotYourEvaluation",
    "OwnObjection",
    "RaterNotHeard",
    "TooLate",
    "WaitsForAnswer",
]


@dataclass(eq=False)
class NobodyDecides(Refusal):
    """Nobody is above who rated: the directory says first who decides (decision 0055)."""

    employee: UUID


@dataclass(eq=False)
class NotFinal(Refusal):
    """Only what is final can be received or objected to."""


@dataclass(eq=False)
class NotYourEvaluation(Refusal):
    """Whoever it is about assesses themself, receives the final and objects to it."""

    employee: UUID


@dataclass(eq=False)
class TooLate(Refusal):
    """The last day for it is over."""

    until: date


@dataclass(eq=False)
class AlreadyLodged(Refusal):
    """There is an objection before this step already."""

    before: str


@dataclass(eq=False)
class WaitsForAnswer(Refusal):
    """The rater may answer until a day; before it the objection goes no further."""

    until: date


@dataclass(eq=False)
class NoObjection(Refusal):
    """There is nothing to answer, hear or decide."""


@dataclass(eq=False)
class NotTheOneAsked(Refusal):
    """The rater in force explains the rating."""


@dataclass(eq=False)
class AlreadyAnswered(Refusal):
    """The rater has answered in this step."""


@dataclass(eq=False)
class NotTheRatersSuperior(Refusal):
    """The rater's superior decides, or whoever they have delegated to."""


@dataclass(eq=False)
class OwnObjection(Refusal):
    """Nobody decides on themself, nor on an objection against their own rating."""


@dataclass(eq=False)
class RaterNotHeard(Refusal):
    """The rater is heard before a decision, unless they are silent until the last day for it."""

    until: date


@dataclass(eq=False)
class NotHeardYet(Refusal):
    """What is to come was not heard yet."""

    heard_on: date


@dataclass(eq=False)
class HeardBeforeLodged(Refusal):
    """What was said before there was an objection is no hearing on it."""

    heard_on: date
    lodged_on: date


@dataclass(eq=False)
class AlreadyDecided(Refusal):
    """The decision is final."""

    outcome: str


@dataclass(eq=False)
class NotThisObjections(Refusal):
    """A change amends the final that was objected to."""

    final: UUID
