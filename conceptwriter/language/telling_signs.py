"""Letters and words that tell one language of a script from its neighbours, where byte counts cannot.

The counting model has never seen some of these languages, and confuses others in a short text. Written for
this program from the alphabets themselves.
"""

from __future__ import annotations

import re
from functools import cache

_LETTERS = {
    "ukr_Cyrl": "їєґ",
    "bel_Cyrl": "ў",
    "srp_Cyrl": "ђћљњџј",
    "mkd_Cyrl": "ѓќѕљњџј",
    "tgk_Cyrl": "ӣӯҷҳ",
    "kaz_Cyrl": "ұіәғқ",
    "kir_Cyrl": "ңөү",
    "tat_Cyrl": "җәң",
    "bak_Cyrl": "ҙҫҡ",
    "khk_Cyrl": "өү",
    "ckb_Arab": "ڵڕێۆ",
    "snd_Arab": "ٽڀٿڏڻڪڃٻڦ",
    "pbt_Arab": "ټډړښځڅۍږڼ",
    "uig_Arab": "ۇۈۋې",
    "urd_Arab": "ٹڈڑےہں",
    "kas_Arab": "ٲٳۄؠ",
    "ydd_Hebr": "װױײ",
    "tir_Ethi": "ቐቑቒቓቔቕኸኹኺኻኼኽኾ",
    "asm_Beng": "ৰৱ",
    "yue_Hant": "佢哋嘅唔咗喺冇嚟睇啲啦乜",
}
"""Letters that the language has and most others of its script have not."""

_FOREIGN = {
    "rus_Cyrl": "іїєґўђћљњџјѓќѕәғқңөұүһҷҳӣӯҙҫҡҗ",
    "ukr_Cyrl": "ыэёъўђћљњџјәғқңөұүҷҳӣӯ",
    "bel_Cyrl": "ищъїєґђћљњџјәғқңөұү",
    "bul_Cyrl": "ыэёіїєґўђћљњџјәғқңөұү",
    "srp_Cyrl": "йщъыьэюяёіїєґў",
    "mkd_Cyrl": "йщъыьэюяёіїєґўђћ",
    "khk_Cyrl": "іїәғқңұһҷҳ",
    "kir_Cyrl": "іїәғқұһҷҳ",
    "tat_Cyrl": "іїғқұҷҳ",
    "arb_Arab": "پچژگٹڈڑےہںڵڕێۆەټډړښځڅۇۈۋېٽڀٿڏڻڪکی",
    "pes_Arab": "ٹڈڑےہںڵڕێۆەټډړښځڅۇۈۋېٽڀٿڏڻڪيكةى",
    "urd_Arab": "ڵڕێۆەټډړښځڅۇۈۋېٽڀٿڏڻڪيك",
    "ben_Beng": "ৰৱ",
    "zho_Hans": "佢哋嘅咗喺冇嚟啲乜",
    "zho_Hant": "佢哋嘅咗喺冇嚟啲乜",
}
"""Letters that its script has and the language has not."""

_WORDS = {
    "bul_Cyrl": "здравей свят е са съм си ли ще като който която този това как днес беше няма само още защо",
    "mkd_Cyrl": "е се сум сме си ќе што кој која овој оваа како денес беше нема само уште зошто",
    "srp_Cyrl": "је су сам смо си ће што који која овај ова како данас био нема само још зашто",
    "ukr_Cyrl": "є це як що не та він вона було мій моя ранку день доброго дня сьогодні тільки або",
    "bel_Cyrl": "ёсць гэта як што яна ён было мой мая раніцы сёння толькі або",
    "mar_Deva": "आहे आहेत आणि मी ती होता होती नाही जग नमस्कार काय हे ते त्या",
    "npi_Deva": "हो छ छन् छु र थियो थिए एउटा यो त्यो संसार मेरो गर्न भयो पनि",
    "mai_Deva": "अछि छी छथि एकटा अहाँ हम ओ",
    "bho_Deva": "बा बानी बाड़े रउआ एगो हमार रहे ना",
    "ydd_Hebr": "און איז דער נישט גוט וואָס האָט ווי עס מיט אויף",
    "tir_Ethi": "እዩ ኣብ ናይ እዚ ከመይ ኣለኹም እያ ከም",
    "amh_Ethi": "ነው ነበር እና ውስጥ ይህ ላይ ሰላም",
    "eng_Latn": "hello world good morning evening night chapter the and yes please thanks",
    "asm_Beng": "এইখন এখন আৰু হয় কিতাপ নমস্কাৰ",
    "swe_Latn": "är och inte jag världen också mig något",
    "lvs_Latn": "pasaule un nav viņš viņa bija",
    "lit_Latn": "pasauli yra nėra jis buvo",
    "dan_Latn": "jeg ikke af hvad meget udenfor mig verden noget",
    "nob_Latn": "jeg ikke hva mye meg noe verden ut",
    "ind_Latn": "selamat apa kabar itu dan yang tidak dengan",
    "eus_Latn": "kaixo mundua egun moduz eta zer dut",
    "cat_Latn": "món amb això els què estàs molt",
    "epo_Latn": "saluton estas kaj mi vi kiel kiu bonan",
    "dzo_Tibt": "ཨིན ལུ ཡོདཔ",
    "kmr_Latn": "roj çawa û baş di li",
}

_WORD = re.compile(r"[^\W\d_]+(?:[\u0591-\u05C7\u0900-\u0903\u093A-\u094F]+[^\W\d_]*)*")


def telling_signs(code: str, text: str) -> int:
    """How many different letters and words of the text speak for the language."""
    lowered = text.lower()
    letters = sum(letter in lowered for letter in _LETTERS.get(code, ""))
    words = _words_of(code)
    return letters + (len(words.intersection(_WORD.findall(lowered))) if words else 0)


def foreign_letters(code: str, text: str) -> int:
    """How many different letters of the text the language does not have."""
    lowered = text.lower()
    return sum(letter in lowered for letter in _FOREIGN.get(code, ""))


@cache
def _words_of(code: str) -> frozenset[str]:
    return frozenset(_WORDS.get(code, "").split())
