"""A released policy never changes: its digest is listed for ever, and the list only grows.

The verb is tried on a copy of the sources in a folder of their own, run by a fresh interpreter, as it is released.
"""

import hashlib
import subprocess
import sys

import pytest

from services.evaluation import policy_release
from services.evaluation.policies.registry import HASHES
from services.evaluation.policy_page import known_policies, policy_page
from services.evaluation.policy_release import LIST, SEAL, PolicyChanged, faults, main, release, released, seal
from tests.domain.evaluation.test_registry import copy_of_the_sources, printed_in, source_of

ROOT = LIST.parents[3]
RATINGS = "permenpanrb-6-2022.v1"
UNSEALED = "released.sha256: not as it was sealed by the last release; restore it and released.seal"
EDITED = "a module under its digest was edited after its release; restore it, and make a new policy"
FAULTS = (
    "from services.evaluation.policy_release import LIST, faults; "
    "from services.evaluation.policies.registry import HASHES; print(*faults(LIST, HASHES), sep='\\n')"
)


@pytest.fixture
def copy(tmp_path):
    """The sources as they are, with nothing released."""
    root = copy_of_the_sources(tmp_path)
    verb_of = "services.evaluation.policy_release"
    source_of(verb_of, root).write_bytes(source_of(verb_of).read_bytes())
    (listed := root / LIST.relative_to(ROOT)).touch()
    seal(listed)
    return root


@pytest.fixture
def listed(tmp_path):
    """A list with every policy of today released."""
    listed = tmp_path / LIST.name
    listed.touch()
    seal(listed)
    release(listed, HASHES)
    return listed


def verb(root):
    command = [sys.executable, "-m", "services.evaluation.policy_release"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_every_released_policy_is_as_it_was_released_and_no_line_of_the_list_is_gone():
    assert faults(LIST, HASHES) == ()


def test_the_page_of_every_released_policy_prints_the_digest_it_was_released_with():
    pages = {policy: list(policy_page(policy)) for policy in known_policies()}

    wrong = [name for name, digest in released().items() if f"sha256: {digest}" not in pages[name]]
    assert wrong == []


def test_the_page_says_whether_a_policy_is_released(listed, monkeypatch):
    monkeypatch.setattr("services.evaluation.policy_page.released", dict)
    assert "released: not yet; this is a draft, which may change" in list(policy_page(RATINGS))

    monkeypatch.setattr("services.evaluation.policy_page.released", lambda: released(listed))
    assert "released: yes, with this digest" in list(policy_page(RATINGS))

    monkeypatch.setattr("services.evaluation.policy_page.released", lambda: {RATINGS: "0" * 64})
    assert f"released: as {'0' * 64}, not as this source" in list(policy_page(RATINGS))


def test_the_verb_lists_every_policy_and_rule_and_a_second_time_adds_nothing(copy):
    first = verb(copy)
    written = (copy / LIST.relative_to(ROOT)).read_bytes()
    second = verb(copy)

    assert (first.returncode, first.stdout.split()) == (0, list(HASHES))
    assert set(HASHES) == set(known_policies())
    assert released(copy / LIST.relative_to(ROOT)) == HASHES
    assert (second.returncode, second.stdout) == (0, "nothing to release: every policy is as it was released\n")
    assert (copy / LIST.relative_to(ROOT)).read_bytes() == written
    assert printed_in(copy, FAULTS) == ""


def test_a_comment_in_a_released_module_is_found_and_stops_the_next_release(copy):
    verb(copy)
    written = (copy / LIST.relative_to(ROOT)).read_bytes()
    with source_of("services.evaluation.policies.ratings_6_2022_v1", copy).open("ab") as module:
        module.write(b"# a comment\n")

    found = printed_in(copy, FAULTS).splitlines()
    refused = verb(copy)

    assert found == [f"{RATINGS}: {EDITED}", f"permenpanrb-6-2022-year.v1: {EDITED}"]
    assert (refused.returncode, refused.stderr.splitlines()) == (1, found)
    assert (copy / LIST.relative_to(ROOT)).read_bytes() == written


def test_a_new_policy_is_added_after_those_there_are(listed):
    before = listed.read_text()

    added = release(listed, {**HASHES, "permenpanrb-1-2030.v1": "a" * 64})

    assert added == ("permenpanrb-1-2030.v1",)
    assert listed.read_text() == f"{before}{'a' * 64}  permenpanrb-1-2030.v1\n"
    assert faults(listed, {**HASHES, "permenpanrb-1-2030.v1": "a" * 64}) == ()


def test_a_line_that_goes_is_found_and_stops_the_next_release(listed):
    listed.write_text("".join(listed.read_text().splitlines(keepends=True)[:-1]))

    assert faults(listed, HASHES) == (UNSEALED,)
    with pytest.raises(PolicyChanged, match="not as it was sealed"):
        release(listed, HASHES)


def test_the_whole_list_emptied_or_without_its_seal_is_found(listed):
    listed.with_name(SEAL.name).unlink()
    assert faults(listed, HASHES) == (UNSEALED,)

    seal(listed)
    listed.write_text("")
    assert faults(listed, HASHES) == (UNSEALED,)


def test_a_released_policy_that_left_the_registry_is_found(listed):
    without = {name: digest for name, digest in HASHES.items() if name != RATINGS}

    assert faults(listed, without) == (f"{RATINGS}: released, but not in the registry; put it back",)


def test_a_policy_listed_twice_is_found(listed):
    with listed.open("a") as file:
        file.write(f"{HASHES[RATINGS]}  {RATINGS}\n")

    assert faults(listed, HASHES) == (UNSEALED, f"{RATINGS}: listed twice")


def test_the_seal_is_read_by_sha256sum(listed):
    digest, name = listed.with_name(SEAL.name).read_text().split()

    assert (digest, name) == (hashlib.sha256(listed.read_bytes()).hexdigest(), listed.name)


@pytest.mark.parametrize("argument", ["--help", "--dry-run"])
def test_asking_for_help_releases_nothing(argument, monkeypatch):
    monkeypatch.setattr("sys.argv", ["policy_release", argument])
    monkeypatch.setattr(policy_release, "release", lambda *_: pytest.fail("released"))

    with pytest.raises(SystemExit):
        main()
