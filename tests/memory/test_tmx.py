from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.errors import ConceptWriterError
from conceptwriter.memory import Unit
from conceptwriter.memory.tmx_reader import TmxReader
from conceptwriter.memory.tmx_units import Wanted, units_of
from conceptwriter.memory.tmx_writer import write_tmx
from conceptwriter.outline import Origin, State
from tests.memory.units import ENGLISH, GERMAN, unit

HEADER = '<header srclang="en" segtype="sentence" datatype="plaintext"/>'


def tmx(body: str, *, header: str = HEADER, before: str = "") -> bytes:
    return f'{before}<tmx version="1.4">{header}<body>{body}</body></tmx>'.encode()


def tuv(language: str, segment: str, more: str = "") -> str:
    return f'<tuv xml:lang="{language}">{more}<seg>{segment}</seg></tuv>'


EVERYTHING = Wanted()


def read(content: bytes, wanted: Wanted = EVERYTHING) -> list[Unit]:
    reader = TmxReader(io.BytesIO(content), "a.tmx")
    return [one for tu in reader.units() for one in units_of(tu, reader.header, wanted)]


def written(units: list[Unit], source_language: str | None = ENGLISH) -> str:
    stream = io.StringIO()
    assert write_tmx(stream, units, source_language) == len(units)
    return stream.getvalue()


def test_a_unit_with_everything() -> None:
    (found,) = read(
        tmx(
            '<tu tuid="7" creationdate="20240506T070809Z" creationid="BOB"><note>A note</note>'
            '<prop type="client">A &amp; B</prop>'
            + tuv("EN-us", "Good  <it pos='begin'>&lt;b></it>morning.", '<prop type="p">1</prop>')
            + '<tuv xml:lang="de" changedate="20250101T000000Z" changeid="ANNA">'
            "<seg>Guten Morgen.</seg></tuv>"
            "</tu>"
        )
    )
    assert found == Unit(
        "Good  <x1/>morning.",
        ENGLISH,
        "Guten Morgen.",
        GERMAN,
        State.NEW,
        Origin.IMPORTED,
        datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
        datetime(2025, 1, 1, tzinfo=UTC),
        "ANNA",
        properties=(
            ("client", "A & B"),
            ("tmx:tuid", "7"),
            ("tmx:creationid", "BOB"),
            ("tmx-note", "A note"),
            ("source:p", "1"),
            ("source:tmx:xml:lang", "EN-us"),
        ),
        source_codes=(("<x1/>", '<it pos="begin">&lt;b&gt;</it>'),),
    )
    assert read(written([found]).encode()) == [found]


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        ('<bpt i="1" x="3">{\\b </bpt>Bold<ept i="1">}</ept>', "<g3>Bold</g3>"),
        ('<bpt i="2">(</bpt><bpt i="1">[</bpt>a<ept i="1">]</ept><ept i="2">)</ept>', "<g2><g1>a</g1></g2>"),
        ('<hi type="x">one <ph x="2"/> two</hi>', "<hi1>one <x2/> two</hi1>"),
        ("<ph>img <sub>A title</sub> end</ph>text<ut>{\\s}</ut>", "<x1/>text<x2/>"),
        ('lost<ept i="9">]</ept> and <bpt i="1">[</bpt>found', "lost</g9> and <g1>found"),
        ("&lt;x1/> is written <ph/>", "<x1/> is written <x10001/>"),
        ('<ph x="1"/><ph x="1"/>', "<x1/><x2/>"),
        ("  two  spaces\n and a line ", "  two  spaces\n and a line "),
        ("a&#13;b&#9;c", "a\rb\tc"),
    ],
)
def test_inline_elements_are_placeholders_and_come_back(segment: str, text: str) -> None:
    (found,) = read(tmx(f"<tu>{tuv('en', segment)}{tuv('de', 'x')}</tu>"))
    assert found.source == text
    (again,) = read(written([found]).encode())
    assert (again.source, again.source_codes) == (found.source, found.source_codes)


