"""No result supports itself by way of what others agreed: the cascade would lose the whole ring (`domain.md` 4)."""

from functools import partial

import pytest

from contracts.planning import Support
from services.planning.agreement import Agreement, evolve_agreement
from services.planning.supports import SupportsInARing
from tests.domain.given import given, uid
from tests.domain.planning.test_agreement import DRAFTED, SET, accept, proposed, supporting
from tests.domain.plans import SUPPORTED, agreed, main, planned, results

given = partial(given, evolve_agreement, Agreement())


def of_another(who, supports):
    """What `who` has agreed: one result, named after them, and what it supports (None: the unit's objective)."""
    support = Support(kind="work_result", id=uid(supports), taken_over="in_part") if supports else SUPPORTED
    return agreed(main(title=who, supports=support)).model_copy(update={"employee": uid(who)})


#: What stands above the result "one" that is supported, as (who, what theirs supports).
WAYS = {
    "up to an objective": ([("one", "two"), ("two", "three"), ("three", None)], False),
    "back to what is proposed": ([("one", "pelayanan")], True),
    "back by way of others": ([("one", "two"), ("two", "three"), ("three", "pelayanan")], True),
    "a ring of others": ([("one", "two"), ("two", "one")], False),
    "to what is not there any more": ([("one", "two")], False),
}


@pytest.mark.parametrize("kind", ["main", "additional"])
@pytest.mark.parametrize("way", WAYS)
def test_no_result_supports_itself_by_way_of_others(way, kind):
    above, round_in_a_ring = WAYS[way]
    support = Support(kind="work_result", id=uid("one"), taken_over="in_part")
    others = () if kind == "main" else (main(planned(title="a"), title="lain"),)
    plan = results(*others, main(title="pelayanan", supports=support, kind=kind))
    found = [SET, *(of_another(*one) for one in above)]

    decided = given(DRAFTED, proposed(plan=plan)).when(*accept(found=found))

    if round_in_a_ring:
        decided.then_refused(SupportsInARing, result="pelayanan")
    else:
        assert decided.refusal is None


def test_a_result_of_ones_own_that_another_supports_is_not_supported_through_them():
    """Also where it stands in another agreement, or the same one before."""
    own = agreed(main(title="sebelumnya")).model_copy(update={"agreement": uid("the first one")})
    plan = supporting("work_result", uid("one"))

    decided = given(DRAFTED, proposed(plan=plan)).when(*accept(found=[of_another("one", "sebelumnya"), own]))

    decided.then_refused(SupportsInARing, result="pelayanan")
