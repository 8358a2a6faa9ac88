"""The paper of an SKP: the parts of the official form, sound HTML, nothing that runs, nothing a person wrote taken for
markup, and readable without colour.
"""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from contracts.planning import AgreementClosed, Annexes, Revision
from contracts.values import TextRef
from services.planning.document import POLICY, Paper, Party, Source, page_of
from tests.domain.given import uid
from tests.domain.plans import AGREEMENT, EMPLOYEE, FIRST_DAY, LAST_DAY, OBJECTIVE, RATER, main, planned, results

ARABIC, EMOJI = "\u062e\u062f\u0645\u0629 \u0627\u0644\u062d\u062c", "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&</bdi></td>"
VOID = {"meta"}
LANGUAGES = [None, "id", "en"]
PAPER = Paper(
    agreement=AGREEMENT,
    agency="Kanwil Kementerian Agama",
    version=2,
    starts_on=FIRST_DAY,
    ends_on=LAST_DAY,
    valid_from=date(2026, 7, 1),
    valid_until=LAST_DAY,
    employee=Party(EMPLOYEE, "Analis", "Bagian Tata Usaha", "Pegawai Contoh", "199001012015031901"),
    rater=Party(RATER, "Kepala Bagian", "Bagian Tata Usaha", "Penilai Contoh", "198001012005031902"),
    results=results(
        main(planned("12", accumulation="sum"), planned(("80.5", "90"), title="mutu", unit_of_measure="persen")),
        main(planned("1", title="panitia"), title="kegiatan", kind="additional", supports=None),
    ),
    supported={OBJECTIVE: "Layanan bermutu"},
    annexes=Annexes(resources=("dua petugas",), accountability=("laporan triwulan",)),
    revision=None,
    closed=None,
    source=Source(
        "ekinerja.planning.TargetAgreed.v1", str(uid("event")), AGREEMENT, 7, "2026-07-01T02:00:00.000000Z",
        date(2026, 7, 1),
    ),
    proposed_by="employee",
    proposed_on=date(2026, 6, 29),
    waits_for=None,
    identified=True,
)  # fmt: skip
DRAFT = replace(PAPER, version=None, waits_for="rater")


