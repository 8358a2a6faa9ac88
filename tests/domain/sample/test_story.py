"""The played quarter: the cases the issue asks for, nothing blocked, nothing out of order, the same every time."""

import io
from collections import Counter
from datetime import timedelta

from PIL import Image

from contracts.evaluation import Departure, LatenessAccepted
from contracts.evidence import EvidenceRejected
from deploy.sample import world as sample
from deploy.sample.plan import WITA
from deploy.sample.targets import due
from services.evidence.opening import unopened
from tests.domain.sample.sampled import EVALUATED, INDICATORS, PEOPLE, WORLD, codes_of

CASES = Counter(case for _, case in WORLD.cases)


def test_the_story_holds_the_cases_the_issue_asks_for():
    assert CASES["late_accepted"] >= 5
    assert CASES["late_not_accepted"] + CASES["late_verified_not_accepted"] >= 3
    assert CASES["late_not_accepted"] >= 1
    assert CASES["late_verified_not_accepted"] >= 1
    assert CASES["rejected"] >= 5
    assert CASES["missing"] >= 5
    assert CASES["not_reported"] >= 3
    assert CASES["rejected_and_answered"] >= 1


def test_two_results_are_given_other_than_advised_with_a_reason():
    departures = [f for f in WORLD.finalizations if f.given_result != "advised"]

    assert len(departures) >= 2
    assert [f.person for f in departures if f.result_reason is None or PEOPLE[f.person].head_of_unit] == []
    assert len([f for f in WORLD.finalizations if f.given_behaviour != "advised"]) >= 1


def test_a_value_of_behaviour_below_is_confirmed_with_a_reason():
    below = {b.person for b in WORLD.behaviours if "below_expectation" in [v for _, v in b.values]}

    assert len(below) >= 5
    assert {f.person for f in WORLD.finalizations if f.behaviour_reason} >= below


def test_everybody_is_judged_and_finalized_once_by_the_rater():
    raters = {p.key: p.rater for p in EVALUATED}

    assert {b.person: b.by for b in WORLD.behaviours} == raters
    assert {f.person: f.by for f in WORLD.finalizations} == raters
    assert len(WORLD.finalizations) == len(WORLD.behaviours) == 60
    assert {len(dict(b.values)) for b in WORLD.behaviours} == {7}


def test_reports_are_of_due_indicators_and_those_left_out_are_the_unreported_cases():
    due_keys = {key for key, i in INDICATORS.items() if due(i, WORLD.period) is not None}
    unreported = {key for key, case in WORLD.cases if case == "not_reported"}

    assert {r.indicator for r in WORLD.reports} == due_keys - unreported
    assert [r.key for r in WORLD.reports if r.person != r.indicator.split("/")[0]] == []


def test_reported_indicators_show_evidence_unless_it_is_missing():
    missing = {key for key, case in WORLD.cases if case == "missing"}
    shown = {key for item in WORLD.evidence for key in item.indicators}

    assert shown == {r.indicator for r in WORLD.reports} - missing


def test_evidence_never_comes_before_its_report_and_verdicts_never_before_the_evidence():
    reported = {r.indicator: r.at for r in WORLD.reports}
    uploaded = {item.key: item.at for item in WORLD.evidence}

    assert [e.key for e in WORLD.evidence if e.at < max(reported[key] for key in e.indicators)] == []
    assert [v for v in WORLD.verdicts if v.at <= uploaded[v.evidence]] == []
    assert [a for a in WORLD.lateness if a.at <= uploaded[a.evidence]] == []


def test_what_a_main_result_supports_is_set_or_agreed_in_an_earlier_phase():
    agreed_at = {result.key: a.at for a in WORLD.agreements for result in a.results}
    set_at = {objective.key: WORLD.phases[0].at for objective in WORLD.objectives}
    supports = [(a, r.supports) for a in WORLD.agreements for r in a.results if r.kind == "main"]

    too_early = [(a.person, s.key) for a, s in supports if not (set_at | agreed_at)[s.key] < a.at]

    assert too_early == []
    assert {s.kind for _, s in supports} == {"unit_objective", "work_result"}


def is_late(item):
    period = next(p for p in WORLD.cycle.periods if p.key == item.period)
    return item.answers is None and item.at.astimezone(WITA).date() > period.evidence_deadline


def test_late_items_are_those_of_the_late_cases():
    late = {key for item in WORLD.evidence if is_late(item) for key in item.indicators}

    assert late == {key for key, case in WORLD.cases if case.startswith("late_")}


