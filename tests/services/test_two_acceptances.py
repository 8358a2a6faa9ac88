"""Two agreements of one assignment, for the same days, accepted at once through two processes: one is agreed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused
from tests.world import main_result

ROUNDS = 15
DAYS = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}


@pytest.fixture(scope="module")
def other(stack):
    """One more process of planning, on the same database."""
    name = stack.start_service("planning", "api", label="accepting")
    yield name
    stack.stop_service(name)
    del stack.urls[name]


def accepted_at_once(office, other, agreements):
    together = Barrier(len(agreements))

    def accept(service, agreement):
        together.wait()
        return office.post(service, f"/v1/agreements/{agreement}/acceptance", office.rater, {"proposal": 1})

    with ThreadPoolExecutor(len(agreements)) as threads:
        sent = [threads.submit(accept, *one) for one in zip(("planning", other), agreements, strict=True)]
        return [one.result() for one in sent]


def test_no_day_of_an_assignment_gets_two_agreed_sets(office, other):
    person = newcomers.register(office)
    for round_ in range(ROUNDS):
        newcomers.assign(
            office, person, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater],
            position=f"Arsiparis {round_}",
        )  # fmt: skip
        body = {"employee": person.id, "assignment": person.made["assignment"], **DAYS}
        sent = body | {"results": [main_result(office.story.ids["u-tu/o1"])]}
        both = [office.made("planning", "/v1/agreements", person.token, sent)["agreement"] for _ in range(2)]

        answers = accepted_at_once(office, other, both)

        assert sorted(one.status_code for one in answers) == [201, 409], [one.text for one in answers]
        refused = next(one for one in answers if one.status_code == 409)
        assert_refused(refused, 409)
        assert refused.json()["type"].endswith(":agreement-overlaps")
