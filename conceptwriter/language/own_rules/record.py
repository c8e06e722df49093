"""The form of one language's rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnRules:
    """Everything specific to one language; omitted fields are as in most languages of its script.

    Word lists are texts with spaces between the words, in lower case; abbreviations are written without their
    last stop, those of several parts once and without spaces (`z.b` also covers `z. B.`).
    """

    titles: str = ""
    """Abbreviations that never end a sentence: `Dr. Weber`, `z. B. Äpfel`."""
    closing: str = ""
    """Abbreviations that often end one (`etc.`, `p.m.`): it ends if a capital follows."""
    counted: str = ""
    """Abbreviations that do not end one before a number (`No. 7`), otherwise they do (`No. I won't.`)."""
    after_number: str = ""
    """Abbreviations that end one only after a number (Russian `в 1990 г.` against `г. Москва`)."""
    between_names: str = ""
    """Abbreviations that do not end one between two names (`Brown v. Board of Education`)."""
    abbreviated_endings: str = ""
    """Ends of compounds that are shortened before a number (`Goethestr. 5`)."""
    function_words: str = ""
    """Words that identify the language and often open a sentence: articles, pronouns, conjunctions."""
    letter_groups: str = ""
    """Letters and groups of letters that are frequent in it and rarer in its neighbours."""
    own_letters: str = ""
    """Letters that it has and most other languages of its script do not."""
    foreign_letters: str = ""
    """Letters that its script has and the language does not."""
    distinctive_words: str = ""
    """Words that distinguish it from its neighbours, where byte counts and function words do not."""
    speech_verbs: str = ""
    """Verbs that continue the sentence after a closed quotation: `"Come!" said Anna.`"""
    ordinal_before: str = ""
    """Words after which a number with a stop is an ordinal (German `am 3. Mai`)."""
    ordinal_after: str = ""
    """Words before which it is one."""
    closing_marks: str = ""
    """Marks that close a quotation here and open one elsewhere."""
    spaced_guillemets: bool = False
    """Whether a space may be between the text and a closing guillemet (French)."""
    stop_after_number_is_ordinal: bool = False
    """A sentence hardly ever ends in a bare number, since the verb comes last (Turkish)."""
    roman_ordinals: bool = False
    """Whether a Roman numeral with a stop is an ordinal: `Karel IV. Veliký`."""
    syllabic_consonants: bool = False
    """Whether r and l may act as vowels (Czech and its neighbours)."""
    dates_in_numbers: bool = False
    """Whether dates are written in numbers with a stop after each: `2020. 5. 1.`"""
    small_openings: str = ""
    """Pattern of what opens a sentence in lower case: `'s Avonds`."""
    always_capital: str = ""
    """Pattern of a word whose capital is uninformative (English I)."""
    letter_names: str = ""
    """Pattern of spelled-out letters, which are initials before a stop (Hindi)."""
    joined_prefixes: str = ""
    """Letters that are function words written together with the next word (Arabic)."""
