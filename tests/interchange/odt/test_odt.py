"""OpenDocument texts: read, given back with other texts and all else as it was, written anew, and refused."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from conceptwriter.interchange import ExportOptions, UnreadableFile, archives, import_text, usual_format
from conceptwriter.interchange.odt import package, stored
from conceptwriter.interchange.odt.names import MIME_TYPE, qn
from conceptwriter.interchange.odt.package import open_text
from conceptwriter.interchange.odt.reading import Reading
from conceptwriter.interchange.registry import import_content, render
from conceptwriter.interchange.spans import spans_of
from conceptwriter.outline import ROOT, Document, Draft, Kind, NodeId
from conceptwriter.outline.edits import add_subtree, delete, edit_text, set_rendition
from tests.interchange.odt.files import BODY, PICTURE, content, file, flat, packed, parts
from tests.interchange.outlines import SLOW, documents


def opened(data: bytes, name: str = "odt") -> Document:
    return import_content(data, name, "en", title="file", name="boats.odt")


def given_back(
    document: Document, language: str | None = None, name: str = "odt"
) -> tuple[Any, tuple[str, ...]]:
    """The element with the text, and the warnings."""
    found = render(document, name, ExportOptions(language))
    return open_text(found.content, "it").content, found.warnings


def texts(document: Document) -> list[str]:
    return [document.source_text(node) for node in document.descendants(ROOT) if document.source_text(node)]


def concept(document: Document, beginning: str) -> NodeId:
    return next(
        node for node in document.descendants(ROOT) if document.source_text(node).startswith(beginning)
    )


def source(root: Any, words: str) -> str:
    """The source of the innermost paragraph with these words, without namespaces."""
    found = [one for one in root.iter(qn("text:p"), qn("text:h")) if words in "".join(one.itertext())]
    written = etree.tostring(found[-1], encoding="unicode", with_tail=False)
    return re.sub(r' xmlns:\w+="[^"]*"', "", written)


@pytest.mark.parametrize(("data", "name"), [(file(), "odt"), (flat(), "fodt")])
def test_a_file_becomes_a_document(data: bytes, name: str) -> None:
    document = opened(data, name)
    assert document.source_text(ROOT) == ("Boats" if name == "odt" else "file")
    assert texts(document) == [
        *(
            "The harbour",
            "The **boats** came in at ***dawn***.",
            "Nobody[^1] was waiting.",
            "[^1]: Not *yet*.",
        ),
        *("First.", "Inner.", "More.", "Second.", "Third.", "A quotation.", "More of it."),
        *("Cell one.", "Cell two.", "See", "below \\*stars\\* & \\<tags>\there.", "We run home soon."),
        *("A caption.{1}", "Page {1}, [a link](https://example.org/) and `x = 1`.", "if x:\n    *y*"),
        *("All bold.", "Two sentences."),
        *(["The **header** says."] if name == "odt" else []),
    ]
    (section,) = document.children(ROOT)
    nodes = [document.node(child) for child in document.children(section)]
    assert [node.attributes.get("within", "") for node in nodes[:17]] == [
        *("", "", "4.", "4.~ -", "4.~", "5.", "6.", ">", ">~"),
        *("", "", "", "", "", "", "", ""),
    ]  # fmt: skip
    assert nodes[15].attributes["block"] == "code"
    assert usual_format(document).name == name
    assert render(document, name).content == data


def test_only_the_text_is_written_anew() -> None:
    before = file()
    document = opened(before)
    document.apply(edit_text(document, concept(document, "First"), "The first.", "eng_Latn"))
    after = render(document, "odt").content
    archive = zipfile.ZipFile(io.BytesIO(after))
    assert archive.infolist()[0].filename == "mimetype"
    assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
    assert after[30:38] == b"mimetype"
    assert after[38 : 38 + len(MIME_TYPE)] == MIME_TYPE.encode()
    for part in zipfile.ZipFile(io.BytesIO(before)).infolist():
        here = archive.getinfo(part.filename)
        assert (here.date_time, here.external_attr) == (part.date_time, part.external_attr)
        if part.filename != "content.xml":
            assert archive.read(part.filename) == parts()[part.filename]
    changed = archive.read("content.xml").decode()
    assert "<text:p>The first.</text:p>" in changed
    whole = etree.tostring(etree.fromstring(content())).decode()
    assert changed.partition("?>\n")[2] == whole.replace("<text:p>First.<", "<text:p>The first.<")


def test_a_kind_that_came_late_is_put_first() -> None:
    late = dict(reversed(parts().items()))
    document = opened(packed(late))
    document.apply(edit_text(document, concept(document, "First"), "The first.", "eng_Latn"))
    archive = zipfile.ZipFile(io.BytesIO(render(document, "odt").content))
    assert archive.namelist() == ["mimetype", *(name for name in late if name != "mimetype")]
    assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
    assert archive.read("Pictures/a.png") == PICTURE


def test_texts_are_replaced_and_looks_stay() -> None:
    document = opened(file())
    for beginning, text in (
        ("The harbour", "Der Hafen"),
        ("The **boats", "Die *Boote* kamen ***früh***."),
        ("Nobody", "**Niemand**[^1] [wartete](https://example.net/)."),
        ("[^1]", "[^1]: **Noch** nicht."),
        ("All bold", "Alles fett."),
        ("Cell two", "Zelle zwei."),
        ("Page", "`x = 1` und [ein Link](https://example.org/) auf Seite {1}."),
    ):
        document.apply(set_rendition(document, concept(document, beginning), "deu_Latn", text))
    back, warnings = given_back(document, "deu_Latn")
    assert warnings == (
        "15 texts have no German translation yet; the source text is used instead.",
        "Text in comments, indexes is not part of the document and stays as it was.",
    )
    assert source(back, "Der Hafen").endswith(">Der Hafen</text:h>")
    first = source(back, "Boote")
    assert '<text:span text:style-name="T2">früh</text:span>' in first, "the file's own bold and italic text"
    assert re.search(r'Die <text:span text:style-name="CW\d">Boote</text:span>', first)
    assert '<text:span text:style-name="Strong_20_Emphasis">Niemand</text:span><text:note' in first
    assert '<text:a xlink:type="simple" xlink:href="https://example.net/">wartete</text:a>.' in first
    assert source(back, "nicht").startswith("<text:p><text:span")
    assert source(back, "Alles") == (
        '<text:p text:style-name="P2"><text:span text:style-name="Strong_20_Emphasis">Alles fett. Two '
        "sentences.</text:span></text:p>"
    )
    assert 'text:style-name="L">ein Link</text:a>' in source(back, "ein Link")
    assert "auf Seite <text:page-number>3</text:page-number>." in source(back, "ein Link")
    again = opened(render(document, "odt", ExportOptions("deu_Latn")).content)
    assert "Die *Boote* kamen ***früh***." in texts(again)
    assert "[^1]: **Noch** nicht." in texts(again)
    assert "`x = 1` und [ein Link](https://example.org/) auf Seite {1}." in texts(again)


def test_a_new_look_is_made_from_the_old_one() -> None:
    red = '<text:p><text:span text:style-name="T1">red</text:span> plain words</text:p>'
    document = opened(file(red))
    document.apply(edit_text(document, concept(document, "*red"), "*rot* **bold**", "eng_Latn"))
    back, _ = given_back(document)
    assert 'text:style-name="T1">rot<' in source(back, "rot")
    (style,) = [one for one in back.iter(qn("style:style")) if one.get(qn("style:name")) == "CW1"]
    assert style[0].get(qn("fo:font-weight")) == style[0].get(qn("style:font-weight-complex")) == "bold"


def test_an_object_that_is_left_out_is_put_at_the_end() -> None:
    document = opened(file())
    document.apply(edit_text(document, concept(document, "Page"), "No page.", "eng_Latn"))
    document.apply(edit_text(document, concept(document, "Nobody"), "Nobody came.", "eng_Latn"))
    back, warnings = given_back(document)
    assert "2 objects were not in the text any more and put at its end." in warnings
    assert source(back, "No page.").endswith("No page.<text:page-number>3</text:page-number></text:p>")
    assert source(back, "Not ") == '<text:p>Not <text:span text:style-name="T1">yet</text:span>.</text:p>'


def test_tracked_changes_count_as_made_and_are_said_where_they_go() -> None:
    document = opened(file())
    assert not any("tracked" in warning for warning in given_back(document)[1])
    document.apply(edit_text(document, concept(document, "We run"), "We ran home.", "eng_Latn"))
    back, warnings = given_back(document)
    assert "1 paragraph had tracked changes, which are accepted in its new text." in warnings
    assert back.find(f".//{qn('text:tracked-changes')}") is None
    assert source(back, "We ran") == (
        '<text:p><office:annotation office:name="c1"><text:p>Why?</text:p></office:annotation>We ran home.'
        '<office:annotation-end office:name="c1"/></text:p>'
    )


def test_a_change_that_goes_on_in_another_paragraph_stays() -> None:
    body = """<text:tracked-changes><text:changed-region text:id="c"><text:insertion/></text:changed-region>
    </text:tracked-changes><text:p>One <text:change-start text:change-id="c"/>two.</text:p>
    <text:p>Three.<text:change-end text:change-id="c"/></text:p>"""
    document = opened(file(body))
    document.apply(edit_text(document, concept(document, "One"), "First.", "eng_Latn"))
    back, _ = given_back(document)
    assert source(back, "First") == '<text:p><text:change-start text:change-id="c"/>First.</text:p>'
    assert back.find(f".//{qn('text:changed-region')}") is not None


def test_deleted_paragraphs_are_emptied_and_new_ones_written() -> None:
    document = opened(file())
    (section,) = document.children(ROOT)
    document.apply(delete(document, [document.node(concept(document, "Nobody")).parent or ROOT]))
    new = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "A *new* one.")])
    document.apply(add_subtree(document, section, 1, new))
    heading = Draft(
        Kind.SECTION, "Below", children=[Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "End.")])]
    )
    document.apply(add_subtree(document, section, None, heading))
    back, warnings = given_back(document)
    assert "1 paragraph is not in the document any more and was removed." in warnings
    assert "Not yet." in "".join(back.itertext()), "the note is still in the document"
    assert "The boats" not in "".join(back.itertext())
    assert re.search(r">A <text:span text:style-name=\"CW\d\">new</text:span> one\.", source(back, "new"))
    below, end = list(back.iter(qn("text:h"), qn("text:p")))[-2:]
    assert (below.tag, below.text, below.get(qn("text:outline-level"))) == (qn("text:h"), "Below", "2")
    assert (end.tag, end.text, end.get(qn("text:style-name"))) == (qn("text:p"), "End.", "Text_20_body")


def test_headers_are_translated_where_they_stand() -> None:
    document = opened(file())
    new = Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "At the end.")])
    document.apply(add_subtree(document, document.children(ROOT)[0], None, new))
    document.apply(set_rendition(document, concept(document, "The **header"), "deu_Latn", "*Kopf* **sagt**."))
    data = render(document, "odt", ExportOptions("deu_Latn")).content
    archive = zipfile.ZipFile(io.BytesIO(data))
    styles = archive.read("styles.xml").decode()
    assert '<text:span text:style-name="T1">sagt</text:span>' in styles
    assert re.search(r'<style:header><text:p><text:span text:style-name="CW\d">Kopf</text:span> ', styles)
    assert re.search(r'<office:automatic-styles>.*style:name="CW\d".*</office:automatic-styles>', styles)
    assert "At the end." not in styles, "new text goes into the text"
    assert "At the end." in archive.read("content.xml").decode()
    assert "*Kopf* **sagt**." in texts(opened(data))


def test_the_file_says_in_which_language_it_is_now() -> None:
    document = opened(file())
    for language, text in (("deu_Latn", "Der Hafen"), ("arb_Arab", "الميناء")):
        document.apply(set_rendition(document, concept(document, "The harbour"), language, text))
    german, arabic = (
        zipfile.ZipFile(io.BytesIO(render(document, "odt", ExportOptions(language)).content)).read(
            "styles.xml"
        )
        for language in ("deu_Latn", "arb_Arab")
    )
    assert b'fo:language="de" fo:country="none"' in german
    assert b"writing-mode" not in german
    assert b'style:language-complex="ar"' in arabic
    assert b'<style:paragraph-properties style:writing-mode="rl-tb"/>' in arabic


def test_a_flat_file_is_given_back_as_one() -> None:
    document = opened(flat(), "fodt")
    document.apply(edit_text(document, concept(document, "First"), "The first.", "eng_Latn"))
    found = render(document, "fodt")
    assert found.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document ')
    assert "<text:p>The first.</text:p>" in found.text
    as_archive = render(document, "odt").content
    assert "The first." in texts(opened(as_archive)), "as an archive it is a new file"


SOURCE = (
    "# Title\n\nHello *you* and **me**, `x  y`[^a].\\\nBye, [there][1].\n\n- a\n- b\n  1. c\n  2. d\n\n"
    "> quote\n\n7. g\n8. h\n\n```\ncode\n  more\n```\n\n---\n\n"
    "| a | *b* |\n|---|---|\n| 1 | 2 |\n\n[^a]: A *note*.\n\n"
    "[1]: https://example.org/\n"
)


@pytest.mark.parametrize("name", ["odt", "fodt"])
def test_a_document_is_written_as_a_new_file_and_read_again(name: str) -> None:
    document = import_text(SOURCE, language="en")
    found = render(document, name)
    assert found.warnings == ()
    assert render(document, name).content == found.content, "the same bytes every time"
    again = opened(found.content, name)
    assert render(again, "markdown").text.startswith(
        "# Title\n\nHello *you* and **me**, `x  y`[^1].\\\nBye, [there](https://example.org/).\n\n"
        "[^1]: A *note*.\n\n- a\n\n- b\n\n  1. c\n\n  2. d\n\n> quote\n\n7. g\n\n8. h\n\n"
        "```\ncode\n  more\n```\n\n---\n\n"
    )
    assert texts(again)[-4:] == ["a", "b", "1", "2"]


def test_languages_and_directions_of_paragraphs_are_named() -> None:
    document = import_text("# One\n\nThe boat.\n\nTwo.\n", language="en")
    document.apply(set_rendition(document, concept(document, "The boat"), "arb_Arab", "القارب."))
    options = ExportOptions("arb_Arab", bilingual=True)
    back = open_text(render(document, "odt", options).content, "it")
    paragraphs = {
        "".join(one.itertext()): one.get(qn("text:style-name")) for one in back.body.iter(qn("text:p"))
    }
    assert list(paragraphs) == ["The boat.", "القارب.", "Two."]
    assert paragraphs["القارب."] == "Text_20_body"
    assert paragraphs["The boat."] == paragraphs["Two."] == "P2"
    (own,) = [one for one in back.content.iter(qn("style:style")) if one.get(qn("style:name")) == "P2"]
    assert own[0].get(qn("style:writing-mode")) == "lr-tb"
    assert own[1].get(qn("fo:language")) == "en"
    default = back.styles.find(f".//{qn('style:default-style')}")
    assert default[0].get(qn("style:writing-mode")) == "rl-tb"
    assert default[1].get(qn("style:language-complex")) == "ar"


def test_notes_become_comments_and_strange_letters_do_no_harm() -> None:
    document = import_text("A\x01 boat.\n", language="en")
    node = concept(document, "A")
    document.node(node).note = "Check\x02 this.\nAgain."
    back = open_text(render(document, "odt", ExportOptions(include_notes=True)).content, "it")
    (paragraph,) = back.body
    assert paragraph.text == "A\ufffd boat."
    assert [one.text for one in paragraph.iter(qn("text:p"))][1:] == ["Check\ufffd this.", "Again."]
    assert "Check" not in "".join(opened(render(document, "odt").content).text(node))


def test_plain_text_has_no_marks() -> None:
    document = import_text("Two *stars* and [^1].", "text", language="en")
    back = open_text(render(document, "odt").content, "it")
    assert "".join(back.body.itertext()) == "Two *stars* and [^1]."


NO_TEXT = "is not an OpenDocument text"
REFUSED = {
    "nothing": (b" \n", "is empty"),
    "no archive": (b"PK\x03\x04 broken", "is no zip archive"),
    "another program's": (b"\xd0\xcf\x11\xe0 older", "is no zip archive"),
    "broken XML": (file(others={"content.xml": b"<a>"}), "content.xml, line 1: this is not well-formed XML"),
    "entities": (
        file(others={"content.xml": b'<!DOCTYPE a [<!ENTITY x "y">]>' + content("<text:p>a</text:p>")}),
        "defines entities",
    ),
    "hidden entities": (
        file(
            others={
                "content.xml": (
                    '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]>'
                    + content("<text:p>&x;</text:p>").decode()
                ).encode("utf-16")
            }
        ),
        "has a document type",
    ),
    "a flat file's entities": (b'<!DOCTYPE a [<!ENTITY x "y">]><office:document/>', "line 1"),
    "a page": (b"<html/>", "is not a flat OpenDocument text: it begins with <html>"),
    "a bomb": (file(others={"big.xml": b"0" * 3_000_000}), "would unpack to 3,000,000 bytes"),
    "a way out": (file(others={"../evil": b""}), "points out of the file"),
    "an absolute way": (file(others={"C:\\evil": b""}), "points out of the file"),
    "a sheet": (
        packed(parts() | {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        f"{NO_TEXT}, but 'application/vnd.oasis.opendocument.spreadsheet'",
    ),
    "no body": (
        file(others={"content.xml": content().replace(b"office:text>", b"office:chart>")}),
        "is an OpenDocument file, but not a text",
    ),
    "no content": (packed({"mimetype": MIME_TYPE.encode()}), "it has no content.xml"),
    "a password": (file(others={"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), "is encrypted"),
    "no words": (packed({"content.xml": content("<text:p> <text:s/></text:p>")}), "contains no text"),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_is_no_text_or_not_safe_is_refused(case: str) -> None:
    data, message = REFUSED[case]
    with pytest.raises(UnreadableFile, match=r"^boats\.odt") as refused:
        opened(data)
    assert message in str(refused.value)


def test_a_part_that_is_damaged_is_named() -> None:
    data = bytearray(file())
    at = data.index(b"content.xml") + 60
    data[at : at + 40] = bytes(40)
    with pytest.raises(UnreadableFile, match=r"^boats\.odt is damaged"):
        opened(bytes(data))


def test_the_same_part_twice_is_refused() -> None:
    stream = io.BytesIO(file())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("content.xml", content("<text:p>Another.</text:p>"))
    with pytest.raises(UnreadableFile, match=r"it has the part 'content\.xml' twice"):
        opened(stream.getvalue())


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(archives, "MOST_PARTS", 3)
        with pytest.raises(UnreadableFile, match="too large to read"):
            opened(file())
    monkeypatch.setattr(package, "MOST_XML", 100)
    for data in (file(), flat()):
        with pytest.raises(UnreadableFile, match="too large to read"):
            opened(data)


def test_a_very_large_file_is_read_but_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MOST_KEPT", 10)
    document = opened(file())
    assert stored.ZIPPED not in document.root.attributes
    assert "First." in texts(opened(render(document, "odt").content))


def test_a_file_of_almost_nothing_is_read() -> None:
    """No styles, no properties, a list without a style, a style that is based on itself."""
    body = "<text:list><text:list-item><text:list><text:list-item><text:p>Deep.</text:p></text:list-item>"
    loop = (
        '<office:automatic-styles><style:style style:name="A" style:family="text" '
        'style:parent-style-name="A"/></office:automatic-styles>'
    )
    body += "</text:list></text:list-item></text:list>"
    body += '<text:p><text:span text:style-name="A">Round.</text:span></text:p>'
    data = re.sub(
        rb"<office:automatic-styles>.*</office:automatic-styles>", loop.encode(), content(body), flags=re.S
    )
    document = opened(packed({"content.xml": data}))
    assert texts(document) == ["Deep.", "Round."]
    assert document.node(document.children(ROOT)[0]).attributes["within"] == "- -"
    document.apply(set_rendition(document, concept(document, "Deep"), "deu_Latn", "**Tief**."))
    assert "**Tief**." in texts(opened(render(document, "odt", ExportOptions("deu_Latn")).content))


LINE = st.text("ab *_[](){}<&\\`.:^1é文\u00a0\u202e \t\x01\ufffe", min_size=1, max_size=12)


@settings(suppress_health_check=SLOW, max_examples=100)
@given(st.lists(LINE, min_size=1, max_size=3).map("\n".join).filter(lambda text: bool(text.strip())))
def test_any_text_comes_back_from_a_file(text: str) -> None:
    """As it is shown: every letter, with its look; white space may be less."""
    document = opened(file())
    document.apply(edit_text(document, concept(document, "First"), text, "eng_Latn"))
    data = render(document, "odt").content
    reading = Reading(open_text(data, "it"))
    shown = reading.content(reading.places[3]).inline.spans
    wanted = re.sub("[\x01\ufffe]", "\ufffd", "".join(span.text for span in spans_of(text)))
    assert "".join("".join(span.text for span in shown).split()) == "".join(wanted.split())


@settings(suppress_health_check=SLOW, max_examples=40)
@given(documents(), st.sampled_from(["odt", "fodt"]))
def test_no_letter_of_a_new_file_is_lost(document: Document, name: str) -> None:
    data = render(document, name).content
    shown = "".join(
        "".join(one.itertext()) for one in open_text(data, "it").body.iter(qn("text:p"), qn("text:h"))
    )
    for node in document.descendants(ROOT):
        here = document.node(node)
        if here.kind is not Kind.PARAGRAPH and "verbatim" not in here.attributes:
            letters = "".join(span.text for span in spans_of(document.source_text(node)))
            assert set("".join(letters.split())) <= set(shown)
    again = opened(data, name) if shown.strip() else document
    assert render(again, name).content == data or not shown.strip()


def test_the_body_of_these_tests_has_no_part_that_is_left_out() -> None:
    """All that a reader of the file sees and that is not a field, a comment or an index."""
    seen = " ".join(texts(opened(file())))
    for word in re.findall(r">([A-Z][a-z]+)", BODY):
        assert word in seen or word in {"Why", "The", "Page"}


def test_in_doubt_the_language_is_the_one_of_the_spelling_checker() -> None:
    def language(name: str, text: str = "1984.") -> str:
        styles = parts()["styles.xml"].replace(b'fo:language="en"', f'fo:language="{name}"'.encode())
        data = file(
            f"<text:p>{text}</text:p>", {"styles.xml": styles.replace(b"The ", b"").replace(b"says", b"")}
        )
        return import_content(data, "odt", title="x", name="x").root.source_language

    assert language("fr") == "fra_Latn"
    assert language("de") == "deu_Latn"
    assert language("zz") == import_text("1984. header").root.source_language
    assert language("fr", "The boats came in at dawn, and nobody was waiting for them.") == "eng_Latn"


def test_a_list_is_numbered_by_the_style_of_its_paragraphs() -> None:
    style = '<style:style style:name="N" style:family="paragraph" style:list-style-name="Numbers"/>'
    styles = parts()["styles.xml"].replace(b"</office:styles>", f"{style}</office:styles>".encode())
    body = (
        "<text:list><text:list-header><text:p>Head.</text:p></text:list-header><text:list-item><text:p "
        'text:style-name="N">One.</text:p></text:list-item><text:list-item/></text:list>'
        "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>"
    )
    document = opened(file(body, {"styles.xml": styles}))
    nodes = [document.node(node) for node in document.children(ROOT)]
    assert [node.attributes.get("within", "") for node in nodes[:3]] == ["", "4.", ""]
    assert texts(document)[:3] == ["Head.", "One.", "In a box."]


def test_a_text_that_is_new_and_first_comes_first() -> None:
    document = opened(file("<text:p>One.</text:p>"))
    document.apply(
        add_subtree(document, ROOT, 0, Draft(Kind.PARAGRAPH, children=[Draft(Kind.CONCEPT, "New.")]))
    )
    back, _ = given_back(document)
    assert ["".join(one.itertext()) for one in back.iter(qn("text:p"))] == ["New.", "One."]
