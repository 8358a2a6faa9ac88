"""The envelope: one encoding, and a reader that trusts nothing (CloudEvents 1.0; design, section 4)."""

import json
from datetime import timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from pydantic import ValidationError

from contracts.envelope import (
    MAX_EVENT_BYTES,
    Act,
    DoesNotFit,
    NewerMajor,
    NotAnEvent,
    TooLargeToRecord,
    UnknownType,
    _is_as_it_must_be,
    _refuse,
    decode,
    encode,
    event_id,
    opened,
    partition_key,
    position_of,
    read,
)
from contracts.evidence import EvidenceUploaded
from contracts.notify import NoticeAcknowledged
from contracts.planning import UnitRenamed
from contracts.values import TextRef
from tests.domain.given import uid
from tests.domain.histories import BEFORE
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER

AGENCY = "kanwil-gorontalo"
STREAM = uid("inbox")
KEY = str(EMPLOYEE).encode()
EVENT = NoticeAcknowledged(employee=EMPLOYEE, period="2026Q2", notice=uid("notice"))
ACT = Act(str(RATER), uid("command"), "trace:42", BEFORE, causation_id=uid("cause"))


def encoded(event=EVENT, act=ACT, version=7):
    return encode(event, stream=STREAM, version=version, agency=AGENCY, act=act)


def edited(**fields):
    """The event's bytes with attributes replaced (None: removed)."""
    whole = {**json.loads(encoded()), **fields}
    return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()


def taken(value, key=KEY, service="notify", agency=AGENCY):
    return read(value, agency=agency, service=service, key=key)


def uploaded(indicators):
    """An event as large as the indicators it names."""
    return EvidenceUploaded(
        employee=EMPLOYEE,
        item=uid("item"),
        agreement=AGREEMENT,
        period="2026Q2",
        indicators=(uid("indicator"),) * indicators,
        media_type="application/pdf",
        size=1,
        sha256="a" * 64,
        name=TextRef(text=uid("name"), sha256="b" * 64),
    )


def test_an_event_is_one_cloudevent_with_these_attributes_and_no_others():
    assert json.loads(encoded()) == {
        "specversion": "1.0",
        "id": str(event_id(STREAM, 7)),
        "source": "/ekinerja/kanwil-gorontalo/notify",
        "type": "ekinerja.notify.NoticeAcknowledged.v1",
        "subject": str(STREAM),
        "time": "2026-07-03T00:00:00.000000Z",
        "dataschema": "urn:ekinerja:schema:notify.NoticeAcknowledged.v1",
        "datacontenttype": "application/json",
        "sequence": "0000000000000007",
        "partitionkey": str(EMPLOYEE),
        "correlationid": "trace:42",
        "causationid": str(uid("cause")),
        "commandid": str(uid("command")),
        "actor": str(RATER),
        "data": {"employee": str(EMPLOYEE), "period": "2026Q2", "notice": str(uid("notice"))},
    }


def test_the_same_event_has_the_same_bytes_and_what_is_absent_is_not_null():
    first_cause = Act("system", uid("command"), "c", BEFORE)

    assert encoded() == encoded()
    assert b"null" not in encoded(uploaded(1), first_cause)
    assert b"causationid" not in encoded(act=first_cause)


def test_an_instant_in_another_zone_is_written_in_utc():
    elsewhere = Act(str(RATER), uid("command"), "c", BEFORE.astimezone(timezone(timedelta(hours=8))))

    assert json.loads(encoded(act=elsewhere))["time"] == "2026-07-03T00:00:00.000000Z"


def test_an_id_is_of_stream_and_version_for_ever():
    stream = UUID("3cabda26-8eb1-506f-ac9b-eda4c6f597dd")

    assert event_id(stream, 7) == UUID("b8e76160-8cda-52cb-a75f-6f3ac2110fb9")


def test_what_was_encoded_is_read_and_decoded_again():
    envelope = taken(encoded())

    assert (envelope.stream, envelope.version, envelope.service) == (STREAM, 7, "notify")
    assert decode(envelope) == EVENT
    assert partition_key(encoded()) == KEY


