"""Spell checking with the Hunspell dictionaries of the system, word by word, in each text's own language.

    words = words_of(text, "deu_Latn")                      # which words are checked, and where they are
    with SpellingProcess(chosen_dictionaries(find_dictionaries())) as spelling:
        spelling.check("deu_Latn", [word.text for word in words])
        spelling.suggest("deu_Latn", "Strasenbahn")

No Qt and no models. Hunspell itself is loaded in another process only (`child`): a dictionary is a file that
anybody may have written, and a library in C++ that reads it may crash or never end.
"""

from __future__ import annotations

from conceptwriter.spelling.dictionaries import Dictionary, chosen_dictionaries, find_dictionaries
from conceptwriter.spelling.document_words import add_document_word, document_words, remove_document_word
from conceptwriter.spelling.errors import DictionaryError, SpellingError, SpellingFailed
from conceptwriter.spelling.forms import forms_of
from conceptwriter.spelling.known import KnownWords
from conceptwriter.spelling.names import Names
from conceptwriter.spelling.personal import add_personal_word, personal_words, remove_personal_word
from conceptwriter.spelling.words import Word, parts_of, words_of

__all__ = [
    "Dictionary",
    "DictionaryError",
    "KnownWords",
    "Names",
    "SpellingError",
    "SpellingFailed",
    "Word",
    "add_document_word",
    "add_personal_word",
    "chosen_dictionaries",
    "document_words",
    "find_dictionaries",
    "forms_of",
    "parts_of",
    "personal_words",
    "remove_document_word",
    "remove_personal_word",
    "words_of",
]
