"""The spaCy side of segmentation: a blank pipeline with our own tokenizer and our own sentence component.

spaCy's own blank tokenizers do not serve here: ``xx`` keeps a whole Chinese sentence in one token, and ``ja``
needs a dictionary package. Ours cuts wherever a sentence could begin and keeps every character.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from spacy.language import Language as SpacyLanguage
from spacy.tokens import Doc

from conceptwriter.language.boundaries import sentence_starts
from conceptwriter.language.rules import rules_for

if TYPE_CHECKING:
    from spacy.vocab import Vocab

SENTENCE_COMPONENT = "conceptwriter_sentences"

_WIDE = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_WIDE}]|[^\W{_WIDE}]+|.", re.DOTALL)


class PlainTokenizer:
    """Words, single Han and kana characters, every other character by itself; a single space is no token."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for piece in _TOKEN.findall(text):
            if piece == " " and spaces and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


class SentenceComponent:
    """Sets ``token.is_sent_start`` by the rules of one language.

    ``doc.user_data["protected"]`` may hold character ranges in which no sentence begins, and
    ``doc.user_data["text"]`` the text, which a Doc would have to put together from its tokens.
    """

    def __init__(self, code: str) -> None:
        self._rules = rules_for(code)

    def __call__(self, doc: Doc) -> Doc:
        text = doc.user_data.get("text") or doc.text
        starts = sentence_starts(text, self._rules, doc.user_data.get("protected", ()))
        # all at once: setting token.is_sent_start one by one takes half of the whole time
        offsets = doc.to_array("IDX").astype(np.int64)
        places = np.searchsorted(offsets, starts)
        values: Any = np.full((len(doc), 1), -1, dtype=np.int64)
        values[places[offsets[places] == starts]] = 1
        doc.from_array(["SENT_START"], values.astype(np.uint64))
        return doc


@SpacyLanguage.factory(
    SENTENCE_COMPONENT, default_config={"code": "eng_Latn"}, assigns=["token.is_sent_start"]
)
def _make_sentence_component(nlp: SpacyLanguage, name: str, code: str) -> SentenceComponent:  # noqa: ARG001
    return SentenceComponent(code)


def sentence_pipeline(code: str) -> SpacyLanguage:
    """A fresh pipeline that marks the sentences of texts in the language ``code`` (FLORES-200)."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = PlainTokenizer(nlp.vocab)
    nlp.add_pipe(SENTENCE_COMPONENT, config={"code": code})
    return nlp
