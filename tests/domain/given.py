"""Given what happened, when a command is decided, then these events, nothing, or a refusal: how domains are tested.

`given` folds history with the domain's own `evolve`, so a test never makes a state by hand. A refusal is compared by
class and fields. It knows no domain.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.events import Event
from contracts.refusals import Refusal


def uid(name: str) -> UUID:
    """The id a test calls by a name: the same name, the same id."""
    return uuid5(NAMESPACE_URL, name)


@dataclass(frozen=True)
class Decided:
    """What came of a command: events, or the refusal."""

    events: Sequence[Event]
    refusal: Refusal | None = None

    def then(self, *expected: Event) -> None:
        assert self.refusal is None, f"refused: {self.refusal!r}"
        assert list(self.events) == list(expected)

    def then_nothing(self) -> None:
        self.then()

    def then_refused(self, rule: type[Refusal], **facts: Any) -> None:  # Any: of the rule's fields
        assert type(self.refusal) is rule, f"not refused by {rule.__name__}: {self!r}"
        assert asdict(self.refusal) | facts == asdict(self.refusal)


@dataclass(frozen=True)
class Given:
    """The state that history left behind."""

    state: Any  # any domain's

    def when(self, decide: Callable[..., Sequence[Event]], *args: Any, **named: Any) -> Decided:
        """Decide on the state, which is the first argument."""
        try:
            return Decided(decide(self.state, *args, **named))
        except Refusal as refusal:
            return Decided((), refusal)


def given(evolve: Callable[[Any, Event], Any], start: Any, *history: Event) -> Given:
    """The state after `history`, folded by `evolve` from `start`."""
    state = start
    for event in history:
        state = evolve(state, event)
    return Given(state)


def when(decide: Callable[..., Sequence[Event]], *args: Any, **named: Any) -> Decided:
    """For decisions that rest on what they are handed alone."""
    return Given(None).when(lambda _: decide(*args, **named))
