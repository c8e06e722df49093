"""What differs from language to language when sentences are told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from conceptwriter.language.abbreviations import Abbreviations, abbreviations
from conceptwriter.language.function_words import function_words
from conceptwriter.language.known_words import frequent_words

_CLOSING_MARKS = "\"'”’»›)]}）］】」』〉》〕〗｣*_`~"
# A German quotation ends with the mark that opens an English one; books in German turn the guillemets round.
_GERMAN_CLOSING_MARKS = "“‘«‹"

_ORDINAL_BEFORE = {
    "deu_Latn": """am der die das dem den des vom zum zur im beim bis ab seit und ein eine einen einem einer
        eines sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer mein meine meinen meinem meiner dein
        deine deinen deinem deiner unser unsere unseren unserem unserer euer eure euren eurem eurer kein keine
        keinen keinem keiner jeder jeden jede jedes jedem diesem diesen dieser diese dieses""",
}

_MONTHS = {
    "deu_Latn": """januar jänner februar märz april mai juni juli august september oktober november dezember
        jahrhundert jahrtausend""",
}

_SPEECH_VERBS = {
    "eng_Latn": """said asked cried replied answered whispered shouted called muttered murmured added thought
        laughed sighed snapped yelled exclaimed wondered says asks cries replies answers whispers shouts
        screamed began continued went insisted demanded explained agreed admitted announced declared observed
        remarked repeated growled hissed groaned moaned sobbed gasped breathed mumbled grumbled suggested
        returned retorted protested pleaded begged ordered warned chuckled giggled grinned interrupted""",
    "deu_Latn": "sagte fragte rief antwortete flüsterte schrie murmelte meinte erwiderte dachte lachte",
    "kor_Hang": """말했다 물었다 외쳤다 대답했다 속삭였다 소리쳤다 중얼거렸다 했다 생각했다 되물었다 덧붙였다
        말한다 묻는다""",
    "ben_Beng": "বলল বললেন বলে বললো জিজ্ঞেস জিজ্ঞাসা চিৎকার উত্তর ভাবল ফিসফিস",
    "urd_Arab": "کہا پوچھا بولا بولی بولے چلایا چلائی سوچا جواب سرگوشی",
    "pes_Arab": "گفت گفتند پرسید پرسیدند فریاد پاسخ جواب زمزمه افزود",
    "arb_Arab": "قال قالت قالوا سأل سألت صاح صاحت أجاب أجابت همس همست صرخ صرخت أضاف ردت هتف تساءل",
    "heb_Hebr": "אמר אמרה אמרו שאל שאלה ענה ענתה צעק צעקה לחש לחשה קרא קראה השיב השיבה",
    "kat_Geor": "თქვა ჰკითხა იკითხა უპასუხა დაიყვირა ჩაილაპარაკა უთხრა",
    "mar_Deva": "म्हणाला म्हणाली विचारले विचारलं ओरडला",
    "npi_Deva": "भन्यो भनिन् सोध्यो सोधिन्",
    "tam_Taml": "என்றான் என்றாள் என்றார் கேட்டான் கேட்டாள் கேட்டார்",
    "tel_Telu": "అన్నాడు అంది అడిగాడు అడిగింది",
}

# What follows a closed quotation in Chinese when the sentence goes on: a short subject and a verb of
# speaking.
_HAN_ATTRIBUTION = re.compile(
    r"[^。！？!?，,；;：:“「『\s没沒不無无]{0,8}"
    r"(?:说|說|问|問|道|喊|叫|答|嚷|想|写|寫|讲|講|吼|骂|罵|嘟囔|低语|低語)"
)
_HINDI_ATTRIBUTION = re.compile(
    r"[^।॥!?\n]{0,20}?(?:कहा|पूछा|बोला|बोली|बोले|चिल्लाया|चिल्लाई|सोचा|फुसफुसाया|फुसफुसाई|जवाब दिया|उत्तर दिया)"
)
_JAPANESE_CONTINUATION = re.compile(
    r"(?:と|って|っ|の|に|を|は|が|も|で|など|という|や|へ|か)|"
    r"[^。！？「」『』、\s]{1,10}[はが][^。！？「」『』\s]{0,12}?"
    r"(?:言|云|叫ん|叫び|尋ね|訊|聞い|聞き|答え|呟|つぶや|囁|ささや|怒鳴)"
)

# 's Avonds, 't Is, 'n Mens: the capital is that of the second word.
_SMALL_OPENINGS = {
    "nld_Latn": re.compile(r"['’‘](?:s|t|n|k)\s[^\W\d_]"),
    "afr_Latn": re.compile(r"['’‘]n\s[^\W\d_]"),
}
_ALWAYS_CAPITAL = {
    "eng_Latn": re.compile(r"I(?:['’](?:m|ll|ve|d))?(?![\w'’])"),
    "dan_Latn": re.compile(r"I(?!\w)"),  # you, the plural
}
_ROMAN_ORDINALS = frozenset(
    {"tur_Latn", "deu_Latn", "ltz_Latn", "ces_Latn", "slk_Latn", "slv_Latn", "hrv_Latn", "bos_Latn"}
    | {"srp_Cyrl", "pol_Latn", "hun_Latn", "fin_Latn", "est_Latn", "lvs_Latn", "dan_Latn", "nob_Latn"}
    | {"nno_Latn", "isl_Latn", "fao_Latn"}
)
_SYLLABIC_CONSONANTS = frozenset({"ces_Latn", "slk_Latn", "slv_Latn", "hrv_Latn", "bos_Latn"})
_ABBREVIATED_ENDINGS = {
    "deu_Latn": ("str", "pl"),
    "nld_Latn": ("str",),
    "nob_Latn": ("vn",),
    "dan_Latn": ("vn",),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one language; see boundaries.py for how they are applied."""

    code: str
    abbreviations: Abbreviations
    function_words: frozenset[str]
    closing_marks: str
    spaced_guillemets: bool = False
    """Whether a space may stand between the text and a closing » (French)."""
    caseless: bool = False
    """Whether the script has no capitals, so that the next letter tells nothing."""
    stop_after_number_is_ordinal: bool = False
    """Turkish: a sentence hardly ever ends in a bare number, since the verb comes last."""
    roman_ordinals: bool = False
    """Whether a Roman numeral with a stop is an ordinal: ``Karel IV. Veliký``."""
    ordinal_before: frozenset[str] = frozenset()
    ordinal_after: frozenset[str] = frozenset()
    speech_verbs: frozenset[str] = frozenset()
    attribution: re.Pattern[str] | None = None
    """What, behind a closed quotation, keeps the sentence going."""
    attribution_touches: bool = True
    """Whether it does so only with no space between."""
    semicolon_asks: bool = False
    """Greek: the semicolon is the question mark."""
    small_openings: re.Pattern[str] | None = None
    """What opens a sentence with a small letter."""
    always_capital: re.Pattern[str] | None = None
    """A word whose capital says nothing (English I)."""
    syllabic_consonants: bool = False
    """Whether r and l may stand for a vowel (Czech and its neighbours)."""
    abbreviated_endings: tuple[str, ...] = ()
    """Ends of compounds that are shortened before a number (``Goethestr. 5``)."""


