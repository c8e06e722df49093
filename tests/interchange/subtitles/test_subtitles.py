"""Subtitle files: read, given back byte by byte, in another language, of the other kind, and refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.interchange import ExportOptions, UnknownFormat, UnreadableFile, import_text
from conceptwriter.interchange.registry import import_content, render
from conceptwriter.interchange.subtitles.cues import read_cues, time_of
from conceptwriter.interchange.subtitles.layout import LONGEST, cue_lines, shown_length
from conceptwriter.outline import ROOT, Document, Kind, NodeId
from conceptwriter.outline.edits import delete, edit_text, set_rendition

SRT = """\
1
00:00:01,000 --> 00:00:04,000
The boats came in at dawn,
and nobody was waiting.

2
00:00:05,500 --> 00:00:07,250 X1:40 X2:600
- Where is <i>Anna</i>?
- In the harbour.

3
00:01:02,000 --> 00:01:03,000
No.
"""
VTT = """\
WEBVTT - Boats

NOTE
This is not shown.

STYLE
::cue { color: yellow }

opening
00:01.000 --> 00:04.000 line:90% align:start
<v Anna>The boats came in.

1:00:05.000 --> 1:00:06.000
No.
"""


def opened(text: str | bytes, kind: str = "srt", language: str | None = "en") -> Document:
    data = text.encode() if isinstance(text, str) else text
    return import_content(data, kind, language, name="boats.srt")


def concepts(document: Document) -> list[NodeId]:
    return [node for node in document.descendants(ROOT) if document.node(node).kind is Kind.CONCEPT]


def written(document: Document, kind: str = "srt", language: str | None = None) -> str:
    return render(document, kind, ExportOptions(language)).text


def translated(document: Document, *texts: str) -> Document:
    for node, text in zip(concepts(document), texts, strict=False):
        document.apply(set_rendition(document, node, "deu_Latn", text))
    return document


def test_cues_become_sentences_and_speakers_lines() -> None:
    document = opened(SRT)
    assert [document.source_text(node) for node in concepts(document)] == [
        "The boats came in at dawn, and nobody was waiting.",
        "- Where is <i>Anna</i>?\n- In the harbour.",
        "No.",
    ]
    assert document.root.source_language == "eng_Latn"


def test_the_language_is_recognised() -> None:
    text = SRT.replace("The boats came in at dawn,", "Les bateaux sont rentrés à l'aube,")
    text = text.replace("and nobody was waiting.", "et personne n'attendait au port.")
    assert opened(text, language=None).root.source_language == "fra_Latn"


@pytest.mark.parametrize("kind", ["srt", "vtt"])
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n",
        lambda text: text.replace("\n\n", "\n\n\n"),
    ],
)
def test_a_file_without_changes_is_given_back(kind: str, change: object) -> None:
    assert callable(change)
    text = change(SRT if kind == "srt" else VTT)
    found = render(opened(text, kind), kind)
    assert found.text == text
    assert found.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_the_encoding_stays(encoding: str) -> None:
    data = f"\ufeff{SRT}".encode(encoding)
    document = import_content(data, "srt", "en", name="boats.srt")
    assert render(document, "srt").content == data
    translated(document, "Die Boote.")
    assert "Die Boote." in render(document, "srt", ExportOptions("deu_Latn")).content.decode(encoding)
    assert render(document, "vtt").content.decode("utf-8").startswith("WEBVTT")


def test_a_byte_order_mark_may_stand_before_the_times() -> None:
    text = "\ufeff00:00:01,000 --> 00:00:04,000\nNobody was waiting.\n"
    document = opened(text)
    assert [document.source_text(node) for node in concepts(document)] == ["Nobody was waiting."]
    assert written(document) == text


def test_a_cue_of_webvtt_ends_where_the_next_one_begins() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nThe boats\n00:02.000 --> 00:03.000\ncame in.\n"
        "00:03.000 --> 00:04.000\n00:04.000 --> 00:05.000\nNobody waited.\n"
    )
    document = opened(text, "vtt")
    assert [document.source_text(node) for node in concepts(document)] == [
        "The boats",
        "came in.",
        "Nobody waited.",
    ]
    assert written(document, "vtt") == text
    translated(document, "Die Boote", "kamen an.")
    wanted = text.replace("The boats", "Die Boote").replace("came in.", "kamen an.")
    assert written(document, "vtt", "deu_Latn") == wanted
    document.apply(delete(document, [concepts(document)[1]]))
    assert written(document, "vtt") == text.replace("00:02.000 --> 00:03.000\ncame in.\n", "")


def test_a_translation_has_the_same_times_and_readable_lines() -> None:
    document = translated(
        opened(SRT),
        "Die Boote kamen bei Tagesanbruch an, und niemand wartete.",
        "- Wo ist <i>Anna</i>?\n- Im Hafen.",
    )
    found = render(document, "srt", ExportOptions("deu_Latn"))
    assert found.text == SRT.replace(
        "The boats came in at dawn,\nand nobody was waiting.",
        "Die Boote kamen bei Tagesanbruch an,\nund niemand wartete.",
    ).replace("- Where is <i>Anna</i>?\n- In the harbour.", "- Wo ist <i>Anna</i>?\n- Im Hafen.")
    assert found.warnings == ("1 cue has no German translation yet; the source text is used instead.",)


def test_only_texts_are_replaced() -> None:
    document = translated(opened(VTT, "vtt"), "<v Anna>Die Boote kamen an.", "Nein.")
    wanted = VTT.replace("The boats came in.", "Die Boote kamen an.").replace("No.", "Nein.")
    assert written(document, "vtt", "deu_Latn") == wanted


def test_one_kind_is_written_as_the_other() -> None:
    vtt = written(opened(SRT), "vtt")
    assert vtt.startswith("WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nThe boats came in at dawn,\nand")
    assert [(cue.begin, cue.end, cue.lines) for cue in read_cues(vtt, "x").cues] == [
        (cue.begin, cue.end, cue.lines) for cue in read_cues(SRT, "x").cues
    ]
    srt = written(opened(VTT, "vtt"), "srt")
    assert srt == (
        "1\n00:00:01,000 --> 00:00:04,000\n<v Anna>The boats came in.\n\n"
        "2\n01:00:05,000 --> 01:00:06,000\nNo.\n"
    )


def test_a_deleted_cue_is_left_out_and_said() -> None:
    document = opened(SRT)
    document.apply(delete(document, [concepts(document)[1]]))
    found = render(document, "srt")
    assert found.text == SRT[: SRT.index("2\n00")] + SRT[SRT.index("3\n00") :]
    assert found.warnings == ("1 cue was deleted and is not in the file.",)


def test_an_emptied_cue_keeps_its_time() -> None:
    document = opened(SRT)
    document.apply(edit_text(document, concepts(document)[2], "", "eng_Latn"))
    assert written(document).endswith("00:01:03,000\n\u00a0\n")
    read_cues(written(document), "x")


def test_other_documents_have_no_times() -> None:
    with pytest.raises(UnknownFormat, match="has no times"):
        written(import_text("Hello.", language="en"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Hello\n", "boats.srt has no cue"),
        ("1\n00:00:01 --> 00:00:04\nHi\n", "line 2: '00:00:01 --> 00:00:04' does not give two times"),
        ("1\n00:00:05,0 --> 00:00:04,0\nHi\n", "line 2: the cue ends before it begins"),
        (
            "1\n00:00:01,0 --> 00:00:04,0\nHi\n00:00:05,0 --> 00:00:06,0\nHo\n",
            "line 4: a cue begins within another",
        ),
    ],
)
def test_what_is_no_subtitle_file_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened(text)
    assert message in str(refused.value)


@given(st.integers(0, 359_999_999), st.sampled_from(",."))
def test_times_are_read_as_they_are_written(milliseconds: int, mark: str) -> None:
    line = f"{time_of(milliseconds, mark)} --> {time_of(milliseconds + 1, mark)}\nHi\n"
    (cue,) = read_cues(line, "x").cues
    assert (cue.begin, cue.end) == (milliseconds, milliseconds + 1)


WORDS = st.lists(st.text("abcäß<i>", min_size=1, max_size=12), min_size=1, max_size=25)


@given(WORDS, st.booleans())
def test_no_word_is_lost_between_lines(words: list[str], as_one: bool) -> None:
    text = " ".join(words)
    lines = cue_lines(text, as_one=as_one)
    assert " ".join(lines) == text
    assert all(shown_length(line) <= LONGEST + 14 for line in lines)
    assert all(line for line in lines)


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1),
        min_size=3,
        max_size=3,
    )
)
def test_whatever_is_written_into_a_cue_can_be_read_again(texts: list[str]) -> None:
    document = translated(opened(SRT), *texts)
    again = read_cues(written(document, "srt", "deu_Latn"), "x")
    assert [(cue.begin, cue.end) for cue in again.cues] == [
        (cue.begin, cue.end) for cue in read_cues(SRT, "x").cues
    ]
