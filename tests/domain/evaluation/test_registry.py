"""The registry: a policy is found by id, and its digest changes with any byte of any module it calls.

The digest is tried on copies of the sources in a folder of their own, run by a fresh interpreter: what is
measured is the installed function on real files, never a second implementation of it.
"""

import ast
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pytest

from services.evaluation.policies import permenpanrb_6_2022_v1, ratings_6_2022_v1
from services.evaluation.policies.registry import DEFAULT_POLICY, POLICIES, RULES, YEARS, UnknownPolicy, policy_hash

POLICY = "permenpanrb-6-2022.v1"
MODULES = POLICIES[POLICY].modules
ROOT = Path(__file__).parents[3]
PRINT_HASH = f"from services.evaluation.policies.registry import policy_hash; print(policy_hash({POLICY!r}))"


def source_of(module, root=ROOT):
    return root / Path(*module.split(".")).with_suffix(".py")


def copy_of_the_sources(root):
    """The policies' modules and the registry alone, with empty packages around them."""
    every = {module for policy in (*POLICIES.values(), *YEARS.values()) for module in policy.modules}
    every |= {module for modules in RULES.values() for module in modules}
    for module in (*every, "services.evaluation.policies.registry"):
        target = source_of(module, root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source_of(module).read_bytes())
    for package in ("contracts", "services", "services/evaluation", "services/evaluation/policies"):
        (root / package / "__init__.py").write_text("")
    return root


def printed_in(root, program):
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def hash_in(root):
    return printed_in(root, PRINT_HASH)


def first_party_imports(module):
    tree = ast.parse(source_of(module).read_bytes())
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    named = [f"{node.module}.{alias.name}" for node in froms for alias in node.names if node.module]
    all_names = {*plain, *named, *(node.module for node in froms if node.module)}
    ours = {name for name in all_names if name.split(".")[0] in ("contracts", "services", "chassis")}
    return {name for name in ours if source_of(name).exists()}


def test_the_default_policy_is_the_regulation_in_force():
    assert DEFAULT_POLICY == POLICY
    assert POLICIES[POLICY].id == POLICY


def test_a_policy_is_its_functions_and_its_documented_parameters():
    policy = POLICIES[POLICY]

    assert policy.evaluate is permenpanrb_6_2022_v1.evaluate
    assert policy.predicate is ratings_6_2022_v1.predicate
    assert all(parameter.source for parameter in policy.parameters)


def test_parameters_are_the_numbers_of_the_rules():
    numbers = {parameter.name: parameter.value for parameter in POLICIES[POLICY].parameters}

    assert {
        "cap": Fraction(120),
        "above_from": Fraction(110),
        "meets_from": Fraction(90),
        "counting_above_more_than": Fraction(1, 2),
        "counting_below_at_most": Fraction(1, 3),
        "unverified": "exclude | count, as chosen for the year; default exclude",
    }.items() <= numbers.items()


def test_an_unknown_policy_has_no_hash():
    with pytest.raises(UnknownPolicy):
        policy_hash("permenpanrb-6-2022.v0")


def reached_from(module):
    """A module and every one of ours it calls, whichever way."""
    reached, waiting = set(), {module}
    while waiting:
        module = waiting.pop()
        reached.add(module)
        waiting |= first_party_imports(module) - reached
    return reached


@pytest.mark.parametrize("policy", [*POLICIES.values(), *YEARS.values()], ids=lambda policy: policy.id)
def test_the_digest_covers_exactly_what_the_policy_calls(policy):
    assert sorted(policy.modules) == sorted(reached_from(policy.evaluate.__module__))
    assert len(policy_hash(policy.id)) == 64


@pytest.mark.parametrize("rule", RULES)
def test_the_digest_covers_exactly_what_a_rule_calls(rule):
    module = f"services.evaluation.policies.{rule.replace('-', '_').replace('.', '_')}"

    assert sorted(RULES[rule]) == sorted(reached_from(module))
    assert len(policy_hash(rule)) == 64


def test_the_hash_is_the_same_wherever_the_same_bytes_lie(tmp_path):
    here = policy_hash(POLICY)

    assert hash_in(copy_of_the_sources(tmp_path / "one")) == hash_in(copy_of_the_sources(tmp_path / "two")) == here
    assert len(here) == 64


@pytest.mark.parametrize("module", MODULES)
def test_the_hash_changes_with_any_source(module, tmp_path):
    root = copy_of_the_sources(tmp_path)
    with source_of(module, root).open("ab") as source:
        source.write(b"#")

    assert hash_in(root) != policy_hash(POLICY)


def test_the_hash_is_of_the_code_that_runs_whatever_becomes_of_its_file(tmp_path):
    root = copy_of_the_sources(tmp_path)
    edited = source_of(MODULES[0], root)
    edit_between = f"{PRINT_HASH}; open({str(edited)!r}, 'ab').write(b'#'); print(policy_hash({POLICY!r}))"

    before, after = printed_in(root, edit_between).split()

    assert before == after == policy_hash(POLICY)
    assert hash_in(root) != before


def test_the_hash_does_not_normalise_line_ends(tmp_path):
    root = copy_of_the_sources(tmp_path)
    source = source_of(MODULES[0], root)
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))

    assert hash_in(root) != policy_hash(POLICY)


def test_the_hash_does_not_change_with_what_the_policy_does_not_call(tmp_path):
    root = copy_of_the_sources(tmp_path)
    with source_of("services.evaluation.policies.registry", root).open("ab") as registry:
        registry.write(b"#")

    assert hash_in(root) == policy_hash(POLICY)


def test_the_modules_are_where_they_are_imported_from():
    assert [Path(find_spec(module).origin) for module in MODULES] == [source_of(module) for module in MODULES]
