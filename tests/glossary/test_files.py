from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.errors import ConceptWriterError
from conceptwriter.glossary import Entry, Glossary, Status, Term, read_glossary, write_glossary
from conceptwriter.glossary.csv_file import read_table, write_table
from conceptwriter.glossary.tbx import read_tbx, write_tbx

ENGLISH, GERMAN, FRENCH = "eng_Latn", "deu_Latn", "fra_Latn"
FULL = Glossary(
    (
        Entry(
            (
                Term("contract", ENGLISH, Status.PREFERRED, "noun", "countable"),
                Term("Vertrag", GERMAN, Status.PREFERRED, "noun"),
                Term("Abkommen", GERMAN, Status.ALLOWED),
                Term("Kontrakt", GERMAN, Status.FORBIDDEN, "noun", "old"),
            ),
            'An agreement; "binding", by law.',
            "See § 1 & <2>",
            "law",
            "c1",
        ),
        Entry((Term("合同", "zho_Hans"), Term("عقد", "arb_Arab")), id="c2"),
    )
)


def terms(glossary: Glossary) -> list[list[tuple[str, str, str]]]:
    return [
        [(term.language, term.text, term.status.value) for term in entry.terms] for entry in glossary.entries
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_row_a_concept(separator: str) -> None:
    rows = [
        [
            "English",
            "de-DE",
            "German forbidden",
            "Français (allowed)",
            "Definition",
            "Note (German)",
            "Weight",
        ],
        ["contract", "Vertrag", "Kontrakt", "contrat", "binding", "masculine", "7"],
        ["", "", "", "", "nothing", "", ""],
        ["file", "Datei", "", "", "", "", ""],
    ]
    found = read_table("\ufeff" + "\r\n".join(separator.join(row) for row in rows), "a.csv")
    assert terms(found) == [
        [
            (ENGLISH, "contract", "preferred"),
            (GERMAN, "Vertrag", "preferred"),
            (GERMAN, "Kontrakt", "forbidden"),
            (FRENCH, "contrat", "allowed"),
        ],
        [(ENGLISH, "file", "preferred"), (GERMAN, "Datei", "preferred")],
    ]
    assert found.entries[0].definition == "binding"
    assert found.entries[0].in_language(GERMAN)[0].note == "masculine"
    assert found.remarks == ("a.csv, line 3: no terms; left out.",)


def test_several_forms_in_a_cell_and_quoted_cells() -> None:
    found = read_table('en;de\n"car; vehicle";Auto | Wagen\n\n"two\nlines";b\n', "a.csv")
    assert terms(found) == [
        [(ENGLISH, "car; vehicle", "preferred"), (GERMAN, "Auto", "preferred"), (GERMAN, "Wagen", "allowed")],
        [(ENGLISH, "two\nlines", "preferred"), (GERMAN, "b", "preferred")],
    ]


def test_columns_source_and_target_and_tables_without_a_header() -> None:
    wanted = [[(ENGLISH, "file", "preferred"), (GERMAN, "Datei", "preferred")]]
    assert terms(read_table("Source term,Target term\nfile,Datei", "a", [ENGLISH, GERMAN])) == wanted
    assert terms(read_table("file,Datei\n", "a", [ENGLISH, GERMAN])) == wanted
    with pytest.raises(ConceptWriterError, match="line 1: no column is named after a language"):
        read_table("file,Datei\n", "a.csv")


def test_a_row_a_term() -> None:
    table = (
        "Concept ID,Lang,Term,Usage status,POS,Comment\n"
        "1,en,file,Preferred,noun,of a computer\n"
        "1,de,Datei,,,\n"
        "1,de,File,do not use,,\n"
        "1,tlh,x,,,\n"
        ",en,alone,deprecated,,\n"
    )
    found = read_table(table, "a.csv")
    assert terms(found) == [
        [(ENGLISH, "file", "preferred"), (GERMAN, "Datei", "preferred"), (GERMAN, "File", "allowed")],
        [(ENGLISH, "alone", "forbidden")],
    ]
    assert found.entries[0].note == "of a computer"
    assert found.remarks == (
        "a.csv, line 4: unknown status 'do not use'; taken as allowed.",
        "a.csv, line 5: unknown language 'tlh'; left out.",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ('en,de\n"a,b\n', "line 2: this row cannot be read"),
        ('en,de\na,b\n"c"d,e\n', "line 3: this row cannot be read"),
        ("en,de\n" + "a" * 200_000, "line 2: this row cannot be read"),
    ],
)
def test_what_is_wrong_with_a_table(content: str, words: str) -> None:
    with pytest.raises(ConceptWriterError, match=words):
        read_table(content, "a.csv")


