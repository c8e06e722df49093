"""Small closed-class vocabularies: words that tell a language by themselves and that often open a sentence.

Written for this program. They serve two purposes: telling languages of one script apart (detect.py) and
deciding whether the capitalised word after ``plan B.`` opens a new sentence or is a surname (boundaries.py).
"""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "eng_Latn": """the a an and or but not no of to in on at by for from with without into about over under
        after before i you he she it we they me him her us them my your his its our their this that these
        those there here is are was were be been have has had do does did will would can could should may
        might must what who where when why how which then if as so than too very all some any nobody nothing
        someone one""",
    "fra_Latn": """le la les l un une des du de d et ou mais ni ne pas que qui quoi où quand comment pourquoi
        je j tu il elle on nous vous ils elles me te se s lui leur mon ma mes ton ta tes son sa ses notre nos
        votre vos leurs ce cet cette ces c est sont était étaient être avoir a ai as ont avait avaient fait
        dans sur sous avec sans pour par chez vers au aux en y si puis alors donc car plus très tout tous
        toute rien personne quelqu""",
    "deu_Latn": """der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ich
        du er sie es wir ihr mich dich ihn uns euch ihm ihnen mir dir mein dein sein unser ist sind war waren
        bin hat haben hatte hatten wird werden wurde kann konnte muss soll was wer wo wann warum wie welche
        dann wenn als ob dass weil so zu zum zur im am in an auf aus bei mit nach von vom vor über unter für
        gegen ohne um noch nur auch schon sehr alle alles nichts niemand jemand doch sich man""",
    "spa_Latn": """el la los las lo un una unos unas y e o u pero no ni que quien qué quién dónde cuándo cómo
        por para yo tú él ella nosotros ellos ellas usted me te se le les nos mi mis tu tus su sus nuestro
        este esta esto estos ese esa eso aquel aquella es son era eran fue fueron ser estar está están estaba
        había ha han he hay de del a al en con sin sobre bajo entre hasta desde si cuando como más muy todo
        todos nada nadie alguien ya entonces también porque""",
    "ita_Latn": """il lo la i gli le l un uno una e ed o ma non né che chi cosa dove quando come perché io tu
        lui lei noi voi loro mi ti si ci vi gli mio mia tuo suo sua suoi nostro questo questa questi quello
        quella è sono era erano fu essere avere ho hai ha hanno aveva avevano di del dello della dei degli
        delle a al allo alla ai agli alle da dal dalla in nel nella nei con su sul sulla per tra fra se poi
        così anche più molto tutto tutti niente nessuno qualcuno già""",
    "por_Latn": """o a os as um uma uns umas e ou mas não nem que quem onde quando como eu tu ele ela nós eles
        elas você vocês me te se lhe lhes meu minha teu seu sua seus suas nosso este esta isto esse essa isso
        aquele aquela é são era eram foi foram ser estar está estão estava tinha tem têm há de do da dos das
        em no na nos nas ao à aos às por pelo pela para com sem sobre até desde entre se então também mais
        muito tudo todos nada ninguém alguém já porque""",
    "nld_Latn": """de het een en of maar niet geen ik jij je u hij zij ze wij we jullie mij me hem haar ons
        hen hun mijn jouw zijn onze dit dat deze die er hier daar is was waren ben bent heeft hebben had
        hadden wordt werd kan kon moet zal zou wat wie waar wanneer waarom hoe welke dan als toen omdat dus te
        in op aan uit bij met naar van voor over onder na tegen zonder om nog ook al zeer heel alle alles
        niets niemand iemand""",
    "tur_Latn": """bir ve veya ya da de ama fakat değil yok var ben sen o biz siz onlar beni seni onu bana
        sana ona benim senin onun bizim bu şu bunu şunu bunlar mi mı mu mü ne kim nerede nereye zaman neden
        niçin nasıl hangi sonra önce için ile gibi kadar göre daha en çok az her hep hiç bazı bütün tüm şey
        kimse ise ki eğer çünkü artık yine oldu olan olarak idi dedi""",
    "rus_Cyrl": """и в во не что он она оно они я ты мы вы на с со как а то все всё но по его её их к ко у же
        за бы от из о об для это этот эта эти тот та те так вот только был была было были есть быть если когда
        где кто почему зачем уже или ни мне меня мой моя тебя нас вас ему ей им никто ничего кто-то потом
        тогда там здесь тоже при до после под над""",
    "hin_Deva": """वह यह वे ये मैं तुम हम आप उसने उसके उसकी उसका इस उस का की के को में से पर और या लेकिन नहीं है हैं था
        थी थे हो कि जो क्या कौन कहाँ कब क्यों कैसे फिर तो भी ही एक कोई कुछ सब अब तब""",
    "arb_Arab": """في من إلى على عن مع هذا هذه ذلك تلك هو هي هم نحن أنا أنت كان كانت لم لن لا ما ماذا من أين
        متى لماذا كيف هل أن إن الذي التي ثم أو و بعد قبل عند كل لكن قد""",
}

_LETTERS_AND_GROUPS: dict[str, str] = {
    "eng_Latn": "th sh ck wh ght ould ing",
    "fra_Latn": "ç œ è ê ù û eau eux oi aient qu' c'est d'",
    "deu_Latn": "ß ä ö ü sch cht ung ich ei keit heit",
    "spa_Latn": "ñ ¿ ¡ ción í ó ll ando iendo",
    "ita_Latn": "ò ì è zione gli cch ggi ll'",
    "por_Latn": "ã õ ção ções ê lh nh ç",
    "nld_Latn": "ij oe aa ee oo sch eij uu ij",
    "tur_Latn": "ı ğ ş ç ü ö lar ler yor dı di",
}


def function_words(code: str) -> frozenset[str]:
    """Lower-case function words of the language ``code``; empty where none are known."""
    return frozenset(_WORDS.get(code, "").split())


def telling_groups(code: str) -> tuple[str, ...]:
    """Letters and letter groups that are frequent in the language ``code`` and rarer in its neighbours."""
    return tuple(dict.fromkeys(_LETTERS_AND_GROUPS.get(code, "").split()))
