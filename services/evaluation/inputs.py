"""What requests of evaluation have in common: where an evaluation is, who is inside, the answer to one advice."""

from typing import Literal

from chassis.inputs import Body, WrittenText
from contracts.evaluation import Rating
from services.evaluation import commands

__all__ = ["EVALUATION", "INSIDE", "RATER", "Because", "GivenRating"]

EVALUATION = "/v1/agreements/{agreement}/evaluations/{period}"
INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
RATER = frozenset({"rater"})


class Because(Body):
    """Why: a text; with a code where the rating departs from an advice (elsewhere the service finds the code)."""

    code: Literal["context_not_in_figures", "quality_of_work", "conduct"] | None = None
    text: WrittenText


class GivenRating(Body):
    """The answer to one advice: "advised" confirms it, a rating departs from it and needs a reason."""

    rating: Rating | Literal["advised"] = "advised"
    because: Because | None = None

    def answered(self) -> commands.Answered:
        rating: Rating | None = None if self.rating == "advised" else self.rating
        because = self.because
        return commands.Answered(rating, because.code if because else None, because.text if because else None)
