"""Language-specific rules for the Slavic languages, in Latin and Cyrillic script (see record.py)."""

from __future__ import annotations

from conceptwriter.language.own_rules.record import OwnRules

OWN_RULES: dict[str, OwnRules] = {
    "rus_Cyrl": OwnRules(  # Russian
        titles="""т.е т.к т.н т.о т.ч т.ск и.о им ул пл пр просп наб пер бул д кв корп стр обл р-н
            гр г-н г-жа проф акад доц канд инж св напр см ср рис табл о оз р пос дер ст мин макс тел ок
            прим ред изд н.э до""",
        closing="т.д т.п др пр проч руб коп тыс млн млрд н.э",
        counted="№ с стр т гл рис табл п пп ч янв февр апр авг сент окт нояб дек",
        after_number="г гг в вв ч мин сек м",
        function_words="""и в во не что он она оно они я ты мы вы на с со как а то все всё но по
            его её их к ко у же за бы от из о об для это этот эта эти тот та те так вот только был была
            было были есть быть если когда где кто почему зачем уже или ни мне меня мой моя тебя нас вас
            ему ей им никто ничего кто-то потом тогда там здесь тоже при до после под над""",
        foreign_letters="іїєґўђћљњџјѓќѕәғқңөұүһҷҳӣӯҙҫҡҗ",
    ),
    "pol_Latn": OwnRules(  # Polish
        titles="""np tj tzn ul al os dr mgr inż prof hab ks św płk gen kpt por m.in tzw ok im red
            wyd tłum rys zob por woj pow gm lek mjr sierż o.o""",
        closing="itd itp n.e p.n.e",
        counted="nr s str t rozdz rys tab poz pkt ust art lok m",
        after_number="r w zł gr godz min sek tys mln mld",
        roman_ordinals=True,
    ),
    "ces_Latn": OwnRules(  # Czech
        titles="""např tj tzv ul dr mgr ing prof doc mudr judr phdr sv gen kpt mjr plk cca popř
            resp srov tř nám p pí sl paní bc rndr csc nar zemř""",
        closing="atd apod aj n.l př.n.l",
        counted="č s str obr tab kap odst čl sv roč",
        after_number="hod r st min sek tis mil mld",
        roman_ordinals=True,
        syllabic_consonants=True,
    ),
    "slk_Latn": OwnRules(  # Slovak
        titles="""napr tj tzv ul dr mgr ing prof doc mudr judr phdr sv gen kpt mjr plk cca popr
            resp p sl nám nar zomr""",
        closing="atď apod n.l pr.n.l",
        counted="č s str obr tab kap ods čl zv roč",
        after_number="hod r st",
        roman_ordinals=True,
        syllabic_consonants=True,
    ),
    "slv_Latn": OwnRules(  # Slovenian
        titles="npr tj oz dr mag prof ul g ga gdč sv prim roj um itn",
        closing="itd ipd",
        counted="št str sl pogl čl",
        roman_ordinals=True,
        syllabic_consonants=True,
    ),
    "hrv_Latn": OwnRules(  # Croatian
        titles="npr tj tzv odn dr mr prof ing ul sv g gđa gđica rođ bl",
        closing="itd sl",
        counted="br str sl pogl čl st god",
        after_number="g god st",
        roman_ordinals=True,
        syllabic_consonants=True,
    ),
    "srp_Cyrl": OwnRules(  # Serbian
        titles="нпр тј тзв одн др мр проф инж ул св г гђа гђица рођ",
        closing="итд сл",
        counted="бр стр сл погл чл",
        after_number="г год в",
        own_letters="ђћљњџј",
        foreign_letters="йщъыьэюяёіїєґў",
        distinctive_words="је су сам смо си ће што који која овај ова како данас био нема само још зашто",
        roman_ordinals=True,
    ),
    "ukr_Cyrl": OwnRules(  # Ukrainian
        titles="""вул буд кв м гр проф акад доц див напр ст ім тов пл просп бул обл р-н с смт п
            пан тзв т.зв т.є т.к""",
        closing="т.д т.п т.ін ін тощо грн коп тис млн млрд н.е",
        counted="№ с стор рис табл гл т ч п пп розд",
        after_number="р рр в ст год хв",
        own_letters="їєґ",
        foreign_letters="ыэёъўђћљњџјәғқңөұүҷҳӣӯ",
        distinctive_words="є це як що не та він вона було мій моя ранку день доброго дня сьогодні тільки або",
    ),
    "bul_Cyrl": OwnRules(  # Bulgarian
        titles="ул бул гр кв с ж.к бл вх ап пл г-н г-жа г-ца д-р проф доц акад инж св напр вж ср т.нар т.е р",
        closing="т.н др пр и.т.н лв ст хил млн млрд н.е",
        counted="№ с стр фиг табл гл т чл ал",
        after_number="г гг в вв ч",
        foreign_letters="ыэёіїєґўђћљњџјәғқңөұү",
        distinctive_words="""здравей свят е са съм си ли ще като който която този това как днес беше
            няма само още защо""",
    ),
    "mkd_Cyrl": OwnRules(  # Macedonian
        titles="ул бул г-дин г-ѓа д-р проф св сп т.е т.н",
        after_number="г в ч",
        own_letters="ѓќѕљњџј",
        foreign_letters="йщъыьэюяёіїєґўђћ",
        distinctive_words="е се сум сме си ќе што кој која овој оваа како денес беше нема само уште зошто",
    ),
    "bel_Cyrl": OwnRules(  # Belarusian
        titles="вул д кв праф акад гл напр ім г т.зв",
        own_letters="ў",
        foreign_letters="ищъїєґђћљњџјәғқңөұү",
        distinctive_words="ёсць гэта як што яна ён было мой мая раніцы сёння толькі або",
    ),
    "bos_Latn": OwnRules(  # Bosnian
        roman_ordinals=True,
        syllabic_consonants=True,
    ),
}
