"""PO files: read, given back byte by byte, filled with translations, and refused with line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.interchange import ExportOptions, UnreadableFile, export_document, import_document
from conceptwriter.interchange.po.catalogue import read_catalogue
from conceptwriter.interchange.po.strings import field_lines, quoted, unquoted
from conceptwriter.interchange.registry import import_content, render
from conceptwriter.outline import ROOT, Document, Kind, NodeId, Origin, Rendition, State
from conceptwriter.outline.edits import confirm, edit_text, set_rendition

FILE = """\
# The file of a program about boats.
msgid ""
msgstr ""
"Project-Id-Version: boats 2\\n"
"Language: de\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#. Shown on a button
#: src/main.c:12
#, c-format
msgid "Open %s"
msgstr "%s öffnen"

# Please check
#, fuzzy, c-format
#| msgid "Close %s"
msgid "Close all boats\\n"
msgstr "Alle Boote\\n"

msgctxt "menu"
msgid "One boat"
msgid_plural "%d boats"
msgstr[0] ""
msgstr[1] ""

msgid ""
"A long message that is "
"written on two lines"
msgstr ""
"Eine lange Meldung, die "
"auf zwei Zeilen steht"

#~ msgid "gone"
#~ msgstr "weg"
"""

HEAD = b'msgid ""\nmsgstr "Language: fr\\n"\n\n'


def opened(text: str | bytes = FILE, language: str | None = None) -> Document:
    data = text.encode() if isinstance(text, str) else text
    return import_content(data, "po", language, name="boats.po")


def concepts(document: Document) -> list[NodeId]:
    return [node for node in document.descendants(ROOT) if document.node(node).kind is Kind.CONCEPT]


def given_back(document: Document, language: str | None = None) -> bytes:
    found = render(document, "po", ExportOptions(language))
    return found.data if found.data is not None else found.text.encode()


def test_messages_become_concepts_with_their_translations() -> None:
    document = opened()
    assert document.source_text(ROOT) == "boats 2"
    assert (document.root.source_language, document.root.language) == ("eng_Latn", "deu_Latn")
    found = [
        (document.source_text(node), document.text(node, "deu_Latn"), rendition and rendition.state)
        for node in concepts(document)
        for rendition in [document.rendition(node, "deu_Latn")]
    ]
    assert found == [
        ("Open %s", "%s öffnen", State.EDITED),
        ("Close all boats\n", "Alle Boote\n", State.NEW),
        ("One boat", "One boat", None),
        ("%d boats", "%d boats", None),
        (
            "A long message that is written on two lines",
            "Eine lange Meldung, die auf zwei Zeilen steht",
            State.EDITED,
        ),
    ]
    notes = [document.node(node).note for node in document.children(ROOT)]
    assert notes == ["Shown on a button", "Please check", "Context: menu", ""]
    assert not any(document.is_stale(node, "deu_Latn") for node in concepts(document))


@pytest.mark.parametrize(
    "data",
    [
        FILE.encode(),
        FILE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + FILE.encode(),
        FILE.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        FILE.rstrip("\n").encode(),
        FILE.replace("\n\n", "\n").encode(),
        HEAD + b'msgid "a\\x41\\101\\t\\"\\\\"\nmsgstr   "b"  \n  "c"\n',
        HEAD + b'msgid "Open\\n"\nmsgstr "Ouvrir"\n\nmsgid "Close"\nmsgstr "\\nFermer\\n"\n',
        HEAD + 'msgid "One line\u2028and\x0canother"\nmsgstr "x"\n'.encode(),
    ],
)
def test_a_file_without_changes_is_given_back_byte_by_byte(data: bytes) -> None:
    assert given_back(opened(data)) == data
    document = opened(data)
    assert given_back(document, document.root.language) == data


def test_only_what_was_translated_is_written() -> None:
    document = opened()
    _, closing, one, many, _ = concepts(document)
    document.apply(confirm(document, closing, "deu_Latn"))
    document.apply(edit_text(document, one, "Ein Boot", "deu_Latn"))
    machine = set_rendition(document, many, "deu_Latn", '%d "Boote"', origin=Origin.MACHINE)
    document.apply(machine)
    wanted = FILE.replace(
        '# Please check\n#, fuzzy, c-format\n#| msgid "Close %s"\n', "# Please check\n#, c-format\n"
    )
    wanted = wanted.replace(
        'msgctxt "menu"\nmsgid "One boat"\nmsgid_plural "%d boats"\nmsgstr[0] ""\nmsgstr[1] ""\n',
        '#, fuzzy\nmsgctxt "menu"\nmsgid "One boat"\nmsgid_plural "%d boats"\nmsgstr[0] "Ein Boot"\n'
        'msgstr[1] "%d \\"Boote\\""\n',
    )
    assert given_back(document) == wanted.encode()
    document.apply(confirm(document, many, "deu_Latn"))
    assert given_back(document) == wanted.replace("#, fuzzy\nmsgctxt", "msgctxt").encode()


def test_a_translation_begins_and_ends_its_lines_as_the_message_does() -> None:
    document = opened('msgid "\\nTwo lines\\n"\nmsgstr ""\n', None)
    (node,) = concepts(document)
    document.apply(edit_text(document, node, "Zwei Zeilen", "deu_Latn"))
    text = given_back(document, "deu_Latn").decode()
    assert 'msgstr ""\n"\\n"\n"Zwei Zeilen\\n"\n' in text


def test_a_template_gets_its_language() -> None:
    template = 'msgid ""\nmsgstr "Language: \\nContent-Type: text/plain; charset=CHARSET\\n"\n\n'
    template += 'msgid "Open"\nmsgstr ""\n'
    document = opened(template)
    assert document.root.language == "eng_Latn"
    assert given_back(document, "fra_Latn") == template.encode()
    (node,) = concepts(document)
    document.apply(edit_text(document, node, "Ouvrir", "fra_Latn"))
    text = given_back(document, "fra_Latn").decode()
    assert '"Language: fr\\n"' in text
    assert 'msgstr "Ouvrir"' in text
    again = opened(text)
    assert again.root.language == "fra_Latn"
    assert given_back(again) == text.encode()


BOATS = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"

msgid "One boat"
msgid_plural "%d boats"
msgstr[0] ""
msgstr[1] ""

msgid "One sail"
msgid_plural "%d sails"
msgstr[0] ""
msgstr[1] ""
"""


