"""The chart as Helm renders it: accepted by Kubernetes' schemas, run as nobody, and set so that our settings load."""

import json
import tomllib
from functools import cache

import pytest
import yaml

from chassis.process import STOP_ALL_S, STOP_REQUESTS_S
from chassis.settings import Settings
from contracts.envelope import SERVICES
from tests.deploy.commands import parse
from tests.deploy.tools import ROOT, helm

CHART = ROOT / "deploy/helm/ekinerja"
CASES = {path.name.removesuffix("-values.yaml"): yaml.safe_load(path.read_text()) for path in CHART.glob("ci/*.yaml")}
#: The oldest that Chart.yaml allows, and the newest whose schemas are known.
KUBERNETES = ("1.30", "1.37")
MIB = 2**20
#: Names that Kubernetes allows, and that YAML would take for something else.
NAMES = ("123", "true", "null", "1e3", "0x1f", "off")
DEVELOPMENT_ONLY = {"ENV", "CLOCK_FILE", "FAULT"}


@cache
def rendered():
    return dict(zip(CASES, helm("render", *CASES.values()), strict=True))


def objects(case, kind=None):
    answer = rendered()[case]
    assert "refused" not in answer, answer
    return [found for found in answer["objects"] if kind in (None, found["kind"])]


def pods(case):
    """Of every Deployment and Job: its name and the specification of its pod."""
    return {
        found["metadata"]["name"]: found["spec"]["template"]["spec"]
        for found in objects(case)
        if found["kind"] in ("Deployment", "Job")
    }


def environment(case, name):
    """What a container is given, with every Secret's value replaced by its reference."""
    (container,) = pods(case)[name]["containers"]
    (config,) = objects(case, "ConfigMap")
    given = dict(config["data"]) if "envFrom" in container else {}
    for variable in container["env"]:
        secret = variable.get("valueFrom", {}).get("secretKeyRef")
        given[variable["name"]] = f"{secret['name']}/{secret['key']}" if secret else variable["value"]
    return given


def with_values(case, **changes):
    (answer,) = helm("render", json.loads(json.dumps(CASES[case])) | changes)
    return answer


@pytest.mark.parametrize("version", KUBERNETES)
def test_kubernetes_schemas_accept_every_object(version):
    every = [found for case in CASES for found in objects(case)]

    errors = helm("validate", *({"object": found, "version": version} for found in every))

    assert [(found["kind"], why) for found, why in zip(every, errors, strict=True) if why] == []


