"""The verifier's flags: each with what it is based on, and what a reader may not see left out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.evidence.flags import FLAGS, MOST_USES, Findings, Flagged, OtherUse, flags_of, says

AT = datetime(2026, 3, 20, 3, 0, tzinfo=UTC)
OWN, COLLEAGUE = UUID(int=1), UUID(int=2)
CLEAN = Flagged(
    item=UUID(int=10), employee=OWN, period="2026Q1", media_type="application/pdf", uploaded_at=AT,
    uploaded_by=str(OWN), deadline=AT, days=(date(2026, 1, 1), date(2026, 3, 31)), malware=None, findings=Findings(),
)  # fmt: skip
EARLIER = OtherUse(UUID(int=11), OWN, UUID(int=20), "2026Q1", AT - timedelta(days=1), withdrawn=False)


def everything(_):
    return True


def flags(sees=everything, **changed):
    return {one["flag"]: one["based_on"] for one in flags_of(replace(CLEAN, **changed), sees)}


def dated(*days):
    return flags(findings=Findings(dates=tuple((f"pdf.{number}", day) for number, day in enumerate(days))))


def test_an_item_like_any_other_has_none():
    assert flags() == {}
    assert flags(findings=None) == {}


def test_the_deadline_itself_is_in_time():
    late = AT + timedelta(microseconds=1)

    assert flags(uploaded_at=late) == {"late": {"uploaded_at": late.isoformat(), "deadline": AT.isoformat()}}
    assert flags(uploaded_at=late, deadline=None) == {}


def test_what_the_file_tells():
    found = Findings(cannot_open="damaged", name_says="image/png")

    assert flags(findings=found, malware="Eicar", uploaded_by="system") == {
        "uploaded_by_another": {"uploaded_by": "system"},
        "cannot_open": {"why": "damaged"},
        "name_differs": {"name_says": "image/png", "content_is": "application/pdf"},
        "malware": {"signature": "Eicar"},
    }


@pytest.mark.parametrize(
    ("days", "outside"),
    [
        ((), False),
        ((date(2026, 1, 1),), False),
        ((date(2026, 3, 31),), False),
        ((date(2025, 12, 31),), True),
        ((date(2026, 4, 1),), True),
        ((date(2025, 12, 31), date(2026, 2, 1)), False),
        ((date(2025, 12, 31), date(2026, 4, 1)), True),
    ],
)
def test_dated_outside_where_no_day_lies_in_the_quarter(days, outside):
    found = dated(*days)

    assert ("dated_outside" in found) == outside
    assert not outside or [one["day"] for one in found["dated_outside"]["dates"]] == [day.isoformat() for day in days]


def test_the_same_content_names_item_person_and_time_to_who_may_see_it():
    assert flags(others=[EARLIER])["same_content"] == {
        "uses": 1,
        "items": [
            {
                "by": "same_employee", "earlier_period": False, "item": str(EARLIER.item), "employee": str(OWN),
                "agreement": str(EARLIER.agreement), "period": "2026Q1", "uploaded_at": EARLIER.uploaded_at.isoformat(),
            }
        ],
    }  # fmt: skip


def test_of_an_item_out_of_sight_only_the_relation_is_told():
    other = replace(EARLIER, employee=COLLEAGUE, period="2025Q4")

    assert flags(lambda _: False, others=[other])["same_content"]["items"] == [
        {"by": "another_employee", "earlier_period": True}
    ]


@pytest.mark.parametrize(
    "other",
    [
        replace(EARLIER, item=CLEAN.item),
        replace(EARLIER, withdrawn=True),
        replace(EARLIER, uploaded_at=AT + timedelta(seconds=1)),
    ],
    ids=["itself", "withdrawn", "later"],
)
def test_what_is_no_earlier_use(other):
    assert flags(others=[other]) == {}


def test_of_two_at_one_instant_one_is_the_first():
    twin = replace(CLEAN, item=UUID(int=9))
    both = [replace(EARLIER, item=one.item, uploaded_at=AT) for one in (CLEAN, twin)]

    assert [bool(flags_of(replace(one, others=both), everything)) for one in (CLEAN, twin)] == [True, False]


def test_a_form_that_everybody_uploads_is_counted_and_not_listed():
    many = [replace(EARLIER, item=UUID(int=100 + number)) for number in range(500)]
    asked = []
    found = flags(asked.append, others=many)["same_content"]

    assert (found["uses"], len(found["items"])) == (500, MOST_USES)
    assert asked == many[:MOST_USES]


def test_they_come_in_one_order():
    found = Findings(cannot_open="damaged", name_says="image/png", dates=(("pdf.created", date(2020, 1, 1)),))
    all_of_them = replace(
        CLEAN, uploaded_at=AT + timedelta(days=1), uploaded_by="x", malware="y", findings=found, others=[EARLIER],
        link_changed={"outcome": "gone"},
    )  # fmt: skip

    assert tuple(one["flag"] for one in flags_of(all_of_them, everything)) == FLAGS


@pytest.mark.parametrize(
    ("name", "media_type", "said"),
    [
        ("laporan.pdf", "application/pdf", None),
        ("LAPORAN.PDF", "image/png", "application/pdf"),
        ("foto.jpeg", "image/jpeg", None),
        ("foto.png", "image/apng", None),
        ("bukti", "application/pdf", None),
        ("bukti.final v2", "application/pdf", None),
        ("pdf", "image/png", None),
        ("laporan.pdf.exe", "application/pdf", "application/x-msdownload"),
        ("data.csv", "text/plain", None),
    ],
)
def test_what_a_name_promises(name, media_type, said):
    assert says(name, media_type) == said
