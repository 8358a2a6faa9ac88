"""The jars of Apache Kafka, fetched once into a folder of the project and checked against `kafka.lock.toml`.

Guarantees: what `ensure_jars` returns has exactly the digests of the lock; a folder is complete or absent (it is filled
elsewhere and renamed); two processes at once wait for each other; nothing is written outside the given folder.
Never resolves versions, except to write the lock: `python -m deploy.local.jars --lock`.
The fetching is jgo's (a Maven resolver in Python); its own lock format also keeps a date and facts of the machine.
"""

import fcntl
import hashlib
import os
import shutil
import ssl
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from jgo.maven import Dependency, MavenContext

LOCK = Path(__file__).with_name("kafka.lock.toml")
MIRROR_SETTING = "EKINERJA_MAVEN_MIRROR"  # the address of a Maven repository to use instead of Maven Central

# All three Kafka parts in one resolution, else an older kafka-clients is picked.
KAFKA_VERSION = "4.3.1"
LOG4J_VERSION = "2.25.3"  # Kafka 4.3's own
ROOTS = (
    f"org.apache.kafka:kafka-clients:{KAFKA_VERSION}",
    f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}",
    f"org.apache.kafka:kafka-tools:{KAFKA_VERSION}",
    f"org.apache.logging.log4j:log4j-slf4j-impl:{LOG4J_VERSION}",
    f"org.apache.logging.log4j:log4j-core:{LOG4J_VERSION}",
)
# Kafka Connect brings a web server and 40 more jars that a broker never loads.
EXCLUDED = ("connect-runtime", "connect-api", "connect-json", "connect-transforms")

FETCH_TIMEOUT_S = 60  # per connect and per read
TRIES = 3  # per jar; a repository hiccups now and then
PARALLEL_FETCHES = 4  # most jars are small, so the round trips count

Progress = Callable[[int, int], None]


class JarError(Exception):
    """The jars could not be had, or are not the locked ones. One line: what is wrong and how to mend it."""


@dataclass(frozen=True)
class Jar:
    """One line of the lock. `coordinate` is group:artifact:version."""

    coordinate: str
    sha256: str

    @property
    def file_name(self) -> str:
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def ensure_jars(into: Path, progress: Progress | None = None, *, lock: Path = LOCK) -> list[Path]:
    """The locked jars, in the lock's order, in a folder below `into`; fetched if they are not there yet.

    progress: called with (jars done, jars in all) while fetching, from several threads.
    Raises JarError. Blocks while another process fetches into the same folder. When all is there it only reads and
    checks the files (46 MB, well under a second), so a jar damaged later is found too.
    """
    text = lock.read_bytes()
    jars = read_lock(text)
    folder = into / hashlib.sha256(text).hexdigest()[:12]
    if not folder.exists():
        into.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(into / ".lock"):
            if not folder.exists():
                _fill(folder, jars, progress)
    _check(folder, jars, f"delete the folder {folder} and run this again")
    return [folder / jar.file_name for jar in jars]


def read_lock(text: bytes) -> list[Jar]:
    return [Jar(row["coordinate"], row["sha256"]) for row in tomllib.loads(text.decode())["jar"]]