def test_half_of_a_pair_is_not_written() -> None:
    codes = (("<g1>", '<bpt i="1"/>'), ("</g1>", '<ept i="1"/>'), ("<x2/>", "<ph/>"))
    text = written([unit("A <g1>b", "</g1> c <x2/> <x2/>", source_codes=codes, target_codes=codes)])
    assert "<seg>A b</seg>" in text
    assert "<seg> c <ph/> &lt;x2/&gt;</seg>" in text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "iso-8859-1", "shift_jis", "gb18030"]
)
def test_encodings(encoding: str) -> None:
    body = tuv("en", "naïve" if encoding == "iso-8859-1" else "日本") + tuv(
        "de", "Grün" if "jis" not in encoding else "x"
    )
    declared = encoding.removesuffix("-sig").removesuffix("-be")
    content = tmx(f"<tu>{body}</tu>", before=f'<?xml version="1.0" encoding="{declared}"?>').decode()
    (found,) = read(content.encode(encoding))
    assert found.source in {"naïve", "日本"}


def test_languages_in_any_case_and_what_is_the_source() -> None:
    body = f"<tu>{tuv('FR-ca', 'f')}{tuv('EN', 'e')}{tuv('de_DE', 'd')}</tu>"
    assert [(one.source, one.target) for one in read(tmx(body))] == [("e", "f"), ("e", "d")]
    everything = HEADER.replace('"en"', '"*all*"')
    assert [one.source for one in read(tmx(body, header=everything))] == ["f", "f"]
    assert [(one.source, one.target) for one in read(tmx(body), Wanted(GERMAN, ENGLISH))] == [("d", "e")]
    own = body.replace("<tu>", '<tu srclang="de-DE">')
    assert {one.source for one in read(tmx(own))} == {"d"}
    assert read(tmx(f"<tu>{tuv('tlh', 'k')}{tuv('en', 'e')}</tu>")) == []


