"""An explanation knows amendments: what changed and why, what stood before, and what nobody verified (domain 7.9)."""

import pytest

from contracts.evaluation import Readmitted
from services.evaluation.explanation import explained, of_final
from services.evaluation.explanation_beside import CLOSED, ERASED, LookedUp, Read
from services.evaluation.explanation_parts import Source
from services.evaluation.explanation_year import Beside, explained_year, of_concluded_year
from services.evaluation.finals import Amended, Final
from services.evaluation.pages import page
from services.evaluation.words import Said
from tests.domain.evaluation.after_year import objected as objected_year
from tests.domain.evaluation.afterwards import Afterwards
from tests.domain.evaluation.test_amendment_objected import amended as after_a_finding
from tests.domain.given import uid
from tests.domain.histories import FINAL_AT, TEXT, told
from tests.domain.plans import agreed, main, planned

LIST = uid("list")


def objected(*, uploaded=True):
    """A final whose one report was rejected, or never shown; objected to, and its place."""
    story = told(agreement=agreed(main(planned(title="it"))))
    report = story.report("it", "100")
    if uploaded:
        story.upload("list", "it")
        story.reject("list", "it", report)
    story.assess()
    story.finalized()
    return Afterwards(story).object(), report


def told_of(after):
    """The final and its amendments, each with its version."""
    facts = [one for one in after.story.facts if one.stream == after.stream]
    return [(one.version, one.event) for one in facts if isinstance(one.event, Final | Amended)]


def beside(after, place=-1, texts=None):
    versions = told_of(after)
    return LookedUp(texts=texts or {}, told=versions, at=versions[place][0])


def explain(after, place=-1, texts=None):
    """What is explained of the last amendment, or of another version by its place."""
    version, event = told_of(after)[place]
    source = Source(event.TYPE, after.stream, version, FINAL_AT, "x")
    return explained(of_final(event, after.story.agreement, source), beside(after, place, texts))


def line(it):
    return it["results"][0]["indicators"][0]


def test_an_amendment_says_its_cause_what_was_readmitted_and_what_it_was_before():
    after = objected()[0].change(Readmitted(items=(LIST,)))
    (original, _), (version, event) = told_of(after)

    it = explain(after)

    amended = it["amendment"]
    assert (amended["cause"], amended["text"]) == ("objection", "the decision of an objection")
    assert amended["original"] == {"stream": str(after.stream), "version": original}
    assert amended["readmitted"]["items"] == [str(LIST)]
    assert [(one["version"], one["predicate"], one["score"]["shown"]) for one in amended["before"]] == [
        (original, "butuh_perbaikan", "0.00"),
    ]  # fmt: skip
    assert (it["source"]["version"], it["predicate"], it["replaced_by"]) == (version, event.predicate, None)


def test_what_was_readmitted_is_not_called_verified_and_the_event_stays_as_it_is():
    after = objected()[0].change(Readmitted(items=(LIST,)))
    (_, event) = told_of(after)[-1]

    it = explain(after)

    assert [one["state"] for one in line(it)["evidence"]] == ["readmitted"]
    assert [one.state for one in event.results[0].indicators[0].evidence] == ["verified"]
    html = page("explanation.html", "en", it=it)
    assert "counted by the decision of an objection" in html
    assert "<li>verified" not in html


def test_a_readmitted_report_says_so_in_its_line():
    after, report = objected(uploaded=False)
    after.change(Readmitted(reports=(report,)))

    said = [one["text"] for one in line(explain(after))["steps"]]

    assert said[1:3] == [
        "realization that counts: 100 berkas",
        "this report counts by the decision of an objection, without verified evidence",
    ]


def test_the_original_is_explained_as_it_was_and_says_what_counts_now():
    after, _ = objected()
    before = explain(after)
    after.change(Readmitted(items=(LIST,)))

    it = explain(after, 0)

    assert (it["amendment"], it["replaced_by"]) == (None, told_of(after)[-1][0])
    assert {**it, "replaced_by": None} == before
    assert "Not what counts now" in page("explanation.html", "en", it=it)


def test_an_amendment_after_false_evidence_names_what_was_found():
    it = explain(after_a_finding())

    assert (it["amendment"]["cause"], bool(it["amendment"]["finding"])) == ("false_evidence", True)
    assert it["amendment"]["readmitted"] == {"items": [], "reports": []}


def test_an_amended_year_says_the_same():
    after = objected_year().change(Readmitted(items=(uid("agreed 2026Q1"),)))
    version, event = told_of(after)[-1]
    subject = of_concluded_year(event, event.employee, Source(event.TYPE, after.stream, version, FINAL_AT, "x"))

    it = explained_year(subject, Beside({}, looked_up=beside(after)))

    assert [one["predicate"] for one in it["amendment"]["before"]] == ["butuh_perbaikan"]
    (part,) = it["agreements"][0]["results"][0]["indicators"][0]["parts"]
    assert [one["state"] for one in part["evidence"]] == ["readmitted"]
    assert "Perubahan atas evaluasi final" in page("explanation_year.html", "id", it=it)


@pytest.mark.parametrize(
    ("read", "there"),
    [
        (Read("<b>terbaca</b> & benar"), "&lt;b&gt;terbaca&lt;/b&gt; &amp; benar"),
        (ERASED, "this text was erased"),
        (CLOSED, "read only by the employee, the rater, and whoever decides"),
    ],
)
def test_a_written_reason_is_read_or_a_sentence_says_why_not_and_never_an_id(read, there):
    after = objected()[0].change(Readmitted(items=(LIST,)))

    html = page("explanation.html", "en", it=explain(after, texts={TEXT.text: read}))

    assert there in html
    assert str(TEXT.text) not in html


def test_a_report_that_came_late_says_so_after_what_counts():
    after, report = objected()
    after.change(Readmitted(items=(LIST,)))
    version, event = told_of(after)[-1]
    late = LookedUp(late={report: Said("terlambat", "reported late")}, told=told_of(after), at=version)
    source = Source(event.TYPE, after.stream, version, FINAL_AT, "x")

    it = explained(of_final(event, after.story.agreement, source), late)

    assert [one["text"] for one in line(it)["steps"]][1:3] == ["realization that counts: 100 berkas", "reported late"]
    assert it["score"]["shown"] == "100.00"