def test_a_misspelt_field_would_be_refused():
    deployment = json.loads(json.dumps(objects("smallest", "Deployment")[0]))
    deployment["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}

    (errors,) = helm("validate", {"object": deployment, "version": KUBERNETES[0]})

    assert "readynessProbe" in errors[0]


def test_helm_lint_has_nothing_to_mend():
    for case, report in zip(CASES, helm("lint", *CASES.values()), strict=True):
        severe = [message for message in report["messages"] if message["severity"] > 1]
        assert (severe, report["errors"]) == ([], []), case


@pytest.mark.parametrize("case", CASES)
def test_every_container_runs_as_nobody_and_writes_only_where_it_may(case):
    for name, pod in pods(case).items():
        user = pod["securityContext"]
        assert user["runAsNonRoot"], name
        assert user["runAsUser"] > 0, name
        assert user["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["enableServiceLinks"] is False, name
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }, name
            assert container["resources"]["limits"]["memory"], name
            assert {"name": "tmp", "mountPath": "/tmp"} in container["volumeMounts"], name


@pytest.mark.parametrize("case", CASES)
def test_every_argument_is_one_the_command_line_takes(case):
    asked = {name: parse(pod["containers"][0]["args"]) for name, pod in pods(case).items()}

    for service in SERVICES:
        for role in ("api", "worker"):
            process = asked[f"ekinerja-{service}-{role}"]
            assert (process["service"], process["role"], process["host"]) == (service, role, "0.0.0.0")
        assert asked[f"ekinerja-migrate-{service}"] == {"service": service}
    if case != "one-node":
        assert asked["ekinerja-topics"] == {"replication": 3}


@pytest.mark.parametrize("case", CASES)
def test_what_pods_are_given_loads_as_settings(case):
    for name in pods(case):
        given = environment(case, name)
        ours = {
            key.removeprefix("EKINERJA_").lower(): value for key, value in given.items() if key.startswith("EKINERJA_")
        }
        assert set(ours) <= set(Settings.model_fields), name
        if name != "ekinerja-topics":
            Settings.model_validate(ours)


def test_every_setting_can_be_given_by_the_chart():
    free = json.loads((CHART / "values.schema.json").read_text())["properties"]["settings"]["propertyNames"]["enum"]
    placed = {key.removeprefix("EKINERJA_") for name in pods("everything") for key in environment("everything", name)}

    assert {name.upper() for name in Settings.model_fields} - DEVELOPMENT_ONLY <= set(free) | placed


def test_a_whole_number_stays_one():
    assert environment("everything", "ekinerja-evidence-api")["EKINERJA_EVIDENCE_MAX_BYTES"] == "52428800"


@pytest.mark.parametrize("case", CASES)
def test_there_is_room_for_all_uploads_in_hand_and_little_more(case):
    for name, pod in pods(case).items():
        given = environment(case, name)
        uploads = given.get("EKINERJA_EVIDENCE_UPLOADS", Settings.model_fields["evidence_uploads"].default)
        most = given.get("EKINERJA_EVIDENCE_MAX_BYTES", Settings.model_fields["evidence_max_bytes"].default)
        (spool,) = [one["emptyDir"]["sizeLimit"] for one in pod["volumes"] if one["name"] == "tmp"]

        needed = int(uploads) * int(most)
        assert needed + 32 * MIB < int(spool.removesuffix("Mi")) * MIB < needed + 128 * MIB, name


@pytest.mark.parametrize("case", CASES)
def test_each_service_has_its_own_database_and_no_other(case):
    for service in SERVICES:
        secret = f"{CASES[case]['services'][service]['databaseSecret']}/url"
        for name in (f"{service}-api", f"{service}-worker", f"migrate-{service}"):
            assert environment(case, f"ekinerja-{name}")["EKINERJA_DATABASE"] == secret
    if case != "one-node":
        assert "EKINERJA_DATABASE" not in environment(case, "ekinerja-topics")


@pytest.mark.parametrize("case", CASES)
def test_migrations_and_topics_come_before_an_installation_and_an_upgrade(case):
    jobs = objects(case, "Job")

    assert len(jobs) == len(SERVICES) + (case != "one-node")
    assert {job["metadata"]["annotations"]["helm.sh/hook"] for job in jobs} == {"pre-install,pre-upgrade"}
    for job in jobs:  # nothing that a hook uses is made by the release itself
        assert "envFrom" not in job["spec"]["template"]["spec"]["containers"][0]


def test_a_service_sends_requests_to_its_own_api_and_to_no_worker():
    labels = {
        found["metadata"]["name"]: found["spec"]["template"]["metadata"]["labels"]
        for found in objects("smallest")
        if found["kind"] in ("Deployment", "Job")
    }
    for service in SERVICES:
        (entry,) = [one for one in objects("smallest", "Service") if one["metadata"]["name"] == f"ekinerja-{service}"]
        chosen = [name for name, has in labels.items() if entry["spec"]["selector"].items() <= has.items()]
        assert chosen == [f"ekinerja-{service}-api"]
    for budget in objects("smallest", "PodDisruptionBudget"):
        wanted = budget["spec"]["selector"]["matchLabels"].items()
        chosen = [name for name, has in labels.items() if wanted <= has.items()]
        assert chosen == [budget["metadata"]["name"]]
    for deployment in objects("smallest", "Deployment"):
        wanted = deployment["spec"]["selector"]["matchLabels"].items()
        chosen = [name for name, has in labels.items() if wanted <= has.items()]
        assert chosen == [deployment["metadata"]["name"]]


def test_probes_and_time_to_end():
    for deployment in objects("smallest", "Deployment"):
        pod = deployment["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        paths = {kind: container[f"{kind}Probe"]["httpGet"]["path"] for kind in ("startup", "liveness", "readiness")}
        assert paths == {"startup": "/livez", "liveness": "/livez", "readiness": "/readyz"}
        pause = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        assert pod["terminationGracePeriodSeconds"] > pause + STOP_REQUESTS_S + STOP_ALL_S


def test_evidence_in_an_object_store_needs_no_volume():
    assert objects("everything", "PersistentVolumeClaim") == []
    of_files = ("ekinerja-evidence-api", "ekinerja-evidence-worker")
    for name in of_files:
        (container,) = pods("everything")[name]["containers"]
        assert {"secretRef": {"name": "object-store"}} in container["envFrom"]
    others = [pod["containers"][0] for name, pod in pods("everything").items() if name not in of_files]
    assert "object-store" not in json.dumps(others)


def test_evidence_on_a_volume_is_kept_when_the_release_goes():
    (claim,) = objects("smallest", "PersistentVolumeClaim")
    assert claim["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
    for role in ("api", "worker"):
        volumes = pods("smallest")[f"ekinerja-evidence-{role}"]["volumes"]
        (volume,) = [one for one in volumes if one["name"] == "evidence"]
        assert volume["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]


def test_a_volume_of_one_node_is_let_go_before_the_next_pod_takes_it():
    (api,) = [one for one in objects("one-node", "Deployment") if one["metadata"]["name"] == "ekinerja-evidence-api"]

    assert api["spec"]["strategy"] == {"type": "Recreate"}


def test_a_worker_runs_on_the_one_node_that_has_the_files():
    (wanted,) = pods("one-node")["ekinerja-evidence-worker"]["affinity"]["podAffinity"].values()

    (api,) = [one for one in objects("one-node", "Deployment") if one["metadata"]["name"] == "ekinerja-evidence-api"]
    labels = api["spec"]["template"]["metadata"]["labels"]
    assert wanted[0]["labelSelector"]["matchLabels"].items() <= labels.items()
    assert "affinity" not in pods("smallest")["ekinerja-evidence-worker"]


def test_network_policies_let_nobody_in_who_is_not_named():
    answer = with_values("everything", networkPolicy={"enabled": True, "from": [{"podSelector": {}}]})
    rules = {
        one["metadata"]["name"]: one["spec"]["ingress"] for one in answer["objects"] if one["kind"] == "NetworkPolicy"
    }

    assert rules == {
        "ekinerja-api": [{"ports": [{"port": "http"}], "from": [{"podSelector": {}}]}],
        "ekinerja-worker": [],
        "ekinerja-jobs": [],
    }


def test_the_notes_name_the_addresses():
    assert "http://ekinerja-evidence.kinerja.svc" in rendered()["smallest"]["notes"]


def test_nothing_set_says_all_that_must_be():
    (answer,) = helm("render", {})

    needed = ["agency", "issuer", "kafka.addresses", *(f"services.{name}.databaseSecret" for name in SERVICES)]
    assert [key for key in needed if f"{key}: set it to" not in answer["refused"]] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kafka": {"addresses": "kafka:9092", "security": "SASL_SSL"}}, "kafka.username: set it"),
        ({"kafka": {"addresses": "kafka:9092", "security": "SASL_SSL"}}, "kafka.passwordSecret: set it"),
        ({"kafka": {"addresses": "kafka:9092", "passwordSecret": "s"}}, "kafka.security: PLAINTEXT sends no user"),
        ({"kafka": {"addresses": "kafka:9092", "caSecret": "s"}}, "kafka.security: PLAINTEXT checks no certificate"),
        ({"kafka": {"addresses": "kafka"}}, "addresses"),
        ({"kafka": {"adresses": "kafka:9092"}}, "adresses"),
        ({"evidence": {"volume": {"accessMode": "ReadWriteOnce"}}}, "services.evidence.api.replicas to 1"),
        ({"networkPolicy": {"enabled": True}}, "networkPolicy.from: set who"),
        ({"agency": "Kanwil Contoh"}, "agency"),
        ({"settings": {"LOG_LEVL": "info"}}, "LOG_LEVL"),
        ({"settings": {"FAULT": "after append"}}, "FAULT"),
        ({"api": {"replicas": 0}}, "replicas"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_work_is_refused_with_what_to_set(changes, said):
    assert said in with_values("smallest", **changes)["refused"]


def test_names_of_values_stay_names_whatever_yaml_takes_them_for():
    secrets = dict(zip(SERVICES, NAMES, strict=False))
    (answer,) = helm(
        "render",
        CASES["everything"]
        | {
            "services": {name: {"databaseSecret": secret} for name, secret in secrets.items()},
            "kafka": CASES["everything"]["kafka"] | {"caSecret": "123", "passwordSecret": "456"},
            "database": {"caSecret": "789", "sslmode": "verify-full"},
            "image": {"pullSecrets": ["1e3"]},
            "serviceAccount": "12",
            "evidence": {
                "volume": {"existingClaim": "34", "accessMode": "ReadWriteMany"},
                "storeSecret": "56",
            },
        },
    )

    every = json.dumps(answer["objects"])
    assert [name for name in (*secrets.values(), "456", "789", "12", "34", "56") if f'"{name}"' not in every] == []
    assert every.count('"imagePullSecrets": [{"name": "1e3"}]') == len(pods("everything"))
    assert [why for why in helm("validate", *with_versions(answer["objects"])) if why] == []


def test_a_claim_of_numbers_and_words_is_one_that_kubernetes_takes():
    answer = with_values("smallest", evidence={"volume": {"size": "50", "storageClass": "123"}})

    (claim,) = [one for one in answer["objects"] if one["kind"] == "PersistentVolumeClaim"]
    assert (claim["spec"]["storageClassName"], claim["spec"]["resources"]["requests"]["storage"]) == ("123", "50")
    assert [why for why in helm("validate", *with_versions(answer["objects"])) if why] == []


def test_a_release_of_digits_labels_its_pods_with_text():
    (answer,) = helm("render", CASES["everything"] | {"release": "123"})

    assert {one["metadata"]["labels"]["app.kubernetes.io/instance"] for one in answer["objects"]} == {"123"}
    assert [why for why in helm("validate", *with_versions(answer["objects"])) if why] == []


def with_versions(found):
    return [{"object": one, "version": version} for one in found for version in KUBERNETES]


def test_labels_that_pods_are_selected_by_cannot_be_given():
    selecting = {
        label
        for found in objects("everything")
        if found["kind"] == "Deployment"
        for label in found["spec"]["template"]["metadata"]["labels"]
    } - set(CASES["everything"]["podLabels"])

    cases = [{"podLabels": {label: "x"}} for label in selecting] + [{"podAnnotations": {"checksum/settings": "x"}}]
    answers = helm("render", *(CASES["everything"] | case for case in cases))

    assert {"app.kubernetes.io/component", "app.kubernetes.io/instance", "ekinerja/service"} <= selecting
    told = [f"/{key}/{name.replace('/', '~1')}" for case in cases for key, named in case.items() for name in named]
    assert [where for where, one in zip(told, answers, strict=True) if where not in one.get("refused", "")] == []


def test_the_versions_agree():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert yaml.safe_load((CHART / "Chart.yaml").read_text())["appVersion"] == version
    assert pods("smallest")["ekinerja-topics"]["containers"][0]["image"] == f"ekinerja:{version}"


def test_the_values_fit_two_screens():
    assert len((CHART / "values.yaml").read_text().splitlines()) <= 80
