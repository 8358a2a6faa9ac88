"""What an explanation shows beside the figures: the employee's own values, and what was recorded as new (7.3)."""

import re
from dataclasses import replace

import pytest

from services.evaluation.explanation import explained, of_case, of_final
from services.evaluation.explanation_parts import Source
from services.evaluation.explanation_year import Beside, explained_year, of_year_case
from services.evaluation.pages import page
from tests.domain.evaluation.finalizing import ready
from tests.domain.evaluation.yearly import told_year
from tests.domain.histories import ABOVE, BELOW, EVALUATION, FINAL_AT, MEETS, PERIOD, TEXT, behaviour

OWN = behaviour(MEETS, loyal=ABOVE)


def subject(quarter):
    return of_case(quarter.case(), quarter.evaluation().behaviour)


ITEM = f"agreed {PERIOD}"


def with_idea(**values):
    """A quarter whose behaviour is rated, as expected but for `values`, with an innovation that an item shows."""
    quarter = ready(behaviour(MEETS, **values))
    quarter.innovate(ITEM)
    return quarter


def texts(innovations):
    return {one.recorded: TEXT for one in innovations}


def test_each_value_stands_beside_the_employees_own_and_none_was_sent_is_said():
    quarter = with_idea(loyal=BELOW)

    beside, without = explained(replace(subject(quarter), self_assessed=OWN)), explained(subject(quarter))

    values = {one["name"]: (one["rating"], one["self_assessed"]) for one in beside["behaviour"]["values"]}
    assert values["loyal"] == (BELOW, ABOVE)
    assert values["competent"] == (MEETS, MEETS)
    assert {one["self_assessed"] for one in without["behaviour"]["values"]} == {None}


def test_before_the_rater_rates_the_employees_own_values_are_there_alone():
    quarter = ready()
    seen = replace(subject(quarter), behaviour=None, self_assessed=OWN)

    it = explained(seen)

    assert {(one["rating"], one["self_assessed"]) for one in it["behaviour"]["values"]} == {
        (None, MEETS),
        (None, ABOVE),
    }
    assert it["behaviour"]["text"].startswith("the seven values are not rated yet")
    assert explained(replace(seen, self_assessed=None))["behaviour"]["values"] == []


def test_an_innovation_is_told_before_the_final_and_after_it_with_its_evidence_and_text():
    quarter = with_idea()
    before = subject(quarter)
    event = quarter.finalized()
    after = of_final(event, quarter.agreement, Source(event.TYPE, EVALUATION, 2, FINAL_AT, "rater"))

    told = [explained(replace(one, described=texts(one.innovations)))["innovations"] for one in (before, after)]

    assert told[0] == told[1]
    (one,) = told[0]
    assert (one["kind"], one["items"]) == ("new_idea", [str(quarter.stream(ITEM))])
    assert one["description"]["text"] == str(TEXT.text)
    assert explained(before)["innovations"][0]["description"] is None  # its event is not here


@pytest.mark.parametrize(("language", "heading", "kind", "said"), [
    ("id", "Menurut pegawai", "ide baru", ["Di Bawah Ekspektasi", "Di Atas Ekspektasi"]),
    ("en", "As the employee sees it", "a new idea", ["below expectation", "above expectation"]),
])  # fmt: skip
def test_the_page_shows_both_and_says_that_nothing_was_recorded(language, heading, kind, said):
    seen = replace(subject(with_idea(loyal=BELOW)), self_assessed=OWN)

    html = page("explanation.html", language, it=explained(replace(seen, described=texts(seen.innovations))))
    plain = page("explanation.html", language, it=explained(subject(ready())))

    assert (heading in html, kind in html, str(TEXT.text) in html) == (True, True, True)
    (row,) = re.findall('<tr><th scope="row">Loyal.*', html, re.IGNORECASE)
    assert re.findall("<td>(.*?)</td>", row) == said
    assert (kind in plain, "Tidak ada yang dicatat." in plain or "None recorded." in plain) == (False, True)


def test_a_year_shows_the_same():
    story = told_year()
    story.prove("agreed", "100", "2026Q4")
    story.innovate("agreed 2026Q4", period="2026Q4")
    story.assess_year()
    case = story.year_case()
    seen = replace(of_year_case(case, story.state().behaviour), self_assessed=OWN)

    it = explained_year(seen, Beside({}, described=texts(case.innovations)))

    assert [one["description"]["text"] for one in it["innovations"]] == [str(TEXT.text)]
    assert {one["self_assessed"] for one in it["behaviour"]["values"]} == {MEETS, ABOVE}
    assert "ide baru" in page("explanation_year.html", "id", it=it)