V2 = """<?xml version="1.0"?><!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><martifHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc>
</martifHeader><text><body><termEntry id="c5"><descrip type="subjectField">law</descrip>
<langSet xml:lang="en-US"><descripGrp><descrip type="definition">A <hi>binding</hi>
 agreement.</descrip><admin type="source">me</admin></descripGrp>
<tig><term>contract</term><termNote type="partOfSpeech">noun</termNote><note>n</note></tig>
<ntig><termGrp><term>agreement</term></termGrp></ntig></langSet>
<langSet xml:lang="DE"><tig><term>Kontrakt</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
<langSet xml:lang="tlh"><tig><term>x</term></tig></langSet></termEntry>
<termEntry><langSet xml:lang="en"/></termEntry></body></text></martif>"""

V3 = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2" xmlns:min="m"
 xmlns:basic="b">
<tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader><text><body>
<conceptEntry id="c5"><min:subjectField>law</min:subjectField>
<langSec xml:lang="en"><basic:definition>A binding agreement.</basic:definition>
<termSec><term>contract</term><min:partOfSpeech>noun</min:partOfSpeech><note>n</note></termSec>
<termSec><term>agreement</term></termSec></langSec>
<langSec xml:lang="de"><termSec><term>Kontrakt</term>
<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec></langSec>
</conceptEntry></body></text></tbx>"""


@pytest.mark.parametrize("content", [V2, V3])
def test_both_versions_and_styles_of_tbx(content: str) -> None:
    found = read_tbx(io.BytesIO(content.encode()), "a.tbx")
    assert found.entries == (
        Entry(
            (
                Term("contract", ENGLISH, Status.PREFERRED, "noun", "n"),
                Term("agreement", ENGLISH, Status.ALLOWED),
                Term("Kontrakt", GERMAN, Status.FORBIDDEN),
            ),
            "A binding agreement.",
            subject="law",
            id="c5",
        ),
    )
    if content is V2:
        assert [remark.split(": ")[1] for remark in found.remarks] == [
            "unknown language 'tlh'; its terms are left out.",
            "no terms; left out.",
        ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<tmx/>", r"not a TBX file \(it begins with <tmx>\)"),
        ("<tbx>\n<text>", "line 2: this is not well-formed"),
        ('<!DOCTYPE m [<!ENTITY a "b">]><martif/>', "a document type with definitions"),
    ],
)
def test_what_is_wrong_with_a_tbx_file(content: str, words: str) -> None:
    with pytest.raises(ConceptWriterError, match=words):
        read_tbx(io.BytesIO(content.encode()), "a.tbx")


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.tbx"])
def test_every_format_keeps_everything(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_glossary(path, FULL)
    assert read_glossary(path) == FULL
    write_glossary(path, FULL, tbx_version=2)
    assert read_glossary(path) == FULL


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(ConceptWriterError, match="cannot be read"):
        read_glossary(tmp_path / "none.csv")
    (tmp_path / "a.csv").write_bytes(b"en,de\na,b\nc,\xff\n")
    with pytest.raises(ConceptWriterError, match="line 3: not UTF-8"):
        read_glossary(tmp_path / "a.csv")
    with pytest.raises(ConceptWriterError, match="no extension of a glossary"):
        write_glossary(tmp_path / "a.docx", FULL)
    with pytest.raises(ConceptWriterError, match="cannot be written"):
        write_glossary(tmp_path / "none" / "a.csv", FULL)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=8
)
TERMS = st.builds(
    Term,
    WORDS,
    st.sampled_from([ENGLISH, GERMAN, "jpn_Jpan"]),
    st.sampled_from(Status),
    WORDS | st.just(""),
    WORDS | st.just(""),
)


@given(
    st.lists(
        st.tuples(st.lists(TERMS, min_size=1, max_size=4), WORDS | st.just(""), WORDS | st.just("")),
        max_size=3,
    )
)
def test_what_is_written_is_read_again(made: list[tuple[list[Term], str, str]]) -> None:
    entries = tuple(
        # TBX has the terms of a language together
        Entry(tuple(sorted(found, key=lambda term: term.language)), definition, note, id=f"c{number}")
        for number, (found, definition, note) in enumerate(made)
    )
    assert read_table(write_table(Glossary(entries)), "a").entries == entries
    for version in (2, 3):
        written = write_tbx(Glossary(entries), version).encode()
        assert read_tbx(io.BytesIO(written), "a").entries == tuple(map(as_xml, entries))


def as_xml(entry: Entry) -> Entry:
    """What XML cannot hold is replaced (U+FFFE and U+FFFF)."""
    swap = str.maketrans({"\ufffe": "\ufffd", "\uffff": "\ufffd"})
    clean = tuple(
        Term(
            term.text.translate(swap),
            term.language,
            term.status,
            term.part_of_speech.translate(swap),
            term.note.translate(swap),
        )
        for term in entry.terms
    )
    return Entry(clean, entry.definition.translate(swap), entry.note.translate(swap), id=entry.id)
