"""Language-specific rules for other languages of Europe and the Caucasus (see record.py)."""

from __future__ import annotations

from conceptwriter.language.own_rules.record import OwnRules

OWN_RULES: dict[str, OwnRules] = {
    "hun_Latn": OwnRules(  # Hungarian
        titles="pl ill dr id ifj özv prof szt stb ún kb vö ld u krt",
        closing="stb i.sz i.e kft rt bt",
        counted="sz o old ábra fej",
        roman_ordinals=True,
        dates_in_numbers=True,
    ),
    "lit_Latn": OwnRules(  # Lithuanian
        titles="pvz t.y prof dr doc g pr al p pan plg žr vad m d",
        closing="t.t kt pan",
        counted="nr p psl pav lent",
        distinctive_words="pasauli yra nėra jis buvo",
    ),
    "lvs_Latn": OwnRules(  # Standard Latvian
        titles="piem prof dr t.i u.tml sk plkst",
        after_number="g",
        distinctive_words="pasaule un nav viņš viņa bija",
        roman_ordinals=True,
    ),
    "est_Latn": OwnRules(  # Estonian
        titles="nt hr pr prof dr tn mnt vt s.o st jms lk nr",
        closing="jne jm e.m.a m.a.j",
        roman_ordinals=True,
    ),
    "fin_Latn": OwnRules(  # Finnish
        titles="esim prof tri tohtori ns ts vrt ks hra rva nti klo",
        closing="jne ym yms eaa ekr jkr",
        counted="n nro s ss luku kuva",
        roman_ordinals=True,
    ),
    "ell_Grek": OwnRules(  # Greek
        titles="κ κα κος δρ καθ κ.κ π.χ βλ πρβλ δηλ λ.χ αγ οδ λεωφ τηλ αρ",
        closing="κ.λπ κλπ κ.ά κ.α κ.ο.κ π.μ μ.μ",
        counted="αρ αριθ σ σελ σσ κεφ τ τόμ εικ άρθ",
        after_number="αι",
    ),
    "hye_Armn": OwnRules(  # Armenian
        titles="օր պրոֆ ակադ փող թիվ թ դ",
        after_number="թ դ",
    ),
    "kat_Geor": OwnRules(  # Georgian
        titles="მაგ პროფ აკად ქ წ ე.ი ე.წ ბ-ნი ქ-ნი",
        after_number="წ",
        speech_verbs="თქვა ჰკითხა იკითხა უპასუხა დაიყვირა ჩაილაპარაკა უთხრა",
    ),
    "epo_Latn": OwnRules(  # Esperanto
        titles="d-ro s-ro s-ino prof k.a ekz t.e",
        closing="k.t.p ktp k.s k.c",
        distinctive_words="saluton estas kaj mi vi kiel kiu bonan",
    ),
    "eus_Latn": OwnRules(  # Basque
        distinctive_words="kaixo mundua egun moduz eta zer dut",
    ),
}
