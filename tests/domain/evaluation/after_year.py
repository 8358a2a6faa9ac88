"""A made-up employee's story after the final of the year, as `afterwards` tells a quarter's."""

from datetime import UTC, date, datetime

from services.evaluation.amended_year import amended_year_case
from tests.domain.evaluation.afterwards import Afterwards
from tests.domain.evaluation.yearly import IN_APRIL, OTHER_RATER, YEAR, told_year
from tests.domain.given import uid
from tests.domain.histories import CYCLE
from tests.domain.plans import main, planned

__all__ = ["AfterTheYear", "objected", "year_with_rejection", "year_with_two_proven"]


class AfterTheYear(Afterwards):
    """The last agreement's rater answers; what is amended is the year."""

    stream, rater, raters = uid(f"evaluation {YEAR}"), OTHER_RATER, frozenset({OTHER_RATER})
    lodged_at, answered_at, decided_at = (datetime(2027, *day, tzinfo=UTC) for day in ((1, 22), (1, 25), (2, 1)))

    def case(self, named, false, now):
        final = self.state.final
        told = [one for one in self.story.facts if one.stream == CYCLE]
        cycle = [one.event for one in told if one.version <= final.copied.cycle.version]
        return amended_year_case(self.known(), cycle, final, self.state.amended, named, false, now)


def _moved_after(verdict):
    """A quarter at its target and what `verdict` says of its item, a move, and nine months at their target."""
    story = told_year()
    report = story.report("agreed", "100", "2026Q1")
    verdict(story, report)
    story.move(date(2026, 3, 31), main(planned("100", title="counted"), title="counting"))
    story.prove("counted", "100", "2026Q4")
    return story, report


def _finalized(story):
    story.assess_year()
    story.finalized_year()
    return AfterTheYear(story)


def year_with_rejection(*, uploaded=True):
    """A final year whose first quarter was rejected, or never shown; with the report of it."""

    def reject(story, report):
        if uploaded:
            story.upload("agreed 2026Q1", "agreed", period="2026Q1", at=IN_APRIL)
            story.reject("agreed 2026Q1", "agreed", report, period="2026Q1")

    story, report = _moved_after(reject)
    return _finalized(story), report


def year_with_two_proven():
    """A final year whose both agreements are proven."""

    def verify(story, report):
        story.upload("agreed 2026Q1", "agreed", period="2026Q1", at=IN_APRIL)
        story.verify("agreed 2026Q1", "agreed", report, period="2026Q1")

    return _finalized(_moved_after(verify)[0])


def objected():
    """The year with a rejection, objected to and answered."""
    return year_with_rejection()[0].object()
