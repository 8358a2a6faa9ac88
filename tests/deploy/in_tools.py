"""Run by the tools' own Python (`tools.py`): renders and lints the chart, and checks objects against their schemas.

`in_tools.py TASK < cases.json > results.json`; a case that is refused gives {"refused": why}. Imports nothing of ours.
"""

import json
import sys
from functools import cache
from pathlib import Path

import helm_python
import kubernetes_validate
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

CHART = Path(__file__).parents[2] / "deploy/helm/ekinerja"
SCHEMAS = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"


def render(values):
    """The objects of the chart with these values, by template. `release`: another name than the usual one."""
    name = values.pop("release", "ekinerja")
    with helm_python.Chart.load(CHART) as chart:
        try:
            rendered = chart.render(values, name=name, namespace="kinerja", is_install=True)
        except helm_python.HelmError as error:
            return {"refused": str(error)}
    notes = {path: text for path, text in rendered.items() if path.endswith(".txt")}
    objects = [found for path, text in rendered.items() if path not in notes for found in yaml.safe_load_all(text)]
    return {"objects": [found for found in objects if found], "notes": "".join(notes.values())}


def lint(values):
    """What `helm lint --strict` has to say."""
    return helm_python.lint(CHART, values, strict=True)


@cache
def definitions(version):
    """The definitions that the schemas of one version refer to; read once, for they are 1.5 MB."""
    contents = json.loads((SCHEMAS / f"v{version}.0-local-strict/_definitions.json").read_text())
    return (Resource.from_contents(contents) @ Registry()).crawl()


@cache
def validator(version, kind, api_version):
    """What checks one kind of object. Raises `FileNotFoundError` for a kind that Kubernetes does not have."""
    group, _, of_group = api_version.partition("/")
    name = "-".join([kind.lower(), group.split(".")[0], *([of_group] if of_group else [])])
    schema = json.loads((SCHEMAS / f"v{version}.0-local-strict/{name}.json").read_text())
    return Draft202012Validator(schema, registry=Resource.from_contents(schema) @ definitions(version))


def validate(case):
    """What Kubernetes' schemas (of a version, unknown fields refused) have against an object."""
    found = case["object"]
    errors = validator(case["version"], found["kind"], found["apiVersion"]).iter_errors(found)
    return [f"{error.json_path}: {error.message}" for error in errors]


if __name__ == "__main__":
    task = {"render": render, "lint": lint, "validate": validate}[sys.argv[1]]
    json.dump([task(case) for case in json.load(sys.stdin)], sys.stdout)
