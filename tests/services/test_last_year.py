"""A target is held against last year's finals wherever a plan is shown: as amended, by the annual one if there is one.

Over HTTP the year before is the office's own: what is planned is 2027, which no other test has.
"""

import uuid
from fractions import Fraction

import pytest

from chassis.intake import apply
from chassis.intake_work import Reader
from chassis.projection import Projection
from services.planning.projections import labels
from services.planning.reached import reached, reached_by
from tests.domain.given import uid
from tests.domain.planning.test_reached import AMENDED, example, final, line, of_year
from tests.domain.plans import AGREEMENT, EMPLOYEE, agreed, main, planned
from tests.records import AGENCY, Log, event_bytes
from tests.services import newcomers
from tests.services.conftest import eventually
from tests.services.years import MEETS, YearOf
from tests.sheets import FORM, skp_rows, xlsx
from tests.system.known_year import cycle_of

NEXT = 2027
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def person(office):
    """Somebody whose agreement ended with the third quarter of 2026, which is final: 3 reports in all."""
    ids, rater = office.story.ids, office.rater
    year = YearOf(office, 2026, ids["u-tu"], ids["u-tu/o1"], newcomers.register(office))
    someone = newcomers.known_to_evidence(office)
    agreement = f"/v1/agreements/{someone.made['agreement']}"
    closing = {"closes_on": "2026-09-30", "reason_code": "moved"}
    newcomers.command(office, someone, "planning", f"{agreement}/closing", "officer", closing)
    year.prove(someone, "Q3", "3", rater)
    year.do(someone, year.of_quarter(someone, "Q3", "/behaviour"), rater, MEETS)
    year.finalize(someone, year.of_quarter(someone, "Q3"), rater)
    office.made("planning", "/v1/cycles", "officer", cycle_of(NEXT))
    eventually(lambda: office.get("planning", agreement, someone.token, Ekinerja_Seen=someone.seen("planning")))
    return someone


def plan(target):
    """What was reached last year, in other letters, with another target."""
    indicator = {
        "title": "jumlah  Laporan", "aspect": "quantity", "unit_of_measure": "Laporan", "accumulation": "sum",
        "target": {"low": target, "high": target},
    }  # fmt: skip
    return [{"kind": "main", "title": "Layanan tertib", "indicators": [indicator]}]


@pytest.fixture(scope="module")
def previews(office, person):
    """The warnings of a template and of a form (12 reports), shown while nothing is drafted for the next year."""
    unit = office.story.ids["u-tu"]
    kept = {"position": f"Penata {uuid.uuid4().hex[:8]}", "results": plan("7")}
    template = office.made("planning", f"/v1/units/{unit}/templates", "officer", kept)["template"]
    number = office.get("planning", f"/v1/employees/{person.id}", "officer").json()["number"]
    form, sent = xlsx({number: [FORM, *skp_rows()]}), {"Content_Type": XLSX}
    shown = office.get("planning", f"/v1/templates/{template}/preview/{person.id}/{NEXT}", person.token).json()
    dry = office.post("planning", f"/v1/units/{unit}/agreements/{NEXT}/imports", "officer", form, **sent).json()
    return shown["warnings"], dry["people"][0]["warnings"]


THREE = {"exact": "3", "shown": "3.00"}


@pytest.mark.usefixtures("previews")
@pytest.mark.parametrize(
    ("target", "code"),
    [("7", "far_above_last_year"), ("6", None), ("1.5", None), ("1", "far_below_last_year")],
    ids=["more than twice", "twice", "half", "less than half"],
)
def test_a_draft_is_warned_of_a_target_far_from_what_was_reached_last_year(office, person, target, code):
    body = {
        "employee": person.id, "assignment": person.made["assignment"], "propose": False, "results": plan(target),
        "starts_on": f"{NEXT}-01-01", "ends_on": f"{NEXT}-12-31",
    }  # fmt: skip

    begun = office.made("planning", "/v1/agreements", person.token, body)

    shown = office.get("planning", f"/v1/agreements/{begun['agreement']}", person.token).json()
    about = begun["results"][0]["indicators"][0]
    expected = [{"code": code, "about": about, "last_year": THREE}] if code else []
    assert begun["warnings"] == shown["warnings"] == expected


def test_a_template_and_a_form_are_warned_of_too_before_anything_is_recorded(previews):
    of_template, of_form = previews

    assert [(one["code"], one["last_year"]) for one in of_template] == [("far_above_last_year", THREE)]
    assert [one for one in of_form if one["code"].endswith("last_year")] == [
        {"code": "far_above_last_year", "about": "Jumlah laporan", "last_year": THREE}
    ]


# -- which finals stand -----------------------------------------------------------------------------------------------

EXCLUDED = final(4, line(None, exclusion="rejected"))
ANNUAL = of_year((4, 96, {}), accumulation="sum")
AMENDED_YEAR = example("AnnualEvaluationAmended").model_copy(
    update={"employee": EMPLOYEE, "year": 2026, "agreements": of_year((4, 100, {}), accumulation="sum").agreements}
)


def taken_in(databases, *finals, annual=(), agreement=AGREEMENT):
    """What planning keeps of an agreement, its finals of a quarter, and those of the year."""
    database, log = databases.make("planning"), Log()
    told = agreed(main(planned(accumulation="sum")), agreement=agreement)
    quarter = [one.model_copy(update={"employee": EMPLOYEE, "agreement": agreement}) for one in finals]
    streams = [("planning", agreement, [told]), ("evaluation", uid("Q4"), quarter), ("evaluation", uid("2026"), annual)]
    records = [
        log.record(event_bytes(event, stream, version), service=service)
        for service, stream, events in streams
        for version, event in enumerate(events, 1)
    ]
    with database.connection() as conn:
        apply(conn, records, Reader(AGENCY, "planning", labels))
    return Projection(database)


def test_what_an_objection_readmitted_is_unmet_no_longer(databases):
    """The final excluded an item, the decision lets it count: it was still offered as unmet, and carried over."""
    before = reached_by(taken_in(databases, EXCLUDED), AGREEMENT)
    (after,) = reached_by(taken_in(databases, EXCLUDED, final(4, line(100), event=AMENDED)), AGREEMENT)

    assert [(one.met, one.exclusion) for one in before] == [(False, "rejected")]
    assert (after.met, after.exclusion, after.value) == (True, None, 100)


@pytest.mark.parametrize(
    ("annual", "value"), [((), 0), ((ANNUAL,), 96), ((ANNUAL, AMENDED_YEAR), 100)], ids=["none", "final", "amended"]
)
def test_what_was_reached_in_a_year_is_what_its_annual_final_says(databases, annual, value):
    """Evidence verified after the last quarter was final counts in the year: nothing was said to be reached."""
    projection = taken_in(databases, EXCLUDED, annual=annual)

    (found,) = reached(projection, EMPLOYEE, 2026)

    assert (found.value, found.complete) == (Fraction(value), True)


def test_an_agreement_that_stands_beside_the_year_is_told_by_its_quarters(databases):
    beside = taken_in(databases, final(4, line(80)), annual=(ANNUAL,), agreement=uid("acting office"))

    assert [one.value for one in reached(beside, EMPLOYEE, 2026)] == [80]
