"""The documents are held to the code: pages made from it are current, and what they point at is there."""

import fnmatch
import re
from pathlib import Path

import pytest

from chassis.telemetry import METRICS
from contracts.envelope import SERVICES
from contracts.events import EVENT_TYPES
from contracts.topics import TOPICS
from deploy.local.settings_page import page as page_of_settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not {".venv", ".run", ".tools", "node_modules"} & set(path.relative_to(ROOT).parts)
)
SETTING = re.compile(r"EKINERJA_[A-Z_]+|\bSEED\b|\bSTORY\b")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def test_the_page_of_settings_is_current():
    assert (ROOT / "docs/settings.md").read_text() == page_of_settings()


def test_every_setting_that_is_named_anywhere_is_on_the_page_of_settings():
    files = [path for folder in ("chassis", "services", "deploy") for path in (ROOT / folder).rglob("*")]
    told = "".join(path.read_text() for path in files if path.is_file() and path.suffix != ".pyc")

    named = {name for name in SETTING.findall(told) if not name.endswith("_")}  # with "_" it is the family's name

    assert named - set(SETTING.findall((ROOT / "docs/settings.md").read_text())) == set()
    assert len(named) > 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page):
    local = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    missing = [link for link in local if not (page.parent / link).exists()]

    assert missing == []


#: Pages that tell of files as they were.
OF_THE_PAST = ("docs/decisions/", "CHANGELOG.md")
NAMED_FILE = re.compile(r"`([\w./*-]+\.(?:py|sql|yaml|html|csv|lock))`")
FILES = [
    str(path.relative_to(ROOT))
    for folder in ("chassis", "contracts", "deploy", "docs", "services", "tests")
    for path in (ROOT / folder).rglob("*.*")
] + [path.name for path in ROOT.iterdir()]


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if not str(page.relative_to(ROOT)).startswith(OF_THE_PAST)],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_file_that_a_page_names_is_there(page):
    """By its path from the root, or by the end of it, below the page's own folder; `*` stands for anything."""
    named = set(NAMED_FILE.findall(page.read_text()))
    folder = str(page.parent.relative_to(ROOT))
    near = FILES if folder.startswith((".", "docs")) else [path for path in FILES if path.startswith(f"{folder}/")]

    missing = [name for name in named if not (fnmatch.filter(FILES, name) or fnmatch.filter(near, f"*/{name}"))]

    assert missing == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_a_page_that_names_its_routes_and_events(service):
    from services.cli import definition_of

    page = (ROOT / "services" / service / "README.md").read_text()

    absent = [path for _, path in definition_of(service).access if path not in page]
    absent += [kind.__name__ for kind in EVENT_TYPES.values() if service == kind.SERVICE and kind.__name__ not in page]

    assert absent == []


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_page_says_of_its_events_what_the_contracts_say(service):
    page = (ROOT / "services" / service / "README.md").read_text()
    said = [(kind.__name__, str(kind.__doc__).strip().splitlines()[0]) for kind in events_of(service)]

    table = page.split("| type | meaning |\n|---|---|\n", 1)[1].split("\n\n", 1)[0]

    assert table.splitlines() == [f"| `{name}` | {meaning} |" for name, meaning in said]


def events_of(service):
    (topic,) = (topic for topic in TOPICS if topic.producer == service)
    return [EVENT_TYPES[one] for one in topic.event_types]


def test_the_page_of_metrics_names_each_that_there_is_with_its_labels():
    page = (ROOT / "docs/runbooks/metrics.md").read_text()

    rows = re.findall(r"^\| `(ekinerja_\w+)` \|([^|]*)\|", page, re.MULTILINE)

    assert rows == [(one.name, f" {', '.join(one.labels)} " if one.labels else " ") for one in METRICS]


def test_alerts_ask_for_metrics_that_there_are():
    page = (ROOT / "docs/runbooks/metrics.md").read_text().split("## Rules to begin with", 1)[1]

    asked = set(re.findall(r"ekinerja_\w+", page))

    assert asked
    assert asked - {one.name for one in METRICS} == set()


def test_contributing_fits_one_screen():
    assert len((ROOT / "CONTRIBUTING.md").read_text().splitlines()) <= 50


def test_every_decision_is_listed():
    listed = (ROOT / "docs/decisions/README.md").read_text()

    absent = [path.name for path in (ROOT / "docs/decisions").glob("0*.md") if path.name not in listed]

    assert absent == []
