"""A target is held against what was reached last year: warned of, never refused (`domain.md` 4)."""

from datetime import date
from fractions import Fraction

import pytest

from services.planning.reached import reached_in
from services.planning.warning import last_year_of, warnings_of
from tests.domain.given import uid
from tests.domain.planning.test_reached import final, line
from tests.domain.plans import agreed, main, planned, results

BERKAS = ("berkas selesai", "berkas")


def warned(last, target, **indicator):
    """(code, what was reached) of a plan with one indicator, against `last` reached on it."""
    plan = results(main(planned(target, **indicator)))
    return [(one.code, one.last_year) for one in warnings_of(plan, {BERKAS: Fraction(last)})]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("201", "far_above_last_year"),
        ("200.000001", "far_above_last_year"),
        ("200", None),
        ("100", None),
        ("50", None),
        ("49.999999", "far_below_last_year"),
        (("201", "300"), "far_above_last_year"),
        (("150", "300"), None),
        (("10", "49"), "far_below_last_year"),
        (("10", "60"), None),
    ],
)
def test_more_than_twice_or_less_than_half_is_warned_of(target, code):
    assert warned(100, target) == ([(code, 100)] if code else [])


def test_after_a_year_in_which_nothing_was_reached_every_target_is_more_than_twice():
    assert warned(0, "1") == [("far_above_last_year", 0)]


def test_what_was_reached_on_other_words_or_in_another_unit_says_nothing():
    plan = results(main(planned("1000")))

    assert warnings_of(plan, {("berkas lain", "berkas"): Fraction(1), ("berkas selesai", "orang"): Fraction(1)}) == ()
    assert warnings_of(plan) == ()


def test_spaces_and_capitals_make_no_other_indicator():
    found = warned(100, "500", title=" Berkas   SELESAI")

    assert found == [("far_above_last_year", 100)]


def test_a_warning_says_what_was_reached_exactly_and_for_people():
    (told,) = (one.told() for one in warnings_of(results(main(planned("900"))), {BERKAS: Fraction(265, 3)}))

    assert told == {
        "code": "far_above_last_year",
        "about": str(uid("berkas selesai")),
        "last_year": {"exact": "265/3", "shown": "88.33"},
    }


# -- words and maxima -------------------------------------------------------------------------------------------------


def codes(*plan):
    return [one.code for one in warnings_of(results(*plan))]


@pytest.mark.parametrize("words", ["semua", "Selalu", "SETIAP", "tidak pernah", "Tidak   pernah", "(semua)"])
def test_absolute_wording_is_warned_of(words):
    assert codes(main(planned(title=f"Surat {words} dijawab"))) == ["absolute_wording"]
    assert codes(main(planned(title="b"), title=f"{words} surat dijawab")) == ["absolute_wording"]


@pytest.mark.parametrize("words", ["semuanya", "bersemua", "setiapnya", "pernah", "tidak  akan pernah", "sesekali"])
def test_words_that_only_hold_such_a_word_are_not(words):
    assert codes(main(planned(title=f"Surat {words} dijawab"))) == []


NO_DEFECTS = planned("0", title="kesalahan", direction="lower_is_better", accumulation="sum")
BEST = planned("100", title="terbaik", maximum="100")
#: (indicators of one main result, whether they are maximum targets alone)
MAXIMA = {
    "C = T": ([BEST], True),
    "C beyond T": ([planned("90", maximum="100")], False),
    "C = T, the upper bound of a range": ([planned(("80", "100"), maximum="100")], True),
    "zero defects": ([NO_DEFECTS], True),
    "zero to one": ([planned(("0", "1"), direction="lower_is_better", accumulation="sum")], True),
    "few defects": ([planned("2", direction="lower_is_better", accumulation="sum")], False),
    "lower is better, C = T": ([planned("2", maximum="2", direction="lower_is_better", accumulation="sum")], True),
    "lower is better, C beyond T": (
        [planned("2", maximum="1", direction="lower_is_better", accumulation="sum")],
        False,
    ),
    "one indicator that is none": ([BEST, NO_DEFECTS, planned("100")], False),
    "several": ([BEST, NO_DEFECTS], True),
}


@pytest.mark.parametrize("case", MAXIMA)
def test_a_main_result_that_rests_on_maximum_targets_alone_is_warned_of(case):
    indicators, warned_of = MAXIMA[case]

    assert codes(main(*indicators)) == (["maximum_targets_only"] if warned_of else [])


def test_an_additional_result_may_rest_on_them():
    assert codes(main(), main(BEST, title="tim", kind="additional", supports=None)) == []


def test_warnings_come_in_the_order_of_the_plan_and_name_what_they_are_about():
    (setiap, best) = results(
        main(planned("100", title="Setiap surat dijawab"), title="Tidak  pernah terlambat", weight="50"),
        main(planned("100", title="b", maximum="100"), title="Semuanya baik", weight="50"),
    )

    assert [(one.code, one.about) for one in warnings_of((setiap, best))] == [
        ("absolute_wording", setiap.result),
        ("absolute_wording", setiap.indicators[0].indicator),
        ("maximum_targets_only", best.result),
    ]


# -- what was reached last year ---------------------------------------------------------------------------------------


def reached(*finals, **indicator):
    return reached_in(agreed(main(planned(**indicator))), finals)


def test_the_whole_years_figure_is_what_is_compared():
    assert last_year_of(reached(final(4, line(80)), accumulation="sum")) == {BERKAS: 80}


def test_a_sum_whose_last_quarter_is_not_final_yet_is_not_compared():
    assert last_year_of(reached(final(3, line(70, "75")), accumulation="sum")) == {}


def test_what_was_reached_before_a_move_counts_toward_the_year():
    """Of 50 before and 50 after a move only the 50 after it counted, and 110 was called more than twice last year's."""
    plan = main(planned(accumulation="sum"))
    before = reached_in(agreed(plan, ends_on=date(2026, 6, 30)), [final(2, line(50, "50"))])
    after = reached(final(4, line(50, "100")), accumulation="sum")

    assert last_year_of([*before, *after]) == {BERKAS: 100}


def test_a_sum_of_which_a_part_is_not_final_yet_is_not_compared_at_all():
    open_part = reached(final(3, line(70, "75")), accumulation="sum")
    done = reached(final(4, line(30)), accumulation="sum")

    assert last_year_of([*done, *open_part]) == last_year_of([*open_part, *done]) == {}


def test_what_is_not_known_is_not_compared():
    assert last_year_of(reached(final(4, line(None)), direction="lower_is_better", accumulation="sum")) == {}


def test_a_sum_of_two_agreements_adds_up_and_another_value_does_not():
    halves = [*reached(final(4, line(30)), accumulation="sum"), *reached(final(4, line(50)), accumulation="sum")]
    values = [*reached(final(4, line(30))), *reached(final(4, line(50)))]

    assert last_year_of(halves) == {BERKAS: 80}
    assert last_year_of(values) == {BERKAS: 50}