def _fill(folder: Path, jars: list[Jar], progress: Progress | None) -> None:
    for leftover in folder.parent.glob(".stage-*"):  # of a process that was killed; we hold the lock
        shutil.rmtree(leftover, ignore_errors=True)
    stage = Path(tempfile.mkdtemp(prefix=".stage-", dir=folder.parent))
    try:
        _fetch(stage, jars, progress)
        _check(
            stage,
            jars,
            f"run this again; if it stays so, the repository (or {MIRROR_SETTING}) serves another file than the one "
            f"locked: find out why before writing a new lock with `python -m deploy.local.jars --lock`",
        )
        stage.chmod(0o755)
        stage.rename(folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _fetch(stage: Path, jars: list[Jar], progress: Progress | None) -> None:
    done: list[None] = []

    def fetch_one(jar: Jar) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                _fetch_jar(jar, stage)
                break
            except (requests.RequestException, RuntimeError):
                if attempt == TRIES:
                    raise
                time.sleep(attempt)
        done.append(None)
        if progress:
            progress(len(done), len(jars))

    with _fetch_errors(), _trusting_the_system(), ThreadPoolExecutor(PARALLEL_FETCHES) as pool:
        for _ in pool.map(fetch_one, jars):
            pass


def _fetch_jar(jar: Jar, stage: Path) -> None:
    group, artifact, version = jar.coordinate.split(":")
    # A cache of its own for every try: jgo would take half a file left by a broken connection for the whole.
    with tempfile.TemporaryDirectory(dir=stage) as cache:
        found = _maven(Path(cache)).project(group, artifact).at_version(version).artifact().resolve()
        found.rename(stage / jar.file_name)


def _check(folder: Path, jars: list[Jar], mend: str) -> None:
    for jar in jars:
        try:
            with (folder / jar.file_name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            raise JarError(f"{jar.file_name} is missing; {mend}") from None
        if digest != jar.sha256:
            raise JarError(f"{jar.file_name} has SHA-256 {digest}, but the lock says {jar.sha256}; {mend}")


def resolve(scratch: Path) -> list[Jar]:
    """Resolve ROOTS anew and digest what comes: the content of a new lock, sorted by coordinate."""
    maven = _maven(scratch)
    excluded = [maven.project("org.apache.kafka", artifact) for artifact in EXCLUDED]
    roots: list[Dependency] = [maven.create_dependency(root, excluded) for root in ROOTS]
    for root in roots:
        root.scope = "compile"
    with _fetch_errors(), _trusting_the_system():
        inputs, transitive = maven.resolver.resolve(roots)
        artifacts = [part.artifact for part in (*inputs, *transitive) if part.scope in ("compile", "runtime")]
        return sorted(
            (
                Jar(
                    f"{artifact.groupId}:{artifact.artifactId}:{artifact.version}",
                    hashlib.sha256(artifact.resolve().read_bytes()).hexdigest(),
                )
                for artifact in artifacts
            ),
            key=lambda jar: jar.coordinate,
        )


def write_lock(jars: list[Jar], lock: Path = LOCK) -> None:
    lines = [
        f"# The jars of Apache Kafka {KAFKA_VERSION}; written by `python -m deploy.local.jars --lock`, never by hand.",
        *(f'\n[[jar]]\ncoordinate = "{jar.coordinate}"\nsha256 = "{jar.sha256}"' for jar in jars),
    ]
    lock.write_text("\n".join(lines) + "\n")


def _maven(cache: Path) -> "MavenContext":
    from jgo.maven import MavenContext  # takes 0.3 s, and is not needed when the jars are there

    mirror = os.environ.get(MIRROR_SETTING)
    # Everything is given, so that jgo reads neither its settings file nor M2_REPO nor the home directory.
    return MavenContext(
        repo_cache=cache,
        local_repos=[],
        remote_repos={"mirror": mirror.rstrip("/")} if mirror else None,
        timeout=FETCH_TIMEOUT_S,
    )


@contextmanager
def _fetch_errors() -> Iterator[None]:
    try:
        yield
    except (requests.RequestException, RuntimeError, OSError) as error:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise JarError(
            f"cannot fetch Kafka's jars: {cause}; check the network (HTTPS_PROXY, REQUESTS_CA_BUNDLE), or set "
            f"{MIRROR_SETTING} to a Maven repository you can reach"
        ) from error


@contextmanager
def _trusting_the_system() -> Iterator[None]:
    """Let requests trust the certificates the system trusts, where it is not told otherwise.

    requests knows only the list it was shipped with, which fails behind an office proxy whose certificate the
    administrators installed; pip, which installed everything else, uses the system's.
    """
    paths = ssl.get_default_verify_paths()
    system = paths.cafile or paths.capath
    told = any(os.environ.get(name) for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"))
    if told or not system:
        yield
        return
    os.environ["REQUESTS_CA_BUNDLE"] = system
    try:
        yield
    finally:
        del os.environ["REQUESTS_CA_BUNDLE"]


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # the kernel drops it when we die
        yield


def main(arguments: list[str]) -> None:
    if arguments != ["--lock"]:
        sys.exit("usage: python -m deploy.local.jars --lock")
    with tempfile.TemporaryDirectory() as scratch:
        jars = resolve(Path(scratch))
    write_lock(jars)
    print(f"{LOCK.name}: {len(jars)} jars")


if __name__ == "__main__":
    main(sys.argv[1:])
