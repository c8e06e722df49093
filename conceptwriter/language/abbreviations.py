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
``units``
    end one behind a number if a capital follows (``5 kr. Han``), like any word.
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
    units: frozenset[str] = frozenset()
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
        nám p pí sl paní bc rndr csc nar zemř""",
    "slk_Latn": """napr tj tzv ul dr mgr ing prof doc mudr judr phdr sv gen kpt mjr plk cca popr resp p sl nám
        nar zomr""",
    "slv_Latn": "npr tj oz dr mag prof ul g ga gdč sv prim roj um itn",
    "hrv_Latn": "npr tj tzv odn dr mr prof ing ul sv g gđa gđica rođ bl",
    "srp_Cyrl": "нпр тј тзв одн др мр проф инж ул св г гђа гђица рођ",
    "hun_Latn": "pl ill dr id ifj özv prof szt stb ún kb vö ld u krt",
    "ron_Latn": """dl d-na d-l d-ra dra dna dr prof ing str bd sf șos al ex cf lect conf acad gen col cpt av
        p.ex de.ex""",
    "cat_Latn": "sr sra srta dr dra prof av c pl st sta p.ex cf aprox núm tel",
    "glg_Latn": "sr sra dr dra prof av r st p.ex cf aprox tel",
    "ukr_Cyrl": """вул буд кв м гр проф акад доц див напр ст ім тов пл просп бул обл р-н с смт п пан тзв т.зв
        т.є т.к""",
    "bul_Cyrl": """ул бул гр кв с ж.к бл вх ап пл г-н г-жа г-ца д-р проф доц акад инж св напр вж ср т.нар т.е
        р""",
    "mkd_Cyrl": "ул бул г-дин г-ѓа д-р проф св сп т.е т.н",
    "bel_Cyrl": "вул д кв праф акад гл напр ім г т.зв",
    "kaz_Cyrl": "мыс т.с.с проф акад көш қ ш.а",
    "lit_Latn": "pvz t.y prof dr doc g pr al p pan plg žr vad m d",
    "lvs_Latn": "piem prof dr t.i u.tml sk plkst",
    "est_Latn": "nt hr pr prof dr tn mnt vt s.o st jms lk nr",
    "fin_Latn": "esim prof tri tohtori ns ts vrt ks hra rva nti klo",
    "swe_Latn": "hr fr dr prof doc t.ex d.v.s dvs s.k bl.a kl ca resp jfr jmf st",
    "dan_Latn": "hr fr frk dr prof f.eks dvs d.v.s bl.a ca kl jf evt inkl ekskl skt st cand s.u",
    "nob_Latn": "hr fr frk dr prof f.eks dvs bl.a ca kl jf evt inkl ekskl st jfr",
    "nno_Latn": "hr fr dr prof t.d f.eks dvs bl.a ca kl jf jfr",
    "isl_Latn": "t.d þ.e hr fr dr próf sr kl sbr skv u.þ.b",
    "ell_Grek": "κ κα κος δρ καθ κ.κ π.χ βλ πρβλ δηλ λ.χ αγ οδ λεωφ τηλ αρ",
    "vie_Latn": "tp ts pgs gs ths bs ks ls nxb tr q p mr mrs dr",
    "ind_Latn": "dr drs ir prof jl no tn ny sdr h hj kh gg tgl dll.a",
    "zsm_Latn": "dr prof jln tn pn en cik hj no",
    "hye_Armn": "օր պրոֆ ակադ փող թիվ թ դ",
    "kat_Geor": "მაგ პროფ აკად ქ წ ე.ი ე.წ ბ-ნი ქ-ნი",
    "heb_Hebr": "רח שד עמ",
    "pes_Arab": "دکتر ق.م ه.ش م.ص",
    "tgl_Latn": "g gng bb dr kgg sto sta",
    "epo_Latn": "d-ro s-ro s-ino prof k.a ekz t.e",
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
    "slk_Latn": "atď apod n.l pr.n.l",
    "slv_Latn": "itd ipd",
    "hrv_Latn": "itd sl",
    "srp_Cyrl": "итд сл",
    "hun_Latn": "stb i.sz i.e kft rt bt",
    "ron_Latn": "etc ș.a ş.a s.a s.r.l d.hr î.hr",
    "ukr_Cyrl": "т.д т.п т.ін ін тощо грн коп тис млн млрд н.е",
    "bul_Cyrl": "т.н др пр и.т.н лв ст хил млн млрд н.е",
    "kaz_Cyrl": "т.б т.с.с",
    "ell_Grek": "κ.λπ κλπ κ.ά κ.α κ.ο.κ π.μ μ.μ",
    "swe_Latn": "m.m m.fl osv o.s.v etc f.kr e.kr",
    "dan_Latn": "osv m.m m.fl mv m.v f.kr e.kr a/s",
    "nob_Latn": "osv m.m m.fl mv f.kr e.kr",
    "fin_Latn": "jne ym yms eaa ekr jkr",
    "lit_Latn": "t.t kt pan",
    "est_Latn": "jne jm e.m.a m.a.j",
    "vie_Latn": "v.v vv",
    "ind_Latn": "dll dsb dst",
    "epo_Latn": "k.t.p ktp k.s k.c",
}

_COUNTED: dict[str, str] = {
    "eng_Latn": """no nos nr p pp vol vols fig figs ch chap chaps sec sect art eq eqs op par para paras
        ver vv bk pt pts app ex exx fol ll ln n nn ref refs ibid suppl jan feb mar apr jun jul aug
        sep sept oct nov dec""",
    "fra_Latn": "n no nº p pp vol fig chap art al t janv févr avr juil sept oct nov déc",
    "deu_Latn": "nr nrn s bd bde abb kap art abs aufl jg tab jan feb mär apr aug sept sep okt nov dez",
    "spa_Latn": """n núm nro no p pp págs vol fig cap art ene feb mar abr may jun jul ago sept oct nov dic
        párr párrf apdo arts lib tít lám lun mié jue vie sáb dom""",
    "ita_Latn": "n nr p pp pag vol fig cap art gen feb mar apr mag giu lug ago set ott nov dic",
    "por_Latn": """n núm nº p pp pág págs vol fig cap art séc sécs jan fev mar abr mai jun jul ago set out nov
        dez""",
    "nld_Latn": "nr nrs p pp blz vol afb hfdst art jan feb mrt apr jun jul aug sept okt nov dec",
    "tur_Latn": "no s sf ss c cilt bl md şek tab",
    "rus_Cyrl": "№ с стр т гл рис табл п пп ч янв февр апр авг сент окт нояб дек",
    "hin_Deva": "पृ क्र नं",
    "arb_Arab": "رقم ص ج",
    "pol_Latn": "nr s str t rozdz rys tab poz pkt ust art lok m",
    "ces_Latn": "č s str obr tab kap odst čl sv roč",
    "slk_Latn": "č s str obr tab kap ods čl zv roč",
    "slv_Latn": "št str sl pogl čl",
    "hrv_Latn": "br str sl pogl čl st god",
    "srp_Cyrl": "бр стр сл погл чл",
    "hun_Latn": "sz o old ábra fej",
    "ron_Latn": "nr pag sec art cap fig vol alin ian feb mar apr iun iul aug sept oct noi dec",
    "cat_Latn": "núm pàg pàgs cap art fig vol s",
    "glg_Latn": "núm páx páxs cap art fig vol s",
    "ukr_Cyrl": "№ с стор рис табл гл т ч п пп розд",
    "bul_Cyrl": "№ с стр фиг табл гл т чл ал",
    "ell_Grek": "αρ αριθ σ σελ σσ κεφ τ τόμ εικ άρθ",
    "swe_Latn": "nr s sid kap fig tab bd art",
    "dan_Latn": "nr s kap fig tab bd art stk",
    "nob_Latn": "nr s kap fig tab bd art",
    "fin_Latn": "n nro s ss luku kuva",
    "lit_Latn": "nr p psl pav lent",
    "vie_Latn": "tr số",
    "ind_Latn": "no hlm hal gbr bab ps",
}

_AFTER_NUMBER: dict[str, str] = {
    "rus_Cyrl": "г гг в вв ч мин сек м",
    "pol_Latn": "r w zł gr godz min sek tys mln mld",
    "arb_Arab": "م هـ",
    "hin_Deva": "ई",
    "tur_Latn": "yy",
    "ukr_Cyrl": "р рр в ст год хв",
    "bul_Cyrl": "г гг в вв ч",
    "mkd_Cyrl": "г в ч",
    "srp_Cyrl": "г год в",
    "hrv_Latn": "g god st",
    "slk_Latn": "hod r st",
    "ces_Latn": "hod r st min sek tis mil mld",
    "kaz_Cyrl": "ж ғ",
    "ell_Grek": "αι",
    "hye_Armn": "թ դ",
    "kat_Geor": "წ",
    "tha_Thai": "น",
    "lvs_Latn": "g",
    "pes_Arab": "م",
}

_UNITS = """kg g mg km m cm mm l dl cl ml ha h t kr nm mi kn hr hrs min sec sek tim st ft lb lbs oz mph кг км
    см мм мл га шт"""
"""Of weight, length, time and money; listed once for all languages."""


_BETWEEN_NAMES: dict[str, str] = {"eng_Latn": "v vs", "fra_Latn": "c", "deu_Latn": "gg"}

_SHARED_TITLES = "e.g i.e cf dr prof st"
_SHARED_CLOSING = "etc"
_SHARED_COUNTED = "no nr n° nº p pp pag vol fig art cap tab"


@cache
def abbreviations(code: str) -> Abbreviations:
    """The abbreviations of the language ``code``; a language without lists of ours has a few international
    ones and what spaCy knows.
    """
    own_titles = frozenset(_TITLES.get(code, "").split())
    counted = {*_COUNTED.get(code, "").split(), *(set(_SHARED_COUNTED.split()) - own_titles)}
    titles = {*own_titles, *_SHARED_TITLES.split()}
    closing = {*_CLOSING.get(code, "").split(), *_SHARED_CLOSING.split()}
    after_number = frozenset(_AFTER_NUMBER.get(code, "").split())
    between_names = frozenset(_BETWEEN_NAMES.get(code, "").split())
    return Abbreviations(
        titles=frozenset(titles - counted - closing - between_names),
        closing=frozenset(closing),
        counted=frozenset(counted),
        after_number=after_number,
        between_names=between_names,
        units=frozenset(_UNITS.split()) - titles - counted,
        known=known_abbreviations(code) - titles - closing - counted - after_number - between_names,
    )
