"""The least that planning takes: a cycle of one period and a plan of one indicator, as they are sent."""


def cycle_of(year: int) -> dict:
    """A cycle of one period."""
    last = dict.fromkeys(("reporting_deadline", "evidence_deadline", "evaluation_deadline"), f"{year + 1}-01-31")
    period = {"period": f"{year}Q1", "starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31", **last}
    days = {"agreement_deadline": f"{year}-01-31", "annual_evaluation_deadline": f"{year + 1}-01-31"}
    return {"year": year, "time_zone": "Asia/Jakarta", "periods": [period], **days}


def plan_for(supports: dict) -> list[dict]:
    """One main result with one indicator."""
    indicator = {
        "title": "Jumlah laporan", "aspect": "quantity", "unit_of_measure": "laporan", "accumulation": "sum",
        "target": {"low": "4", "high": "4"},
    }  # fmt: skip
    return [{"kind": "main", "title": "Laporan", "supports": supports, "indicators": [indicator]}]
