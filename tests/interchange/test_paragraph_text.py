"""The sentences of a paragraph, and exactly what stands between and around them."""

from __future__ import annotations

import pytest

from conceptwriter.interchange import import_text
from conceptwriter.interchange.blocks import Block, BlockKind
from conceptwriter.interchange.paragraph_text import paragraph_text, pieces_of
from conceptwriter.language import SentenceSpan
from conceptwriter.outline import ROOT
from tests.interchange.outlines import LAYOUT_KEYS, SEGMENTER

Attributes = dict[str, str]


def imported(text: str, language: str) -> tuple[Attributes, list[tuple[str, Attributes]]]:
    """The attributes of the first paragraph, and its sentences with theirs."""
    document = import_text(text, language=language, segmenter=SEGMENTER)
    paragraph = document.node(document.children(ROOT)[0])
    own = {key: value for key, value in paragraph.attributes.items() if key not in LAYOUT_KEYS}
    return own, [(document.source_text(at), document.node(at).attributes) for at in paragraph.children]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ({}, [("One.", {}), ("Two.", {})])),
        ("One.  Two.", ({}, [("One.", {"gap": "  "}), ("Two.", {})])),
        ("One.\nTwo.", ({}, [("One.", {"gap": "\n"}), ("Two.", {})])),
        ("One.\nTwo\nthree.", ({}, [("One.", {}), ("Two three.", {})])),
        ("One\\\nTwo.", ({}, [("One", {"break": "1"}), ("Two.", {})])),
        (
            "One. Two.\\\nThree.  \nFour.",
            ({}, [("One.", {}), ("Two.", {"break": "1"}), ("Three.", {"break": "1"}), ("Four.", {})]),
        ),
        ("One.\\\n\\\nTwo.", ({}, [("One.", {"break": "2"}), ("Two.", {})])),
        ("One.\\\n\u00a0\u00a0Two.", ({}, [("One.", {"break": "1", "gap": "\xa0\xa0"}), ("Two.", {})])),
        ("\u3000One.\u00a0", ({"lead": "\u3000", "tail": "\xa0"}, [("One.", {})])),
        ("One.\u00a0\\\nTwo.", ({}, [("One.\xa0", {"break": "1"}), ("Two.", {})])),
        ("One.\n\\# two.", ({}, [("One.", {"gap": "\n"}), ("# two.", {})])),
        ("One.\\\n\\# two.", ({}, [("One.", {"break": "1"}), ("# two.", {})])),
        ("[!tip] X\nOne.\nTwo.", ({}, [("[!tip] X", {"gap": "\n"}), ("One.", {}), ("Two.", {})])),
        ("[!tip] X\nOne\ntwo.", ({}, [("[!tip] X", {"gap": "\n"}), ("One two.", {})])),
        ("![a](b)", ({}, [("![a](b)", {"verbatim": "1"})])),
        ("![a](b) c.", ({}, [("![a](b) c.", {})])),
        ("`x`", ({}, [("`x`", {"verbatim": "1"})])),
        ("x `y`", ({}, [("x `y`", {})])),
        ("<https://a.b>", ({}, [("<https://a.b>", {"verbatim": "1"})])),
        ("https://a.b", ({}, [("https://a.b", {"verbatim": "1"})])),
        ("\\\nOne.", ({}, [("One.", {})])),
        ("One.\n: Two.", ({}, [("One.", {"gap": "\n"}), (": Two.", {})])),
        ("One.Two", ({}, [("One.Two", {})])),
    ],
)
def test_what_is_between_sentences_is_kept(
    text: str, expected: tuple[Attributes, list[tuple[str, Attributes]]]
) -> None:
    assert imported(f"{text}\n", "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("天亮了。船来了。", ({}, [("天亮了。", {}), ("船来了。", {})])),
        ("天亮了。 船来了。", ({}, [("天亮了。", {"gap": " "}), ("船来了。", {})])),
    ],
)
def test_what_is_usual_depends_on_the_language(
    text: str, expected: tuple[Attributes, list[tuple[str, Attributes]]]
) -> None:
    assert imported(f"{text}\n", "zh") == expected


def test_pieces_begin_with_a_line() -> None:
    block = Block(BlockKind.TEXT, ["[!tip] x\ny\nz", "[!tip] u\n: v"])
    assert [(piece.is_after_break, piece.line_end, piece.flat.text) for piece in pieces_of(block)] == [
        (False, "", "[!tip] x"),
        (False, "\n", "y z"),
        (True, "", "[!tip] u"),
        (False, "\n", ": v"),
    ]


def test_a_block_without_sentences_has_white_space_only() -> None:
    found = paragraph_text(Block(BlockKind.TEXT, ["\u3000"]), iter([[]]), "eng_Latn", str)
    assert (found.sentences, found.lead, found.tail) == ([], "\u3000", "")
    nothing = paragraph_text(Block(BlockKind.TEXT, []), iter([]), "eng_Latn", str)
    assert (nothing.sentences, nothing.lead, nothing.tail) == ([], "", "")


def test_the_first_line_after_a_kept_line_end_is_unescaped() -> None:
    spans = iter([[SentenceSpan(0, 2), SentenceSpan(3, 5)], [SentenceSpan(0, 2), SentenceSpan(3, 5)]])
    block = Block(BlockKind.TEXT, ["a.\nb.", "c. d."])
    found = paragraph_text(block, spans, "eng_Latn", str.upper)
    assert [sentence.text for sentence in found.sentences] == ["a.", "B.", "c.", "d."]
    assert [sentence.breaks for sentence in found.sentences] == [0, 1, 0, 0]
    assert [sentence.gap for sentence in found.sentences] == ["\n", None, None, None]
    assert [sentence.end_attributes() for sentence in found.sentences] == [
        {"gap": "\n"},
        {"break": "1"},
        {},
        {},
    ]
