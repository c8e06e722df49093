"""Language-specific rules for East and Southeast Asia (see record.py)."""

from __future__ import annotations

from conceptwriter.language.own_rules.record import OwnRules

OWN_RULES: dict[str, OwnRules] = {
    "vie_Latn": OwnRules(  # Vietnamese
        titles="tp ts pgs gs ths bs ks ls nxb tr q p mr mrs dr",
        closing="v.v vv",
        counted="tr số",
    ),
    "ind_Latn": OwnRules(  # Indonesian
        titles="dr drs ir prof jl no tn ny sdr h hj kh gg tgl dll.a",
        closing="dll dsb dst",
        counted="no hlm hal gbr bab ps",
        distinctive_words="selamat apa kabar itu dan yang tidak dengan",
    ),
    "zsm_Latn": OwnRules(  # Standard Malay
        titles="dr prof jln tn pn en cik hj no",
    ),
    "tgl_Latn": OwnRules(  # Tagalog
        titles="g gng bb dr kgg sto sta",
    ),
    "tha_Thai": OwnRules(  # Thai
        after_number="น",
    ),
    "yue_Hant": OwnRules(  # Yue Chinese
        own_letters="佢哋嘅唔咗喺冇嚟睇啲啦乜",
    ),
    "zho_Hans": OwnRules(  # Chinese (Simplified)
        foreign_letters="佢哋嘅咗喺冇嚟啲乜",
    ),
    "zho_Hant": OwnRules(  # Chinese (Traditional)
        foreign_letters="佢哋嘅咗喺冇嚟啲乜",
    ),
    "dzo_Tibt": OwnRules(  # Dzongkha
        distinctive_words="ཨིན ལུ ཡོདཔ",
    ),
    "kor_Hang": OwnRules(  # Korean
        speech_verbs="""말했다 물었다 외쳤다 대답했다 속삭였다 소리쳤다 중얼거렸다 했다
            생각했다 되물었다 덧붙였다 말한다 묻는다""",
        dates_in_numbers=True,
    ),
}
