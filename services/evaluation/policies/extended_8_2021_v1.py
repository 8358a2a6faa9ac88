"""What `permenpanrb-8-2021.v1` asks for and gives back beyond the inputs and outcome every policy shares.

Each is one of the shared records with more in it, so whoever knows only those reads it as it is. Frozen once released.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.evaluation.policies.inputs_v1 import Aspect, Inputs
from services.evaluation.policies.numeric_8_2021_v1 import Class
from services.evaluation.policies.outcome_v1 import Outcome, Predicate

__all__ = ["AspectOutcome", "NumericInputs", "NumericOutcome"]


@dataclass(frozen=True)
class NumericInputs(Inputs):
    """`innovation`: a new idea or way of working was recorded, with evidence. `colleagues_heard`: colleagues and
    subordinates were asked about behaviour, which then weighs more. Inputs without these have neither.
    """

    innovation: bool = False
    colleagues_heard: bool = False


@dataclass(frozen=True)
class AspectOutcome:
    """Staff: one aspect of a work result, in whole per cent, and its class."""

    result: str
    aspect: Aspect
    per_cent: int
    band: Class


@dataclass(frozen=True)
class NumericOutcome(Outcome):
    """The shared outcome, where `score` is the result value (main and additional, at most 120), and the figures.

    No ratings are advised: `advised_result` and `advised_behaviour` are None, the class stands for both. None where
    what they need is missing (no main result due, behaviour not assessed): `main_value`, `behaviour_value`,
    `final_value`, `band`. `aspects`: of staff only. `behaviour_share`: 3/10, or 2/5 where colleagues were heard.
    """

    main_value: Fraction | None
    additional_value: Fraction
    behaviour_value: Fraction | None
    behaviour_share: Fraction
    final_value: Fraction | None
    final_shown: Decimal | None
    innovation: bool
    band: Class | None
    predicate: Predicate | None
    aspects: tuple[AspectOutcome, ...]