def test_an_older_version_has_lang_and_headers_may_be_full() -> None:
    more = '<note>n</note><prop type="a">b</prop><ude name="u"><map unicode="x"/></ude>'
    header = f'<header srclang="en">{more}</header>'
    content = tmx(
        '<tu><tuv lang="en"><seg>a</seg></tuv><tuv lang="de"><seg>b</seg></tuv></tu>', header=header
    )
    reader = TmxReader(io.BytesIO(content), "a.tmx")
    assert (reader.header.notes, reader.header.properties) == (["n"], [("a", "b")])
    assert len(list(reader.units())) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: this is not well-formed"),
        (b"hello", "line 1: this is not well-formed"),
        (b"<xliff/>", "is not a TMX file .it begins with <xliff>"),
        (b"<tmx>\n<header/>\n</tmx>", "no <body>"),
        (tmx("<tu>\n\n<tuv><seg>a</seg></tuv></tu>"), "line 3: this <tuv> does not say its language"),
        (tmx("<tu>\n<tuv xml:lang='en'></tuv></tu>"), "line 2: this <tuv> has no <seg>"),
        (tmx("<tu>\n<tuv xml:lang='en'><seg/><seg/></tuv></tu>"), "line 2: this <tuv> has 2 <seg>"),
        (tmx("<tu>\n\n\n</body>"), "line 4: this is not well-formed"),
        (tmx("\n&secret;"), "line 2: this is not well-formed XML .undefined entity"),
        (tmx("", before='<!DOCTYPE tmx [<!ENTITY a "b">]>\n'), "line 1: a document type with definitions"),
        (tmx("<a>" * 200), "more than 100 elements inside each other"),
        (tmx("", before='<?xml version="1.0" encoding="klingon"?>'), "encoding 'klingon' is not known"),
        (tmx("", before='<?xml version="1.0" encoding="hex"?>'), "encoding 'hex' is not known"),
        (tmx("<tu>\n").replace(b"<tu>", b"<tu>\n\xff"), "line 2: this is not utf-8 text"),
        ("<tmx/>".encode("utf-16")[:-1], "ends in the middle of a character"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(content: bytes, words: str) -> None:
    with pytest.raises(ConceptWriterError, match=words) as caught:
        read(content)
    assert "a.tmx" in str(caught.value)


def test_a_document_type_without_definitions_is_common() -> None:
    content = tmx(f"<tu>{tuv('en', 'a')}{tuv('de', 'b')}</tu>", before='<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
    assert len(read(content)) == 1


def test_a_tag_without_an_end_is_not_kept_in_memory_for_ever() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.given += size
            assert self.given < 50_000_000
            return b"<tmx a='" if self.given == size else b"a" * size

    with pytest.raises(ConceptWriterError, match="a tag without an end"):
        TmxReader(Endless(), "a.tmx")  # type: ignore[arg-type]


def test_units_are_read_one_by_one() -> None:
    stream = io.BytesIO(tmx(f"<tu>{tuv('en', 'a' * 1000)}{tuv('de', 'b')}</tu>" * 1000))
    units = TmxReader(stream, "a.tmx").units()
    next(units)
    assert stream.tell() < 200_000
    assert sum(1 for _ in units) == 999


def test_units_of_several_languages_and_one_tuid_are_one_tu() -> None:
    three = f'<tu tuid="a">{tuv("en", "e")}{tuv("fr", "f")}{tuv("de", "d")}</tu>'
    body = f"{three}<tu>{tuv('en', 'e')}{tuv('fr', 'f')}</tu>"
    units = read(tmx(body))
    text = written(units)
    assert text.count("<tu ") + text.count("<tu>") == 2
    assert read(text.encode()) == units


TEXT = st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
NAMES = st.sampled_from(["client", "x-a b", "source:p", "target:q<", "tmx-note", "source:tmx-note"])
UNITS = st.builds(
    Unit,
    source=TEXT,
    source_language=st.just(ENGLISH),
    target=TEXT,
    target_language=st.sampled_from([GERMAN, "zho_Hant", "srp_Cyrl"]),
    state=st.sampled_from(State),
    origin=st.sampled_from(Origin),
    created=st.none()
    | st.datetimes(min_value=datetime(1000, 1, 1)).map(  # noqa: DTZ001
        lambda it: it.replace(microsecond=0, fold=0, tzinfo=UTC)
    ),
    author=st.text(max_size=5),
    document=st.text(max_size=5),
    before=st.none() | st.text(max_size=5),
    after=st.none() | st.text(max_size=5),
    properties=st.lists(st.tuples(NAMES, st.text(max_size=5)), max_size=3).map(
        lambda pairs: tuple(
            sorted(pairs, key=lambda pair: (":" in pair[0], pair[0].startswith("target"), "note" in pair[0]))
        )
    ),
)


@settings(deadline=None)
@given(st.lists(UNITS, max_size=4))
def test_what_is_written_is_read_again(units: list[Unit]) -> None:
    again = read(written(units).encode())
    assert [as_xml(one) for one in again] == [as_xml(one) for one in units]


def as_xml(one: Unit) -> str:
    """The unit, with what XML cannot hold as it is written."""
    shown = [one.source, one.target, one.author, one.document, one.before, one.after]
    shown += [text for pair in one.properties for text in pair]
    clean = [None if text is None else "".join(map(allowed, text)) for text in shown]
    return repr((clean, one.state, one.origin, one.created, one.target_language))


def allowed(sign: str) -> str:
    ranges = ((" ", "\ud7ff"), ("\ue000", "\ufffd"), ("\U00010000", "\U0010ffff"))
    fits = sign in "\t\n\r" or any(first <= sign <= last for first, last in ranges)
    return sign if fits else "\ufffd"


@pytest.mark.parametrize(
    ("date", "wanted"),
    [
        ("20240506T070809Z", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)),
        ("2024-05-06T07:08:09+02:00", datetime(2024, 5, 6, 5, 8, 9, tzinfo=UTC)),
        ("20240506", datetime(2024, 5, 6, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(date: str, wanted: datetime | None) -> None:
    (found,) = read(tmx(f'<tu creationdate="{date}">{tuv("en", "a")}{tuv("de", "b")}</tu>'))
    assert found.created == wanted