def test_no_finalization_is_blocked():
    judged = {(v.evidence, v.indicator) for v in WORLD.verdicts}
    accepted = {a.evidence for a in WORLD.lateness}
    must = {(e.key, i) for e in WORLD.evidence if not is_late(e) or e.key in accepted for i in e.indicators}

    assert must - judged == set()


def test_a_rejected_item_is_answered_within_three_working_days():
    items = {item.key: item for item in WORLD.evidence}
    rejected_at = {v.evidence: v.at for v in WORLD.verdicts if v.verdict == "rejected"}
    answers = [item for item in WORLD.evidence if item.answers]

    assert {items[a.answers].indicators == a.indicators for a in answers} == {True}
    assert {timedelta(0) < a.at - rejected_at[a.answers] <= timedelta(days=3) for a in answers} == {True}


def test_reason_codes_are_those_of_the_contracts():
    rejections = {v.reason_code for v in WORLD.verdicts if v.verdict == "rejected"}
    reasons = {f.result_reason for f in WORLD.finalizations} | {f.behaviour_reason for f in WORLD.finalizations}

    assert rejections <= codes_of(EvidenceRejected, "reason_code")
    assert {a.reason_code for a in WORLD.lateness} <= codes_of(LatenessAccepted, "reason_code")
    assert {r.code for r in reasons if r and r.code} <= codes_of(Departure, "reason_code")
    assert {(f.given_behaviour, r.code) for f in WORLD.finalizations if (r := f.behaviour_reason) and not r.code} == {
        ("advised", None)
    }
    assert [v for v in WORLD.verdicts if v.verdict == "rejected" and not v.reason] == []


def test_phases_only_move_forward_and_start_where_an_empty_stack_starts():
    instants = [phase.at for phase in WORLD.phases]

    assert instants == sorted(set(instants))
    assert instants[0].isoformat() == "2026-06-15T00:00:00+00:00"


def test_no_act_falls_on_a_holiday_or_a_weekend():
    holidays = {h.date for h in WORLD.cycle.holidays}
    days = {phase.at.astimezone(WITA).date() for phase in WORLD.phases}

    assert days & holidays == set()
    assert {day.weekday() for day in days} <= {0, 1, 2, 3, 4}


def test_deadlines_are_in_order():
    rows = [
        (p.starts_on, p.ends_on, p.reporting_deadline, p.evidence_deadline, p.evaluation_deadline)
        for p in WORLD.cycle.periods
    ]

    assert [list(row) for row in rows] == [sorted(set(row)) for row in rows]


def test_two_builds_are_the_same_to_the_last_byte():
    assert sample.digest(sample.build()) == sample.digest(sample.build())


def test_evidence_files_say_what_they_are_and_differ():
    files = {item.key: sample.evidence_file(WORLD, item) for item in WORLD.evidence}
    magic = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG"}

    assert [e.key for e in WORLD.evidence if not files[e.key].startswith(magic[e.media_type])] == []
    assert len(set(files.values())) == len([e for e in WORLD.evidence if e.same_as is None])
    assert max(map(len, files.values())) < 4096


def test_files_that_are_not_damaged_open_and_show_something():
    for item in WORLD.evidence:
        file, kind = io.BytesIO(sample.evidence_file(WORLD, item)), item.media_type

        assert (unopened(file, kind), item.key) == ("damaged" if item.damaged else None, item.key)

    pictures = [sample.evidence_file(WORLD, item) for item in WORLD.evidence if item.media_type == "image/png"]
    for picture in pictures:
        with Image.open(io.BytesIO(picture), formats=["PNG"]) as image:
            assert image.size == (160, 90)
            assert image.getextrema() == (0, 255)


def test_one_file_is_a_colleagues_who_showed_it_before_to_the_same_rater():
    items = {item.key: item for item in WORLD.evidence}
    (copy,) = (item for item in WORLD.evidence if item.same_as)
    original = items[copy.same_as]

    assert sample.evidence_file(WORLD, copy) == sample.evidence_file(WORLD, original)
    assert copy.media_type == original.media_type
    assert copy.at > original.at
    assert copy.person != original.person
    assert PEOPLE[copy.person].rater == PEOPLE[original.person].rater
    assert {v.verdict for v in WORLD.verdicts if v.evidence == copy.key} == {"rejected"}


def test_a_damaged_file_lacks_the_end_of_a_pdf():
    damaged = [e for e in WORLD.evidence if e.damaged]

    assert len(damaged) >= 1
    assert [e.key for e in damaged if b"%%EOF" in sample.evidence_file(WORLD, e)] == []
    assert {e.key for e in WORLD.evidence if e.damaged} == {
        v.evidence for v in WORLD.verdicts if v.reason_code == "unreadable"
    }