@pytest.mark.parametrize("attribute", sorted(set(json.loads(encoded())) - {"causationid"}))
def test_a_missing_attribute_is_no_event_of_ours_and_is_named(attribute):
    with pytest.raises(NotAnEvent, match=attribute):
        taken(edited(**{attribute: None}))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"type": "com.example.Thing.v1"}, "type"),
        ({"type": "ekinerja.notify.NoticeAcknowledged"}, "type"),
        ({"type": "ekinerja.notify.NoticeAcknowledged.v0"}, "type"),
        ({"type": "ekinerja.planning.TargetAgreed.v1"}, "does not belong to notify"),
        ({"source": "/ekinerja/another/notify"}, "source"),
        ({"source": "/ekinerja/kanwil-gorontalo/planning"}, "source"),
        ({"sequence": "7"}, "sequence"),
        ({"sequence": "0" * 16}, "sequence"),
        ({"sequence": "٠" * 15 + "٧"}, "sequence"),
        ({"sequence": 7}, "sequence"),
        ({"time": "2026-07-03T00:00:00Z"}, "time"),
        ({"time": "2026-02-30T00:00:00.000000Z"}, "time"),
        ({"time": "2026-07-03T00:00:00.000000+08:00"}, "time"),
        ({"correlationid": "has a space"}, "correlationid"),
        ({"correlationid": ""}, "correlationid"),
        ({"commandid": "42"}, "commandid"),
        ({"actor": "root"}, "actor"),
        ({"subject": str(STREAM).upper()}, "subject"),
        ({"subject": str(STREAM).replace("-", "")}, "subject"),
        ({"id": str(uid("another"))}, "id is not that"),
        ({"sequence": f"{8:016d}"}, "id is not that"),
        ({"partitionkey": "another"}, "partitionkey"),
    ],
    ids=str,
)
def test_an_attribute_that_cannot_be_trusted_is_named(wrong, named):
    with pytest.raises(NotAnEvent, match=named):
        taken(edited(**wrong))


@pytest.mark.parametrize(
    "value",
    [None, b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 100_000, b" " * (MAX_EVENT_BYTES + 1)],
    ids=["null", "empty", "cut off", "a list", "JSON null", "a text", "not UTF-8", "nested", "too large"],
)
def test_what_is_no_json_object_is_no_event(value):
    with pytest.raises(NotAnEvent):
        taken(value)


@pytest.mark.parametrize("key", [None, b"", str(RATER).encode()], ids=["none", "empty", "another's"])
def test_the_records_key_is_the_partitionkey(key):
    with pytest.raises(NotAnEvent, match="partitionkey"):
        taken(encoded(), key=key)


def test_an_attribute_of_a_later_release_does_no_harm():
    later = edited(traceparent="00-1-1-00", data={**json.loads(encoded())["data"], "mood": "good"})

    assert decode(taken(later)) == EVENT


def test_a_type_of_ours_that_is_not_known_a_newer_major_and_wrong_data_are_three_things():
    with pytest.raises(UnknownType, match="NoticeSung"):
        decode(taken(edited(type="ekinerja.notify.NoticeSung.v1")))
    with pytest.raises(NewerMajor, match="reads major 1"):
        decode(taken(edited(type="ekinerja.notify.NoticeAcknowledged.v2")))
    with pytest.raises(DoesNotFit, match="notice"):
        decode(taken(edited(data={"employee": str(EMPLOYEE), "period": "2026Q2"})))


def test_what_was_recorded_is_read_though_the_search_of_its_wording_became_stricter():
    named = UnitRenamed(unit=AGREEMENT, name="Seksi").model_dump(mode="json") | {"name": "Seksi 199001012015031901"}
    later = opened(json.dumps({**json.loads(encoded()), "type": UnitRenamed.TYPE, "data": named}).encode())

    with pytest.raises(ValidationError, match="NIP"):
        UnitRenamed.model_validate(named)
    assert decode(later).name == named["name"]


def test_an_event_above_the_limit_is_refused_before_anything_is_recorded():
    fits = encoded(uploaded(13_000))

    assert len(fits) < MAX_EVENT_BYTES
    with pytest.raises(TooLargeToRecord, match=f"above the limit of {MAX_EVENT_BYTES}"):
        encoded(uploaded(14_000))


@pytest.mark.parametrize(
    ("headers", "position"),
    [
        ([("position", b"0")], 0),
        ([("foreign", None), ("position", b"41")], 41),
        ([], None),
        ([("position", None)], None),
        ([("position", b"")], None),
        ([("position", b"-1")], None),
        ([("position", b"4 1")], None),
        ([("position", b"9" * 19)], None),
        ([("position", "٤".encode())], None),
    ],
)
def test_only_the_position_header_is_read(headers, position):
    assert position_of(headers) == position


LOOKED_AT = (
    "specversion", "type", "source", "subject", "sequence", "time", "correlationid", "commandid", "actor",
    "partitionkey", "id",
)  # fmt: skip
NEARLY = ("", "\n", " ", "0", "x", "é", "\u0661", "A")


@given(
    st.sampled_from(LOOKED_AT),
    st.integers(0, 80),
    st.integers(0, 3),
    st.one_of(st.sampled_from(NEARLY), st.text(max_size=4)),
)
def test_the_quick_look_at_an_envelope_and_the_careful_one_agree(name, place, gone, put):
    """`read` asks everything at once and names what is wrong only where that fails; neither may know a rule alone."""
    sound = opened(encoded())
    text = getattr(sound, name)
    envelope = structs.replace(sound, **{name: text[:place] + put + text[place + gone :]})

    try:
        _refuse(envelope, AGENCY, "notify", KEY)
        careful = True
    except NotAnEvent:
        careful = False

    assert _is_as_it_must_be(envelope, AGENCY, "notify", KEY) == careful
