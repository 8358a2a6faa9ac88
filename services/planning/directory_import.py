"""Filling the directory from a spreadsheet: first all is checked, then line by line it is recorded, each line once.

What is there already is left as it is: an import adds units, people, assignments and delegations and changes none.
Raters and delegates are named by NIP, units by name; all may stand in a later line. Every command has a key made from
the request's key and its line, so the same request again records nothing twice and is answered alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final, Literal
from uuid import UUID

from chassis.call import Call
from chassis.runtime import Runtime
from chassis.sheet_lines import Words
from chassis.store import Decision
from contracts.planning import FunctionalLevelSet
from services.planning import directory_commands as commands
from services.planning.assignment_import import OWN
from services.planning.delegation_import import interval, is_given
from services.planning.directory import Person
from services.planning.directory_checking import Plan, checked, known_units, trouble
from services.planning.directory_sheet import Row
from services.planning.import_parts import Parts
from services.planning.level_import import holds_already
from services.planning.sheet import Trouble

__all__ = ["Assigning", "Made", "import_rows"]

Part = Literal["unit", "person", "assignment", "level", "delegation"]
#: What the lines have recorded so far: ids by line and what they are of.
Made = Mapping[int, Mapping[str, str]]
#: The command that begins a row's assignment: (row, employee, what is wanted, what is made so far).
Assigning = Callable[[Row, UUID, dict[str, Any], Made], Callable[[Runtime], Decision]]


def import_rows(  # noqa: PLR0913  # what an import is asked for, and how its layout begins an assignment
    call: Call,
    rows: Sequence[Row],
    troubles: Iterable[Trouble],
    *,
    dry_run: bool,
    skip: bool,
    assigning: Assigning | None = None,
) -> dict[str, Any]:
    """Check and, unless `dry_run`, record; with troubles only if `skip`. Returns the account of every line.

    assigning: the command that begins a row's assignment, where it is more than that.
    """
    call.refuse_while_behind()
    call.wait_until_seen()
    bad = list(troubles)
    lines = sorted({row.line for row in rows} | {one.line for one in bad})
    plan = checked(call.runtime, rows, bad, call.employee)
    wrong = {one.line for one in plan.troubles}
    good = [row for row in rows if row.line not in wrong]
    imported = not dry_run and (skip or not wrong)
    done = _Recording(call, plan, good, assigning or _assigned) if imported else None
    if done is not None:
        done.run()
    of_line: defaultdict[int, list[Trouble]] = defaultdict(list)
    for one in plan.troubles:
        of_line[one.line].append(one)
    account = [_line(line, of_line[line], done, imported=imported) for line in lines]
    return {
        "imported": imported,
        "dry_run": dry_run,
        "lines": account,
        "bad_lines": sum(bool(one["errors"]) for one in account),
        "recorded_lines": sum(one["outcome"] == "recorded" for one in account),
        "streams": done.heads() if done else [],
    }


def _line(line: int, troubles: Sequence[Trouble], done: "_Recording | None", *, imported: bool) -> dict[str, Any]:
    errors = [{key: value for key, value in asdict(one).items() if key not in ("line", "sheet")} for one in troubles]
    made = done.made.get(line, {}) if done else {}
    outcome = "not_done" if not imported else "recorded" if made else "unchanged"
    return {"line": line, "outcome": "bad" if errors else outcome, **made, "errors": errors}


# -- recording --------------------------------------------------------------------------------------------------------


def _assigned(row: Row, employee: UUID, wanted: dict[str, Any], _made: Made) -> Callable[[Runtime], Decision]:
    return lambda runtime: commands.assign(runtime, employee, wanted, row.ends_on)


_REFUSED: Final[Words] = (
    "a line it rests on was refused", "baris yang menjadi dasarnya ditolak", "mend that line", "perbaiki baris itu",
)  # fmt: skip
#: Where the refusal of a command is told.
_COLUMNS: Final[Mapping[Part, str]] = {
    "unit": "unit", "person": "number", "assignment": "position", "level": "level", "delegation": "delegate",
}  # fmt: skip


class _Recording:
    """The commands of an import, units before people before assignments; `made` has by line the ids recorded."""

    def __init__(self, call: Call, plan: Plan, rows: Sequence[Row], assigning: Assigning) -> None:
        self._parts, self._plan, self._rows, self._assigning = Parts(call), plan, rows, assigning
        self._runtime = call.runtime
        self.made: dict[int, dict[str, str]] = {}

    def heads(self) -> list[dict[str, Any]]:
        return self._parts.heads()

    def run(self) -> None:
        new = {row.line for row in self._plan.new_units.values()}
        waiting = [row for row in self._rows if row.line in new]
        while waiting:
            ready = [row for row in waiting if not row.above or self._unit(row.above, "")] or waiting
            for row in ready:
                self._record_unit(row)
            done = {row.line for row in ready}
            waiting = [row for row in waiting if row.line not in done]
        for row in self._rows:
            self._record_person(row)
        for row in self._rows:
            if row.line not in new:
                self._kept(row, "unit", [row.unit, row.above])
            if row.position:
                self._record_assignment(row)
            if row.level:
                self._record_level(row)
            if row.delegate:
                self._record_delegation(row)

    def _unit(self, name: str, above: str) -> UUID | None:
        return next(iter(known_units(self._plan, name, above)), None)

    def _record_unit(self, row: Row) -> None:
        parent = self._unit(row.above, "") if row.above else None
        answer = self._part(
            row, "unit", [row.unit, row.above], lambda: commands.register_unit(self._runtime, row.unit, parent)
        )
        if answer:
            self._plan.add_unit(UUID(answer["unit"]), row.unit, parent)

    def _record_person(self, row: Row) -> None:
        sent = [row.number, row.name, row.email, row.employment]
        if not row.number or row.number in self._plan.people:
            self._kept(row, "person", sent)
            return
        if self._plan.new_people.get(row.number) is not row:
            return
        person = Person(row.name, row.number, row.email or None, row.employment)
        answer = self._part(row, "person", sent, lambda: commands.register_employee(self._runtime, person, None))
        if answer:
            self._plan.people[row.number] = UUID(answer["employee"])

    def _record_assignment(self, row: Row) -> None:
        employee, unit = self._plan.people.get(row.number), self._unit(row.unit, row.above)
        rater = self._plan.people.get(row.rater) if row.rater else None
        sent = [str(employee), row.unit, row.above, row.position, str(row.head), row.rater, str(row.starts_on)]
        sent += [str(row.ends_on)] if row.ends_on else []
        if employee is None or unit is None or (row.rater and rater is None):
            self._plan.troubles.append(trouble(row, "position", _REFUSED))
            return
        held = commands.load_employee(self._runtime, employee).state.held
        same = [one for one in held if (one.unit, one.position.casefold()) == (unit, row.position.casefold())]
        if any(one.starts_on == row.starts_on for one in same):
            self._kept(row, "assignment", sent)
            return
        if held and self._plan.is_own(row):  # also where the first one stands in a line above
            self._plan.troubles.append(trouble(row, "position", OWN))
            return
        wanted = {
            "unit": unit,
            "position": row.position,
            "head_of_unit": row.head,
            "starts_on": row.starts_on,
            "rater": rater,
        }
        decide = self._assigning(row, employee, wanted, self.made)
        self._part(row, "assignment", sent, lambda: decide(self._runtime))

    def _record_level(self, row: Row) -> None:
        """From the line's day on; a level that is held then already is left as it is."""
        employee, day = self._plan.people.get(row.number), row.starts_on
        if employee is None or day is None:  # the person's line was refused, and says so
            return
        sent = [str(employee), row.level, str(day)]
        if holds_already(commands.load_employee(self._runtime, employee).state.levels, row.level, day):
            self._kept(row, "level", sent)
            return
        event = FunctionalLevelSet.model_validate({"employee": employee, "level": row.level, "starts_on": day})
        self._part(row, "level", sent, lambda: commands.set_level(self._runtime, event))

    def _record_delegation(self, row: Row) -> None:
        """To act for the line's person as rater; one that is there already is left as it is."""
        holder, delegate = self._plan.people.get(row.number), self._plan.people.get(row.delegate)
        assert row.acting_from is not None
        assert row.acting_until is not None
        if holder is None or delegate is None:
            self._plan.troubles.append(trouble(row, "delegate", _REFUSED))
            return
        starts_at, ends_at = days = interval(self._plan.zone, row.acting_from, row.acting_until)
        wanted = {"delegate": delegate, "kind": row.acting, "starts_at": starts_at, "ends_at": ends_at}
        sent = [str(one) for one in (holder, *wanted.values())]
        giver = commands.load_employee(self._runtime, holder).state
        if is_given(giver, delegate, row.acting, days):
            self._kept(row, "delegation", sent)
            return
        self._part(row, "delegation", sent, lambda: commands.delegate(self._runtime, holder, wanted))

    def _part(
        self, row: Row, part: Part, sent: Sequence[str], decide: Callable[[], Decision]
    ) -> Mapping[str, Any] | None:
        """Record one command of a line, once; a refusal becomes the line's trouble."""
        done = self._parts.record(f"{row.line}:{part}", sent, decide)
        if not isinstance(done, tuple):
            return self._note(row, part, done)
        self._plan.troubles.append(trouble(row, _COLUMNS[part], done))
        return None

    def _kept(self, row: Row, part: Part, sent: Sequence[str]) -> None:
        """What is there already may be there by this very request, sent before: then the answer is the same."""
        answer = self._parts.answered(f"{row.line}:{part}", sent)
        if answer is not None:
            self._note(row, part, answer)

    def _note(self, row: Row, part: Part, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        made = self.made.setdefault(row.line, {})
        if part == "level":
            made["functional_level"] = row.level
        else:
            name = "employee" if part == "person" else part
            made[name] = answer[name]
        return answer