class Page(HTMLParser):
    """What stands on a page: its elements with their attributes, the text, and how deep it is still open."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.texts, self._open = [], [], []
        self.feed(page)
        self.close()
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag, "elements are closed in the order they were opened"

    def handle_data(self, data):
        if "style" not in self._open:
            self.texts.append((tuple(self._open), " ".join(data.split())))

    @property
    def text(self):
        return " ".join(text for _, text in self.texts if text)

    def named(self, tag):
        return [attrs for one, attrs in self.elements if one == tag]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paper", [PAPER, DRAFT, replace(PAPER, rater=None, identified=False)])
def test_it_is_sound_html_with_one_title_heading_and_language(paper, language):
    page = page_of(paper, language)

    read = Page(page)
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert [len(read.named(tag)) for tag in ("html", "head", "title", "body", "main", "h1")] == [1] * 6
    assert read.named("html")[0]["lang"] == (language or "id")


def test_it_has_the_parts_of_the_official_form():
    text = Page(page_of(PAPER, "id")).text

    for part in (
        "Sasaran Kinerja Pegawai", "Periode penilaian : 1 Januari 2026 s.d. 31 Desember 2026", "Pegawai yang dinilai",
        "Pejabat penilai kinerja", "Nama", "NIP", "Pangkat/gol. ruang", "Jabatan", "Unit kerja", "Hasil kerja",
        "Rencana hasil kerja pimpinan yang diintervensi", "Aspek", "Indikator kinerja individu", "Target", "A. UTAMA",
        "B. TAMBAHAN", "Layanan bermutu", "diambil langsung", "80,5\u201390 persen", "triwulan IV 2026: 12",
        "Perilaku kerja", "Berorientasi pelayanan", "Akuntabel", "Kompeten", "Harmonis", "Loyal", "Adaptif",
        "Kolaboratif", "Ekspektasi khusus pimpinan", "Dukungan sumber daya dua petugas",
        "Skema pertanggungjawaban laporan triwulan", "Konsekuensi Tidak ada.", "Pegawai Contoh", "198001012005031902",
    ):  # fmt: skip
        assert part.replace(" : ", ": ") in text.replace(" : ", ": "), part


@pytest.mark.parametrize("closed", [None, FIRST_DAY], ids=["replaced from the same day", "closed before it began"])
def test_what_was_never_in_force_says_so_and_names_no_days_that_run_backwards(closed):
    """It was printed as in force from 1 July until 30 June."""
    begun = date(2026, 7, 1)
    early = closed and AgreementClosed(
        employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=closed, reason_code="moved"
    )
    never = replace(PAPER, starts_on=begun, valid_from=begun, valid_until=closed or date(2026, 6, 30), closed=early)

    indonesian, english = (Page(page_of(never, language)).text for language in ("id", "en"))

    assert "Berlaku tidak pernah berlaku; semula mulai 1 Juli 2026" in indonesian
    assert "In force never; it was to be from 1 July 2026" in english
    assert "berlaku sampai" not in indonesian
    assert ("tidak pernah berlaku (pindah tugas)" in indonesian) is (closed is not None)


def test_an_auditor_finds_the_event_it_comes_from():
    text = Page(page_of(PAPER, "en")).text

    for part in (str(AGREEMENT), f"{AGREEMENT}:7", "ekinerja.planning.TargetAgreed.v1", str(uid("event")),
                 "2026-07-01T02:00:00.000000Z", "Version 2", "1 July 2026 to 31 December 2026",
                 "Proposed by the employee on 29 June 2026; accepted by the other side on 1 July 2026."):  # fmt: skip
        assert part in text, part


def test_one_language_holds_no_word_of_the_other_and_both_mark_the_english():
    indonesian, english, both = (page_of(PAPER, language) for language in ("id", "en", None))

    assert "Superior's result" not in indonesian
    assert not {"Jabatan", "Hasil", "Kuantitas"} & set(re.findall(r"\w+", Page(english).text))
    assert '<span class="also" lang="en">Work results</span>' in both
    assert "Hasil kerja" in both


@pytest.mark.parametrize(("language", "mark"), [
    (None, "RANCANGAN – belum disepakati DRAFT – not agreed yet"),
    ("id", "RANCANGAN – belum disepakati"),
    ("en", "DRAFT – not agreed yet"),
])  # fmt: skip
def test_what_is_not_agreed_says_so_in_words_and_who_must_act(language, mark):
    page = page_of(DRAFT, language)

    assert Page(page).text.count(mark) == 2
    assert ("waits for the rater" if language == "en" else "menunggu persetujuan pejabat penilai") in page
    assert '<body class="draft">' in page
    of_the_head = page_of(replace(DRAFT, rater=None), language)
    assert ("waits for the performance officer" in of_the_head) == (language != "id")
    for word in ("RANCANGAN", "DRAFT"):
        assert word not in Page(page_of(PAPER, language)).text


def test_a_revision_and_a_closing_are_told_by_their_reasons():
    reason = TextRef(text=uid("reason"), sha256="0" * 64)
    revision = Revision(valid_from=date(2026, 7, 1), reason_code="budget_changed", reason=reason)
    closed = AgreementClosed(
        employee=EMPLOYEE, agreement=AGREEMENT, year=2026, closes_on=date(2026, 9, 30), reason_code="moved"
    )

    text = Page(page_of(replace(PAPER, revision=revision, closed=closed), "id")).text

    assert "Alasan revisi anggaran berubah" in text
    assert "Ditutup lebih awal : berlaku sampai 30 September 2026 (pindah tugas)." in text


def test_who_may_not_see_identity_reads_that_it_is_not_shown_and_an_erased_one_that_it_is_gone():
    nameless = Party(EMPLOYEE, "Analis", "Bagian Tata Usaha")

    hidden = Page(page_of(replace(PAPER, employee=nameless, rater=nameless, identified=False), "id")).text
    erased = Page(page_of(replace(PAPER, employee=nameless), "id")).text

    assert "tidak ditampilkan bagi pembaca ini" in hidden
    assert "sudah dihapus" not in hidden
    assert "Nama sudah dihapus Penilai Contoh" in erased


# -- what a person wrote ----------------------------------------------------------------------------------------------


def of_text(text):
    """A paper on which every place that a person fills holds this text."""
    party = Party(EMPLOYEE, text, text, text, text)
    indicators = planned(title=text, unit_of_measure=text, indicator=uid("i"))
    plan = results(main(indicators, title=text), main(planned("1", title="x"), title=text + "2", kind="additional"))
    annexes = Annexes(resources=(text,), accountability=(text,), consequences=(text,))
    return replace(
        PAPER, agency=text, employee=party, rater=party, results=plan, supported={OBJECTIVE: text}, annexes=annexes
    )


def test_nothing_a_person_wrote_becomes_markup():
    plain, hostile = Page(page_of(of_text("biasa"), None)), Page(page_of(of_text(HOSTILE), None))

    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in plain.elements]
    assert hostile.text.count("<script>alert(1)</script>") == plain.text.count("biasa")


@pytest.mark.parametrize("text", [ARABIC, EMOJI, f"{ARABIC} 90% (SKP) {EMOJI}"])
def test_text_of_any_script_comes_out_as_it_went_in_and_is_isolated(text):
    texts = Page(page_of(of_text(text), None)).texts

    holding = [open_elements[-1] for open_elements, one in texts if text in one]
    assert len(holding) > 10
    assert set(holding) <= {"bdi", "li", "p"}, "each stands in an element with dir=auto"
    isolated = [attrs for tag, attrs in Page(page_of(of_text(text), None)).elements if tag in ("bdi", "li")]
    assert sum(attrs.get("dir") == "auto" for attrs in isolated) >= len(holding) - 1


# -- nothing runs, nothing is fetched, nothing is told by colour ------------------------------------------------------


def test_nothing_runs_and_nothing_is_fetched():
    page = page_of(of_text(HOSTILE), None)
    read = Page(page)

    assert {tag for tag, _ in read.elements} == {
        "html", "head", "meta", "title", "style", "body", "main", "header", "section", "h1", "h2", "h3", "p", "strong",
        "bdi", "span", "table", "caption", "thead", "tbody", "tr", "th", "td", "ul", "ol", "li", "dl", "dt", "dd",
        "code", "time", "div",
    }  # fmt: skip
    named = {name for _, attrs in read.elements for name in attrs}
    assert named == {"lang", "charset", "name", "content", "class", "dir", "scope", "colspan", "rowspan", "datetime"}
    assert "url(" not in page.split("</style>")[0]


def test_the_policy_allows_the_one_style_sheet_and_no_more():
    style = page_of(PAPER, None).split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ) == POLICY


def test_it_is_black_on_white_and_tables_have_headings_that_say_what_they_head():
    page = page_of(PAPER, None)
    read = Page(page)

    assert set(re.findall(r"#[0-9a-f]{3,6}\b", page.split("</style>")[0])) == {"#000", "#fff"}
    assert all(attrs.get("scope") in ("col", "row", "rowgroup") for attrs in read.named("th"))
    assert len(read.named("caption")) == len(read.named("table")) == 3


def test_an_skp_of_two_hundred_indicators_is_one_page_with_all_of_them():
    plan = [main(*(planned(title=f"i{n}-{k}") for k in range(10)), title=f"r{n}") for n in range(20)]

    page = Page(page_of(replace(PAPER, results=results(*plan)), None))

    assert [f"i{n}-{k}" in page.text for n in range(20) for k in range(10)] == [True] * 200
