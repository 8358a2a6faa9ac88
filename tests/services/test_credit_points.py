"""Credit points through HTTP and Kafka: levels from planning, predicates from the finals that stand (7.8)."""

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused
from tests.services.test_year import member
from tests.services.test_year_after import ANSWERED, LODGED, readmitting
from tests.services.years import MEETS, begin_year


def test_points_follow_the_finals_that_stand_and_the_level_held(office):
    year = begin_year(office)
    person, boss, superior = member(year), year.boss.token, office.superior
    levels, points = f"/v1/employees/{person.id}/functional-levels", f"/v1/employees/{person.id}/credit-points"

    def hold(level, day):
        body = {"level": level, "starts_on": f"{year.year}-{day}"}
        return newcomers.command(office, person, "planning", levels, "officer", body)

    def credited(who=""):
        return year.shown(person, f"{points}/{year.year}", who or person.token)

    def rows():
        found = credited()
        told = [(one["kind"], one["level"], len(one["months"]), one["points"]["shown"]) for one in found["rows"]]
        return told, found["total"]

    def object_and_change(path):
        year.do(person, f"{path}/objections", person.token, LODGED)
        year.do(person, f"{path}/objections/answer", boss, ANSWERED)
        year.do(person, f"{path}/objections/decision", superior, readmitting(item))

    without_a_level = credited()
    own_officer = office.stack.token(["officer"], person.id)
    own = office.post("planning", levels, own_officer, {"level": "ahli_utama", "starts_on": "2000-01-01"})
    hold("ahli_pertama", "01-01")
    promoted, again = hold("ahli_muda", "07-01"), hold("ahli_muda", "07-01")
    directory = office.get("planning", f"/v1/employees/{person.id}", person.token).json()
    with_levels = credited()
    report, item = year.report(person, "Q4", "12"), year.upload(person, "Q4")
    year.judge(person, item, report, boss, "rejection")
    quarter, of_year = year.of_quarter(person, "Q4"), year.of_year(person)
    for path in (quarter, of_year):
        year.do(person, f"{path}/behaviour", boss, MEETS)
    year.finalize(person, quarter, boss)
    of_the_quarter = rows()
    object_and_change(quarter)
    after_the_amendment = credited()["rows"]
    year.finalize(person, of_year, boss)
    of_the_year = rows()
    object_and_change(of_year)
    readers = (boss, superior, "auditor", office.colleague)
    statuses = [
        office.get("evaluation", f"{points}/{year.year}", who, Ekinerja_Seen=person.seen("evaluation")).status_code
        for who in readers
    ]

    assert (without_a_level["rows"], without_a_level["open_months"], without_a_level["total"]) == ([], [], "0.00")
    assert_refused(own, 403)
    assert again["streams"] == promoted["streams"]
    assert directory["functional_levels"] == with_levels["levels"] == [
        {"level": "ahli_pertama", "starts_on": f"{year.year}-01-01"},
        {"level": "ahli_muda", "starts_on": f"{year.year}-07-01"},
    ]  # fmt: skip
    assert (with_levels["rows"], with_levels["open_months"][::11]) == ([], [f"{year.year}M01", f"{year.year}M12"])
    # 75 % x 25 x 3 / 12; then of the objection's predicate, 100 %.
    assert of_the_quarter == ([("periodic", "ahli_muda", 3, "4.69")], "4.69")
    (row,) = after_the_amendment
    assert (row["predicate"], row["amended"], row["points"]["exact"]) == ("baik", True, "25/4")
    assert row["months"] == [f"{year.year}M{month}" for month in (10, 11, 12)]
    assert (row["by"]["version"], row["share"]["exact"], row["coefficient"]["exact"]) == (8, "1", "25")
    assert of_the_year == ([("annual", "ahli_pertama", 6, "4.69"), ("annual", "ahli_muda", 6, "9.38")], "14.07")
    assert rows() == ([("annual", "ahli_pertama", 6, "6.25"), ("annual", "ahli_muda", 6, "12.50")], "18.75")
    assert statuses == [200, 200, 200, 403]
