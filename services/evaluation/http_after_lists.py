"""Routes of what is open after finals and waits for somebody: reviews, and the follow-ups that are one's own task."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from chassis.answers import reads
from chassis.call import Caller
from services.evaluation import owned_follow_ups, reviews
from services.evaluation.answers_after_lists import OwnedFollowUps, Reviews

__all__ = ["ACCESS", "router"]

router = APIRouter()

ACCESS = {
    ("GET", "/v1/reviews"): frozenset({"rater", "officer", "auditor"}),
    ("GET", "/v1/follow-ups"): frozenset({"employee", "rater"}),
}


@router.get("/v1/reviews", response_model=None, responses=reads(Reviews))
def list_reviews(call: Caller, after: UUID | None = None) -> dict[str, Any]:
    """Finals whose evidence was found false, until an amendment answers the finding; by pages of some 100."""
    call.wait_until_seen(listing=True)
    return reviews.reviews(call, after)


@router.get("/v1/follow-ups", response_model=None, responses=reads(OwnedFollowUps))
def get_owned_follow_ups(call: Caller) -> dict[str, Any]:
    """Follow-ups that are the caller's task and not completed, the first due first."""
    call.wait_until_seen(listing=True)
    return owned_follow_ups.owned(call)