@cache
def rules_for(code: str) -> Rules:
    """The rules of the language ``code``; a language without its own gets the general ones."""
    script = code.partition("_")[2]
    return Rules(
        code=code,
        abbreviations=abbreviations(code),
        function_words=function_words(code) or frequent_words(code),
        closing_marks=_CLOSING_MARKS + (_GERMAN_CLOSING_MARKS if code == "deu_Latn" else ""),
        spaced_guillemets=code == "fra_Latn",
        caseless=script not in {"Latn", "Cyrl", "Grek", "Armn", "Hans", "Hant", "Jpan"},
        stop_after_number_is_ordinal=code == "tur_Latn",
        roman_ordinals=code in _ROMAN_ORDINALS,
        ordinal_before=frozenset(_ORDINAL_BEFORE.get(code, "").split()),
        ordinal_after=frozenset(_MONTHS.get(code, "").split()),
        speech_verbs=frozenset(_SPEECH_VERBS.get(code, "").split()),
        attribution=_attribution(script),
        attribution_touches=script != "Deva",
        semicolon_asks=script == "Grek",
        small_openings=_SMALL_OPENINGS.get(code),
        always_capital=_ALWAYS_CAPITAL.get(code),
        syllabic_consonants=code in _SYLLABIC_CONSONANTS,
        abbreviated_endings=_ABBREVIATED_ENDINGS.get(code, ()),
    )


def _attribution(script: str) -> re.Pattern[str] | None:
    if script in {"Hans", "Hant"}:
        return _HAN_ATTRIBUTION
    if script == "Deva":
        return _HINDI_ATTRIBUTION
    return _JAPANESE_CONTINUATION if script == "Jpan" else None
