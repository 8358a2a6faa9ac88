"""The same request is the same command, also over an upgrade that gave the request a further optional field."""

from pydantic import BaseModel

from chassis.call import sent_in


class Today(BaseModel):
    name: str
    note: str = ""


class Tomorrow(Today):
    colour: str = "blue"


def test_a_field_that_a_later_release_adds_leaves_a_retry_the_same_command():
    sent = {"name": "a"}

    assert sent_in(Tomorrow.model_validate(sent)) == sent_in(Today.model_validate(sent)) == b'{"name":"a"}'


def test_what_the_caller_sends_counts_even_where_it_is_the_default():
    assert sent_in(Today(name="a", note="")) != sent_in(Today(name="a"))
    assert sent_in(b"bytes") == b"bytes"
    assert sent_in(None) == b""
