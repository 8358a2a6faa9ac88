"""A year folded from the topics: the inputs of its periods, and what came after the final of one."""

from datetime import UTC, datetime
from fractions import Fraction

from services.evaluation.dossier import scoring_inputs
from services.evaluation.policies.year_6_2022_v1 import evaluate_year
from services.evaluation.policies.year_v1 import AgreementYear, YearInputs
from tests.domain.histories import told
from tests.domain.plans import QUARTERS

IN_AUGUST = datetime(2026, 8, 20, tzinfo=UTC)


def year_of(story):
    """The annual outcome of a story, from all that is known now."""
    dossier, agreed = story.dossier(), story.agreement
    periods = tuple(scoring_inputs(dossier, agreed, one, story.copied(one), "exclude") for one in QUARTERS)
    part = AgreementYear(str(agreed.agreement), agreed.starts_on, agreed.ends_on, periods)
    return evaluate_year(YearInputs(2026, (part,)))


def quarter_of_two_indicators():
    """`agreed` (latest, 100) and `files` (sum, 40 in the year), both reported; only the first is shown in time."""
    story = told()
    story.prove("agreed", "100")
    story.prove("agreed", "100", "2026Q4")
    return story, story.report("files", "20")


def test_evidence_verified_after_the_quarter_was_finalized_counts_in_the_year_and_leaves_the_quarter():
    story, report = quarter_of_two_indicators()
    story.upload("list", "files")
    story.assess()
    # It was never judged, so the rater rejects it to finalize, and sees later that it was right.
    story.reject("list", "files", report)
    final = story.finalized()

    story.upload("list again", "files", at=IN_AUGUST)
    story.verify("list again", "files", report, at=IN_AUGUST)

    assert final.score.exact == "50"
    assert story.facts[-3].event == final
    assert year_of(story).score == Fraction(100 + 50, 2)  # 20 of the year's 40 files


def test_without_it_the_year_has_the_first_indicator_alone():
    story, _ = quarter_of_two_indicators()

    assert year_of(story).score == 50


def test_a_report_of_one_quarter_that_is_replaced_in_the_next_is_the_same_story():
    story, _ = quarter_of_two_indicators()
    story.prove("files", "40", "2026Q4")

    outcome = year_of(story)

    assert (outcome.score, outcome.agreements[0].weight, outcome.short_period) == (100, 1, False)
    lines = [line for one in outcome.agreements[0].results for line in one.of.indicators.values()]
    assert {part.period for line in lines for part in line.parts} == {"2026Q4"}
