"""Abbreviations that carry a full stop, per language, written for this program.

Classes, by what may follow the stop:

``titles``
    never end a sentence (``Dr. Weber``, ``z. B. Äpfel``).
``closing``
    often end one (``etc.``, ``p.m.``, ``и т. д.``): a sentence ends if a capital follows.
``counted``
    do not end one before a number (``No. 7``, ``p. 12``), otherwise they do (``No. I won't.``).
``after_number``
    end one only behind a number (Russian ``в 1990 г.`` against ``г. Москва``).
``between_names``
    do not end one between two names (``Brown v. Board of Education``).
``known``
    what spaCy knows of the language beyond our lists (known_words.py): they
    end a sentence only if a word follows that often opens one.

Entries are lower case, without the last stop; a multi-part abbreviation is listed once, without spaces
(``z.b`` also covers ``z. B.``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from conceptwriter.language.known_words import known_abbreviations


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The classes of one language."""

    titles: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    after_number: frozenset[str] = frozenset()
    between_names: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


_TITLES: dict[str, str] = {
    "eng_Latn": """mr mrs ms dr prof st rev hon fr gen col maj capt cmdr lt sgt cpl pvt adm gov sen rep pres
        messrs mt ft e.g i.e cf vs viz al ed eds trans approx dept est c ca incl calif mass univ assoc mgr
        supt atty pfc insp ald bldg""",
    "fra_Latn": """m mm mme mmes mlle mlles mgr me dr pr st ste sts stes cf c.-à-d c.à.d p.ex ex env av bd éd
        éds trad p.s chap apr prof ing adj cap col gal cdt lt sgt min""",
    "deu_Latn": """hr hrn fr frl dr prof dipl ing med phil st z.b d.h u.a o.ä z.t i.d.r s.o s.u u.u v.a v.chr
        n.chr bzw ca vgl evtl ggf inkl exkl sog gem geb verh hl jr str tel zzgl abzgl allg bes insb lt mio
        mrd o.g resp ugs urspr z.hd a.d kath evang ev röm griech engl frz ital span lat abk abt anm bd
        hrsg hg jh kap lfd max min mind od rd schr tägl u usg verf wiss zt""",
    "spa_Latn": """sr sra srta sres dr dra d dª dña prof profa gral cnel cap tte lic ing arq fr sto sta mons
        excmo excma ilmo p.ej ej aprox cía av avda c ctra dpto gob pág tel vs cf ud uds vd vds a.c d.c
        admón apdo dcha izda depto mt mte cra cl edif ext tfno lda prov secr sec pdte vda rvdo""",
    "ita_Latn": """sig sigg sig.ra sig.na sigra dott dott.ssa dr prof prof.ssa avv ing arch geom rag on sen
        mons don s ss gen col cap ten p.es es ad.es cfr ca c.so v.le p.za tel a.c d.c vs pagg c.a dir amm
        pres vicepres segr uff brig mar magg psic psicol farm cav comm rev sac gent egr ill spett preg
        stim chiar""",
    "por_Latn": """sr sra srta srs dr dra prof profa d dom eng arq gal gen cel cap ten exmo exma ilmo sto sta
        p.ex ex aprox av r tel cf vs a.c d.c fl""",
    "nld_Latn": """dhr mevr mw mej dr drs ir ing mr prof ds st bijv bv d.w.z dwz o.a m.a.w t.a.v t.b.v i.p.v
        z.g zgn evt incl excl ca resp jl mln mld e.d gen kol kapt tel vgl v.chr n.chr z.o.z m.b.t""",
    "tur_Latn": """dr prof doç yrd uzm av öğr gör alb bnb yzb org gen sn hz bkz örn krş çev yay haz cad sok
        mah apt m.ö m.s t.c alm ing fr yy""",
    "rus_Cyrl": """т.е т.к т.н т.о т.ч т.ск и.о им ул пл пр просп наб пер бул д кв корп стр обл р-н гр г-н
        г-жа проф акад доц канд инж св напр см ср рис табл о оз р пос дер ст мин макс тел ок прим ред изд
        н.э до""",
    "hin_Deva": "डॉ डा प्रो पं श्री श्रीमती सुश्री कु स्व मो रु सं ले ई.पू कि.मी मि.मी उदा जन कर्नल इं मा",
    "arb_Arab": "د أ م أ.د ق.م ب.م هـ.ق ص.ب ش ج س ت ط ص مج تح إلخ ر",
}

