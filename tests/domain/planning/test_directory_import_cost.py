"""What checking a directory costs: each row is compared with the units of its name, not with all."""

import uuid
from datetime import date
from zoneinfo import ZoneInfo

from services.planning import directory_checking
from services.planning.directory_rules import Unit
from services.planning.directory_sheet import Row

MANY = 200


def test_rows_are_not_held_against_every_unit(monkeypatch):
    ids = [uuid.UUID(int=at + 1) for at in range(MANY)]
    units = {ids[at]: Unit(ids[at], f"Seksi {at}", ids[at // 5] if at else None) for at in range(MANY)}
    rows = [
        Row(at + 2, f"Seksi {at}", f"Seksi {at // 5}" if at else "", f"{at:018}", "Orang", "", "pns", "Analis",
            starts_on=date(2026, 1, 1))
        for at in range(MANY)
    ]  # fmt: skip
    compared, same = [], directory_checking._same
    monkeypatch.setattr(directory_checking, "_same", lambda text: compared.append(text) or same(text))

    for known in (units, {}):
        plan = directory_checking.Plan(known, {}, [], ZoneInfo("UTC"))
        plan.expect(directory_checking.new_units(plan, rows))
        troubles = [one for row in rows for one in directory_checking._unit_trouble(plan, row)]
        assert troubles == []

    assert len(compared) < 60 * MANY
