"""In what order files of tests run, in one process and in several beside each other (`make test`).

In one process what is cheap fails first, and whole stacks come last. In several, whole stacks come first, and before
them the files that take longest: none should begin with such a file when the others are done.
"""

__all__ = ["LONGEST", "turn"]

#: Half a minute each and more, the longest first: those with stacks of their own, before the shared stacks stand by.
LONGEST = (
    "tests/system/test_up.py",
    "tests/system/test_demo.py",
    "tests/kafka/test_embedded.py",
    "tests/system/test_rebuild_command.py",
    "tests/system/test_kafka_lost.py",
    "tests/kafka/test_poison.py",
    "tests/system/test_stack.py",
    "tests/system/test_schemathesis.py",
    "tests/services/test_evil_uploads.py",
    "tests/services/test_links.py",
    "tests/services/test_killed_uploads.py",
    "tests/services/test_many_uploads.py",
)
_TURNS = {file: number for number, file in enumerate(LONGEST)}


def turn(file: str, *, whole_stack: bool, several: bool) -> tuple[int, bool]:
    """By what a test is sorted; what is equal stays as it was collected. file: from the project's folder."""
    return (_TURNS.get(file, len(LONGEST)), not whole_stack) if several else (0, whole_stack)