@pytest.mark.parametrize(
    ("language", "said", "boats", "sails"),
    [
        (
            "fra_Latn",
            "nplurals=2; plural=(n > 1);",
            'msgstr[0] "one"\nmsgstr[1] "%d many"\n',
            'msgstr[0] ""\nmsgstr[1] ""\n',
        ),
        ("jpn_Jpan", "nplurals=1; plural=0;", 'msgstr[0] "%d many"\n', 'msgstr[0] ""\n'),
        (
            "pol_Latn",
            "nplurals=3; plural=n == 1 ? 0 :",
            'msgstr[0] "one"\nmsgstr[1] "%d many"\nmsgstr[2] "%d many"\n',
            'msgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n',
        ),
    ],
)
def test_a_template_gets_the_plural_forms_of_its_language(
    language: str, said: str, boats: str, sails: str
) -> None:
    document = opened(BOATS)
    one, many, *_ = concepts(document)
    document.apply(edit_text(document, one, "one", language))
    document.apply(edit_text(document, many, "%d many", language))
    found = render(document, "po", ExportOptions(language))
    assert f'"Plural-Forms: {said}' in found.text
    plural = 'msgid_plural "%d boats"\n'
    assert found.text.endswith(
        f'msgid "One boat"\n{plural}{boats}\nmsgid "One sail"\nmsgid_plural "%d sails"\n{sails}'
    )
    lacks_one = language == "pol_Latn"
    assert ("#, fuzzy" in found.text) == lacks_one
    warning = "1 message has more plural forms in this language; the last one was repeated, and is fuzzy."
    assert found.warnings == ((warning,) if lacks_one else ())
    again = opened(found.content)
    assert given_back(again, language) == found.content


def test_the_only_form_of_a_language_translates_the_plural() -> None:
    document = opened(
        'msgid ""\nmsgstr "Language: ja\\n"\n\nmsgid "a boat"\nmsgid_plural "%d boats"\nmsgstr[0] ""\n'
    )
    assert [document.source_text(node) for node in concepts(document)] == ["%d boats"]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("comment", ["", "# Of the yard.\n"])
def test_a_file_without_header_gets_one_that_names_its_language(mark: str, comment: str) -> None:
    document = opened(f'{mark}{comment}msgid "Open"\nmsgstr ""\n')
    (node,) = concepts(document)
    document.apply(edit_text(document, node, "Ouvrir", "fra_Latn"))
    data = given_back(document, "fra_Latn")
    assert data.decode() == (
        f'{mark}msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        f'{comment}msgid "Open"\nmsgstr "Ouvrir"\n'
    )
    assert given_back(opened(data)) == data


def test_a_byte_order_mark_stays_first() -> None:
    document = opened('\ufeffmsgid "Open"\nmsgstr ""\n\nmsgid ""\nmsgstr "Language: de\\n"\n')
    (node,) = concepts(document)
    document.apply(set_rendition(document, node, "deu_Latn", "Öffnen", origin=Origin.MACHINE))
    assert given_back(document).decode().startswith('\ufeff#, fuzzy\nmsgid "Open"\nmsgstr "Öffnen"\n')


def test_translations_whose_language_is_not_named_are_recognised() -> None:
    text = 'msgid "Nobody was waiting for them."\nmsgstr "Niemand hat am Hafen auf sie gewartet."\n\n'
    text += 'msgid "Open"\nmsgstr ""\n'
    document = opened(text)
    assert document.root.language == "deu_Latn"
    assert given_back(document, "deu_Latn") == text.encode()
    assert "Niemand" not in given_back(document, "fra_Latn").decode()


def test_another_language_is_written_to_a_new_file() -> None:
    document = opened()
    node = concepts(document)[0]
    document.apply(edit_text(document, node, "Ouvrir %s", "fra_Latn"))
    text = given_back(document, "fra_Latn").decode()
    assert '"Language: fr\\n"' in text
    assert 'msgid "Open %s"\nmsgstr "Ouvrir %s"\n' in text
    assert "öffnen" not in text


