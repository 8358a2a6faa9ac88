"""The base of every domain's refusals: one class per rule, facts in its fields, no sentence inside the domain."""

from dataclasses import dataclass

__all__ = ["Refusal"]


@dataclass(eq=False)
class Refusal(Exception):
    """A rule of the domain forbids the command. The service's table turns the class into words and a status.

    Not frozen: whoever handles an exception sets its traceback.
    """
