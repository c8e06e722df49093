"""Language-specific rules for Turkic, Semitic, Iranian and Mongolian languages (see record.py)."""

from __future__ import annotations

from conceptwriter.language.own_rules.record import OwnRules

OWN_RULES: dict[str, OwnRules] = {
    "tur_Latn": OwnRules(  # Turkish
        titles="""dr prof doç yrd uzm av öğr gör alb bnb yzb org gen sn hz bkz örn krş çev yay haz
            cad sok mah apt m.ö m.s t.c alm ing fr yy""",
        closing="vs vd ltd şti a.ş vb",
        counted="no s sf ss c cilt bl md şek tab",
        after_number="yy",
        function_words="""bir ve veya ya da de ama fakat değil yok var ben sen o biz siz onlar
            beni seni onu bana sana ona benim senin onun bizim bu şu bunu şunu bunlar mi mı mu mü ne kim
            nerede nereye zaman neden niçin nasıl hangi sonra önce için ile gibi kadar göre daha en çok
            az her hep hiç bazı bütün tüm şey kimse ise ki eğer çünkü artık yine oldu olan olarak idi
            dedi""",
        letter_groups="ı ğ ş ç ü ö lar ler yor dı di",
        stop_after_number_is_ordinal=True,
        roman_ordinals=True,
    ),
    "arb_Arab": OwnRules(  # Modern Standard Arabic
        titles="د أ م أ.د ق.م ب.م هـ.ق ص.ب ش ج س ت ط ص مج تح إلخ ر",
        closing="إلخ",
        counted="رقم ص ج",
        after_number="م هـ",
        function_words="""في من إلى على عن مع هذا هذه ذلك تلك هو هي هم نحن أنا أنت كان كانت لم لن
            لا ما ماذا من أين متى لماذا كيف هل أن إن الذي التي ثم أو و بعد قبل عند كل لكن قد""",
        foreign_letters="پچژگٹڈڑےہںڵڕێۆەټډړښځڅۇۈۋېٽڀٿڏڻڪکی",
        speech_verbs="قال قالت قالوا سأل سألت صاح صاحت أجاب أجابت همس همست صرخ صرخت أضاف ردت هتف تساءل",
        joined_prefixes="وفبلك",
    ),
    "kaz_Cyrl": OwnRules(  # Kazakh
        titles="мыс т.с.с проф акад көш қ ш.а",
        closing="т.б т.с.с",
        after_number="ж ғ",
        own_letters="ұіәғқ",
    ),
    "heb_Hebr": OwnRules(  # Hebrew
        titles="רח שד עמ",
        speech_verbs="אמר אמרה אמרו שאל שאלה ענה ענתה צעק צעקה לחש לחשה קרא קראה השיב השיבה",
    ),
    "pes_Arab": OwnRules(  # Western Persian
        titles="دکتر ق.م ه.ش م.ص",
        after_number="م",
        foreign_letters="ٹڈڑےہںڵڕێۆەټډړښځڅۇۈۋېٽڀٿڏڻڪيكةى",
        speech_verbs="گفت گفتند پرسید پرسیدند فریاد پاسخ جواب زمزمه افزود",
    ),
    "tgk_Cyrl": OwnRules(  # Tajik
        own_letters="ӣӯҷҳ",
    ),
    "kir_Cyrl": OwnRules(  # Kyrgyz
        own_letters="ңөү",
        foreign_letters="іїәғқұһҷҳ",
    ),
    "tat_Cyrl": OwnRules(  # Tatar
        own_letters="җәң",
        foreign_letters="іїғқұҷҳ",
    ),
    "bak_Cyrl": OwnRules(  # Bashkir
        own_letters="ҙҫҡ",
    ),
    "khk_Cyrl": OwnRules(  # Halh Mongolian
        own_letters="өү",
        foreign_letters="іїәғқңұһҷҳ",
    ),
    "ckb_Arab": OwnRules(  # Central Kurdish
        own_letters="ڵڕێۆ",
    ),
    "pbt_Arab": OwnRules(  # Southern Pashto
        own_letters="ټډړښځڅۍږڼ",
    ),
    "uig_Arab": OwnRules(  # Uyghur
        own_letters="ۇۈۋې",
    ),
    "tir_Ethi": OwnRules(  # Tigrinya
        own_letters="ቐቑቒቓቔቕኸኹኺኻኼኽኾ",
        distinctive_words="እዩ ኣብ ናይ እዚ ከመይ ኣለኹም እያ ከም",
    ),
    "amh_Ethi": OwnRules(  # Amharic
        distinctive_words="ነው ነበር እና ውስጥ ይህ ላይ ሰላም",
    ),
    "kmr_Latn": OwnRules(  # Northern Kurdish
        distinctive_words="roj çawa û baş di li",
    ),
}
