"""Language-specific rules for the Germanic languages, including Yiddish (see record.py)."""

from __future__ import annotations

from conceptwriter.language.own_rules.record import OwnRules

OWN_RULES: dict[str, OwnRules] = {
    "eng_Latn": OwnRules(  # English
        titles="""mr mrs ms dr prof st rev hon fr gen col maj capt cmdr lt sgt cpl pvt adm gov sen
            rep pres messrs mt ft e.g i.e cf vs viz al ed eds trans approx dept est c ca incl calif mass
            univ assoc mgr supt atty pfc insp ald bldg""",
        closing="etc inc ltd co corp bros jr sr esq ave blvd a.m p.m b.c a.d ph.d m.d m.a",
        counted="""no nos nr p pp vol vols fig figs ch chap chaps sec sect art eq eqs op par para
            paras ver vv bk pt pts app ex exx fol ll ln n nn ref refs ibid suppl jan feb mar apr jun jul
            aug sep sept oct nov dec""",
        between_names="v vs",
        function_words="""the a an and or but not no of to in on at by for from with without into
            about over under after before i you he she it we they me him her us them my your his its our
            their this that these those there here is are was were be been have has had do does did will
            would can could should may might must what who where when why how which then if as so than
            too very all some any nobody nothing someone one""",
        letter_groups="th sh ck wh ght ould ing",
        distinctive_words="hello world good morning evening night chapter the and yes please thanks",
        speech_verbs="""said asked cried replied answered whispered shouted called muttered
            murmured added thought laughed sighed snapped yelled exclaimed wondered says asks cries
            replies answers whispers shouts screamed began continued went insisted demanded explained
            agreed admitted announced declared observed remarked repeated growled hissed groaned moaned
            sobbed gasped breathed mumbled grumbled suggested returned retorted protested pleaded begged
            ordered warned chuckled giggled grinned interrupted""",
        always_capital=r"I(?:['’](?:m|ll|ve|d))?(?![\w'’])",
    ),
    "deu_Latn": OwnRules(  # German
        titles="""hr hrn fr frl dr prof dipl ing med phil st z.b d.h u.a o.ä z.t i.d.r s.o s.u u.u
            v.a v.chr n.chr bzw ca vgl evtl ggf inkl exkl sog gem geb verh hl jr str tel zzgl abzgl allg
            bes insb lt mio mrd o.g resp ugs urspr z.hd a.d kath evang ev röm griech engl frz ital span
            lat abk abt anm bd hrsg hg jh kap lfd max min mind od rd schr tägl u usg verf wiss zt""",
        closing="usw usf etc u.s.w u.a.m uvm u.v.m dgl o.j a.m.b.h gmbh",
        counted="nr nrn s bd bde abb kap art abs aufl jg tab jan feb mär apr aug sept sep okt nov dez",
        between_names="gg",
        abbreviated_endings="str pl",
        function_words="""der die das den dem des ein eine einen einem einer eines und oder aber
            nicht kein keine ich du er sie es wir ihr mich dich ihn uns euch ihm ihnen mir dir mein dein
            sein unser ist sind war waren bin hat haben hatte hatten wird werden wurde kann konnte muss
            soll was wer wo wann warum wie welche dann wenn als ob dass weil so zu zum zur im am in an
            auf aus bei mit nach von vom vor über unter für gegen ohne um noch nur auch schon sehr alle
            alles nichts niemand jemand doch sich man""",
        letter_groups="ß ä ö ü sch cht ung ich ei keit heit",
        speech_verbs="sagte fragte rief antwortete flüsterte schrie murmelte meinte erwiderte dachte lachte",
        ordinal_before="""am der die das dem den des vom zum zur im beim bis ab seit und ein eine
            einen einem einer eines sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer mein
            meine meinen meinem meiner dein deine deinen deinem deiner unser unsere unseren unserem
            unserer euer eure euren eurem eurer kein keine keinen keinem keiner jeder jeden jede jedes
            jedem diesem diesen dieser diese dieses""",
        ordinal_after="""januar jänner februar märz april mai juni juli august september oktober
            november dezember jahrhundert jahrtausend""",
        closing_marks="“‘«‹",
        roman_ordinals=True,
    ),
    "nld_Latn": OwnRules(  # Dutch
        titles="""dhr mevr mw mej dr drs ir ing mr prof ds st bijv bv d.w.z dwz o.a m.a.w t.a.v
            t.b.v i.p.v z.g zgn evt incl excl ca resp jl mln mld e.d gen kol kapt tel vgl v.chr n.chr
            z.o.z m.b.t""",
        closing="enz etc e.a n.v b.v a.u.b m.i",
        counted="nr nrs p pp blz vol afb hfdst art jan feb mrt apr jun jul aug sept okt nov dec",
        abbreviated_endings="str",
        function_words="""de het een en of maar niet geen ik jij je u hij zij ze wij we jullie mij
            me hem haar ons hen hun mijn jouw zijn onze dit dat deze die er hier daar is was waren ben
            bent heeft hebben had hadden wordt werd kan kon moet zal zou wat wie waar wanneer waarom hoe
            welke dan als toen omdat dus te in op aan uit bij met naar van voor over onder na tegen
            zonder om nog ook al zeer heel alle alles niets niemand iemand""",
        letter_groups="ij oe aa ee oo sch eij uu ij",
        small_openings=r"['’‘](?:s|t|n|k)\s[^\W\d_]",
    ),
    "swe_Latn": OwnRules(  # Swedish
        titles="hr fr dr prof doc t.ex d.v.s dvs s.k bl.a kl ca resp jfr jmf st",
        closing="m.m m.fl osv o.s.v etc f.kr e.kr",
        counted="nr s sid kap fig tab bd art",
        distinctive_words="är och inte jag världen också mig något",
    ),
    "dan_Latn": OwnRules(  # Danish
        titles="hr fr frk dr prof f.eks dvs d.v.s bl.a ca kl jf evt inkl ekskl skt st cand s.u",
        closing="osv m.m m.fl mv m.v f.kr e.kr a/s",
        counted="nr s kap fig tab bd art stk",
        abbreviated_endings="vn",
        distinctive_words="jeg ikke af hvad meget udenfor mig verden noget",
        roman_ordinals=True,
        always_capital=r"I(?!\w)",
    ),
    "nob_Latn": OwnRules(  # Norwegian Bokmål
        titles="hr fr frk dr prof f.eks dvs bl.a ca kl jf evt inkl ekskl st jfr",
        closing="osv m.m m.fl mv f.kr e.kr",
        counted="nr s kap fig tab bd art",
        abbreviated_endings="vn",
        distinctive_words="jeg ikke hva mye meg noe verden ut",
        roman_ordinals=True,
    ),
    "nno_Latn": OwnRules(  # Norwegian Nynorsk
        titles="hr fr dr prof t.d f.eks dvs bl.a ca kl jf jfr",
        roman_ordinals=True,
    ),
    "isl_Latn": OwnRules(  # Icelandic
        titles="t.d þ.e hr fr dr próf sr kl sbr skv u.þ.b",
        roman_ordinals=True,
    ),
    "ydd_Hebr": OwnRules(  # Eastern Yiddish
        own_letters="װױײ",
        distinctive_words="און איז דער נישט גוט וואָס האָט ווי עס מיט אויף",
    ),
    "fao_Latn": OwnRules(  # Faroese
        roman_ordinals=True,
    ),
    "ltz_Latn": OwnRules(  # Luxembourgish
        roman_ordinals=True,
    ),
    "afr_Latn": OwnRules(  # Afrikaans
        small_openings=r"['’‘]n\s[^\W\d_]",
    ),
}
