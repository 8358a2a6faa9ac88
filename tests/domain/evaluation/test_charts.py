"""The nine-box and the distribution as pictures: numbers in them as numbers, escaped, with title and description."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.charts import distribution, nine_box
from services.evaluation.policies.distribution_v1 import PREDICATES, Person, spread
from tests.domain.evaluation.dossier import ABOVE, BELOW, MEETS

SVG = "{http://www.w3.org/2000/svg}"


def parsed(picture):
    return ElementTree.fromstring(picture)


def words(picture):
    return [one.text for one in parsed(picture).iter(f"{SVG}text")]


def people(*numbers):
    named = [name for name, number in zip(PREDICATES, numbers, strict=True) for _ in range(number)]
    return spread("baik", [Person(f"e{place}", "u", False, name) for place, name in enumerate(named)])


PICTURES = {
    "nine-box": nine_box([(MEETS, MEETS), (ABOVE, ABOVE), (MEETS, MEETS)], "Bidang A, 2026Q3"),
    "distribution": distribution(people(1, 5, 1, 0, 0), "Bidang A, 2026Q3"),
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=list(PICTURES))
def test_a_picture_has_a_title_a_description_and_nothing_from_elsewhere(picture):
    root = parsed(picture)
    named = {one.get("id"): one.text for one in root if one.tag in (f"{SVG}title", f"{SVG}desc")}

    assert root.get("role") == "img"
    assert list(named) == root.get("aria-labelledby").split()
    assert all("2026Q3" in text or "people" in text for text in named.values())
    assert not {"script", "image", "use", "foreignObject", "a"} & {one.tag.removeprefix(SVG) for one in root.iter()}
    assert "href" not in picture
    assert "url(" not in picture


def test_two_pictures_share_no_name_on_one_page():
    ids = [one.get("id") for picture in PICTURES.values() for one in parsed(picture).iter() if one.get("id")]

    assert len(ids) == len(set(ids)) == 4


def test_every_box_has_its_number_in_its_place():
    root = parsed(nine_box([(MEETS, MEETS), (ABOVE, BELOW), (MEETS, MEETS)], "x"))
    numbers = [
        (int(one.get("x")), int(one.get("y")), one.text) for one in root.iter(f"{SVG}text") if one.get("class") == "n"
    ]

    assert [text for _, _, text in sorted(numbers, key=lambda one: (one[1], one[0]))] == [
        *("1", "0", "0"),  # results above: behaviour below, meets, above
        *("0", "2", "0"),
        *("0", "0", "0"),
    ]


def test_labels_are_in_both_languages():
    assert {"Di atas ekspektasi", "above expectation", "Hasil kerja", "behaviour"} <= set(words(PICTURES["nine-box"]))
    assert {"Butuh perbaikan", "needs improvement"} <= set(words(PICTURES["distribution"]))


def test_the_distribution_shows_each_number_and_share_and_the_exact_rule_broken():
    shown = words(PICTURES["distribution"])

    assert [one for one in shown if one.endswith(" %)")] == ["1 (14 %)", "5 (71 %)", "1 (14 %)", "0 (0 %)", "0 (0 %)"]
    assert "Baik: 5, paling banyak 4 dari 7" in shown
    assert "good: 5, at most 4 of 7" in shown
    assert "Capaian unit: Baik. Tidak sesuai pola" in shown


def test_marks_stand_where_a_limit_is_broken_and_nowhere_else():
    broken, fitting = (parsed(distribution(one, "x")) for one in (people(1, 5, 1, 0, 0), people(2, 4, 1, 0, 0)))

    assert [len(list(one.iter(f"{SVG}line"))) for one in (broken, fitting)] == [1, 0]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((2, 4, 1, 0, 0), "Sesuai pola"),
        ((0, 3, 0, 0, 0), "Terlalu sedikit orang untuk pola"),
        ((0,) * 5, "Terlalu sedikit"),
    ],
)
def test_the_verdict_is_told(numbers, said):
    assert said in parsed(distribution(people(*numbers), "x")).find(f"{SVG}desc").text


@pytest.mark.parametrize(
    "draw", [lambda title: nine_box([], title), lambda title: distribution(people(0, 0, 0, 0, 0), title)]
)
@given(
    title=st.text(st.characters()) | st.sampled_from(["</title><script>alert(1)</script>", "A & B", '"<', "\x00\x1b"])
)
def test_whatever_a_title_holds_the_picture_is_well_formed_and_runs_nothing(draw, title):
    root = parsed(draw(title))

    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "style",
        "text",
        "rect",
        "line",
    }


def test_bars_are_as_long_as_their_share():
    bars = [
        one for one in parsed(distribution(people(0, 5, 5, 0, 0), "x")).iter(f"{SVG}rect") if one.get("class") == "f"
    ]

    assert [int(one.get("width")) for one in bars] == [0, 180, 180, 0, 0]
