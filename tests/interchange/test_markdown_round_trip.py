from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.interchange import export_document, import_text
from conceptwriter.outline import Document
from tests.interchange.outlines import AWKWARD_SENTENCES, SEGMENTER, SLOW, documents, outline


def import_again(text: str, language: str) -> Document:
    return import_text(text, "markdown", language, title="Title", segmenter=SEGMENTER)


@given(document=documents())
@settings(max_examples=40, deadline=None, derandomize=False, suppress_health_check=SLOW)
def test_a_document_comes_back_as_it_was(document: Document) -> None:
    written = export_document(document)
    if not written.strip():
        return
    again = import_again(written, document.root.source_language)
    assert outline(again)[2:] == outline(document)[2:], written


FRAGMENTS = st.sampled_from(
    [
        *[sentence for some in AWKWARD_SENTENCES.values() for sentence in some],
        *["\n", "\n", "\n\n", "\n\n", "  \n", "\\\n", "    ", "  ", "\t", " "],
        *[
            "# ",
            "## ",
            "#### ",
            "- ",
            "* ",
            "1. ",
            "7) ",
            "> ",
            ">",
            "```\n",
            "~~~ x\n",
            "---\n",
            "===\n",
            "***\n",
        ],
        *[
            "[x]: /u\n",
            "<div>\n",
            "</div>\n",
            "<!--",
            "-->",
            "| a | b |\n|---|---|\n",
            "`",
            "*",
            "_",
            "[",
            "]",
            "(",
            ")",
        ],
        *["a: b\n", "\ufeff", "\u3000", "\u00a0", "\u2028", "\x0c", "\x00", "&amp;", "\\", "字", "\r\n"],
    ]
)


@given(text=st.one_of(st.lists(FRAGMENTS, max_size=25).map("".join), st.text(max_size=200)))
@settings(max_examples=200, deadline=None, derandomize=False, suppress_health_check=SLOW)
def test_the_second_export_is_the_first(text: str) -> None:
    if not text.replace("\ufeff", "").strip():
        return
    first = export_document(import_again(text, "eng_Latn"))
    if not first.strip():
        return
    second = export_document(import_again(first, "eng_Latn"))
    assert second == first