def test_what_the_file_does_not_get_is_said() -> None:
    document = opened()
    first = concepts(document)[0]
    document.apply(edit_text(document, first, "Open the boat %s", "eng_Latn"))
    found = render(document, "po")
    assert found.warnings == ("1 message was edited; the file keeps its own.",)
    assert found.data == FILE.encode()


def test_letters_that_the_charset_lacks_are_written_in_utf_8_and_said() -> None:
    document = opened(FILE.replace("UTF-8", "ISO-8859-1").encode("latin-1"))
    document.apply(edit_text(document, concepts(document)[0], "Ωμέγα %s", "deu_Latn"))
    found = render(document, "po")
    assert found.data is not None
    assert "Ωμέγα" in found.data.decode()
    assert "has no 'Ω'" in found.warnings[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "a"\nmsgstr "b"\n', "translates English into English"),
        (
            'msgid "Nobody waits"\nmsgstr "Nobody was waiting for them in the harbour."\n',
            "its header does not name the language of the translations, which look like English",
        ),
        (
            'msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"\n',
            "line 3: the message of line 1 comes a second time",
        ),
        ('msgid "a"\n', "line 1: the message has no msgstr"),
        ('msgstr "a"\n', "line 1: a msgstr without msgid before it"),
        ('msgid "a"\nmsgid "b"\nmsgstr ""\n', "line 2: a second msgid"),
        ('msgid "a"\nmsgstr "b\n', "line 2: the string is not closed"),
        ('msgid "a"\n"b" c\nmsgstr ""\n', "line 2: the string is not closed, or something follows it"),
        ('msgid "a"\nmsgstr ""\nhello\n', "line 3: neither a comment nor"),
        ('msgctxt "a"\n\nmsgid "b"\nmsgstr ""\n', "line 1: a message without msgid"),
        ('msgid ""\nmsgstr "Language: xx\\n"\n\nmsgid "a"\nmsgstr ""\n', "'xx'"),
        ('msgid ""\nmsgstr "Language: de\\n"\n', "has no message"),
        (
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=rot13\\n"\n',
            "'rot13' is no charset of texts",
        ),
        (
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=none\\n"\n',
            "'none' of its header is not known",
        ),
    ],
)
def test_what_is_no_po_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=r"^boats\.po") as refused:
        opened(text)
    assert message in str(refused.value)


def test_bytes_of_another_charset_are_refused_with_their_line() -> None:
    with pytest.raises(UnreadableFile, match=r"line 13: the text is not valid UTF-8"):
        opened(FILE.encode("latin-1"))
    with pytest.raises(UnreadableFile, match=r"line 2: the text is not UTF-8, and no header says"):
        opened('msgid "a"\nmsgstr "é"\n'.encode("latin-1"))


def test_a_document_becomes_a_catalogue_and_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "story.md").write_text("# Boats\n\nThe *boats* came. Nobody waited. Nobody waited.\n")
    document = import_document(tmp_path / "story.md", language="en")
    first = concepts(document)[0]
    document.apply(edit_text(document, first, "Die *Boote* kamen.", "deu_Latn"))
    text = export_document(document, "po", "deu_Latn")
    again = opened(text)
    assert [again.source_text(node) for node in concepts(again)] == [
        *(["Boats"] if "Boats" in text.split("msgid")[2] else []),
        "The *boats* came.",
        "Nobody waited.",
        "Nobody waited.",
    ]
    found = [again.rendition(node, "deu_Latn") for node in concepts(again)]
    assert [rendition.text for rendition in found if rendition] == ["Die *Boote* kamen."]


@given(st.text())
def test_strings_are_quoted_and_read_again(text: str) -> None:
    assert unquoted(quoted(text)) == text
    for wrapped in (True, False):
        lines = field_lines("msgid", text, wrapped=wrapped)
        (entry,) = read_catalogue("\n".join([*lines, 'msgctxt "x"', 'msgstr ""', ""]), "x").entries
        assert entry.source == text


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)


@given(
    st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5, unique_by=lambda pair: pair[0]), st.booleans()
)
def test_translations_survive_the_file(pairs: list[tuple[str, str]], confirmed: bool) -> None:
    lines = ['msgid ""', 'msgstr "Language: de\\n"', ""]
    for message, _ in pairs:
        lines += [*field_lines("msgid", message), 'msgstr ""', ""]
    document = opened("\n".join(lines))
    for node, (message, text) in zip(concepts(document), pairs, strict=True):
        assert document.source_text(node) == message
        state = State.REVIEWED if confirmed else State.MACHINE
        document.apply(set_rendition(document, node, "deu_Latn", text, state=state))
    again = opened(given_back(document))
    found = [again.rendition(node, "deu_Latn") for node in concepts(again)]
    assert [(one.text, one.state) for one in found if one is not None] == [
        (text, State.EDITED if confirmed else State.NEW) for _, text in pairs
    ]
    assert all(isinstance(one, Rendition) for one in found)