_TITLES |= {
    "pol_Latn": """np tj tzn ul al os dr mgr inż prof hab ks św płk gen kpt por m.in tzw ok im red wyd tłum
        rys zob por woj pow gm lek mjr sierż o.o""",
    "ces_Latn": """např tj tzv ul dr mgr ing prof doc mudr judr phdr sv gen kpt mjr plk cca popř resp srov tř
        nám""",
}

_CLOSING: dict[str, str] = {
    "eng_Latn": "etc inc ltd co corp bros jr sr esq ave blvd a.m p.m b.c a.d ph.d m.d m.a",
    "fra_Latn": "etc cie s.a av.j.-c apr.j.-c j.-c p.c",
    "deu_Latn": "usw usf etc u.s.w u.a.m uvm u.v.m dgl o.j a.m.b.h gmbh",
    "spa_Latn": "etc a.m p.m s.a ee.uu s.l cía",
    "ita_Latn": "ecc etc s.p.a s.r.l u.s.a",
    "por_Latn": "etc ltda s.a e.u.a a.m p.m cia",
    "nld_Latn": "enz etc e.a n.v b.v a.u.b m.i",
    "tur_Latn": "vs vd ltd şti a.ş vb",
    "rus_Cyrl": "т.д т.п др пр проч руб коп тыс млн млрд н.э",
    "pol_Latn": "itd itp n.e p.n.e",
    "ces_Latn": "atd apod aj n.l př.n.l",
    "hin_Deva": "आदि",
    "arb_Arab": "إلخ",
}

_COUNTED: dict[str, str] = {
    "eng_Latn": "no nos nr p pp vol fig ch sec art eq op jan feb mar apr jun jul aug sep sept oct nov dec",
    "fra_Latn": "n no nº p pp vol fig chap art al t janv févr avr juil sept oct nov déc",
    "deu_Latn": "nr nrn s bd bde abb kap art abs aufl jg tab jan feb mär apr aug sept sep okt nov dez",
    "spa_Latn": """n núm nro no p pp págs vol fig cap art ene feb mar abr may jun jul ago sept oct nov dic
        párr párrf apdo arts lib tít lám lun mié jue vie sáb dom""",
    "ita_Latn": "n nr p pp pag vol fig cap art gen feb mar apr mag giu lug ago set ott nov dic",
    "por_Latn": "n núm nº p pp pág págs vol fig cap art jan fev mar abr mai jun jul ago set out nov dez",
    "nld_Latn": "nr nrs p pp blz vol afb hfdst art jan feb mrt apr jun jul aug sept okt nov dec",
    "tur_Latn": "no s sf ss c cilt bl md şek tab",
    "rus_Cyrl": "№ с стр т гл рис табл п пп ч янв февр апр авг сент окт нояб дек",
    "hin_Deva": "पृ क्र नं",
    "arb_Arab": "رقم ص ج",
}

_AFTER_NUMBER: dict[str, str] = {
    "rus_Cyrl": "г гг в вв ч мин сек км м кг",
    "pol_Latn": "r w zł gr godz min sek tys mln mld",
    "ces_Latn": "hod min sek tis mil mld",
    "arb_Arab": "م هـ",
    "hin_Deva": "ई",
    "tur_Latn": "yy",
}

_BETWEEN_NAMES: dict[str, str] = {"eng_Latn": "v vs", "fra_Latn": "c", "deu_Latn": "gg"}

_SHARED_TITLES = "e.g i.e cf dr prof st"
_SHARED_CLOSING = "etc"
_SHARED_COUNTED = "no nr n° nº p pp vol fig art cap tab"


@cache
def abbreviations(code: str) -> Abbreviations:
    """The abbreviations of the language ``code``; a language without lists of ours has a few international
    ones and what spaCy knows.
    """
    counted = {*_COUNTED.get(code, "").split(), *_SHARED_COUNTED.split()}
    titles = {*_TITLES.get(code, "").split(), *_SHARED_TITLES.split()}
    closing = {*_CLOSING.get(code, "").split(), *_SHARED_CLOSING.split()}
    after_number = frozenset(_AFTER_NUMBER.get(code, "").split())
    between_names = frozenset(_BETWEEN_NAMES.get(code, "").split())
    return Abbreviations(
        titles=frozenset(titles - counted - closing - between_names),
        closing=frozenset(closing),
        counted=frozenset(counted),
        after_number=after_number,
        between_names=between_names,
        known=known_abbreviations(code) - titles - closing - counted - after_number - between_names,
    )
