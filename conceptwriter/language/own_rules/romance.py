"""Language-specific rules for the Romance languages (see record.py)."""

from __future__ import annotations

from conceptwriter.language.own_rules.record import OwnRules

OWN_RULES: dict[str, OwnRules] = {
    "fra_Latn": OwnRules(  # French
        titles="""m mm mme mmes mlle mlles mgr me dr pr st ste sts stes cf c.-à-d c.à.d p.ex ex
            env av bd éd éds trad p.s chap apr prof ing adj cap col gal cdt lt sgt min""",
        closing="etc cie s.a av.j.-c apr.j.-c j.-c p.c",
        counted="n no nº p pp vol fig chap art al t janv févr avr juil sept oct nov déc",
        between_names="c",
        function_words="""le la les l un une des du de d et ou mais ni ne pas que qui quoi où
            quand comment pourquoi je j tu il elle on nous vous ils elles me te se s lui leur mon ma mes
            ton ta tes son sa ses notre nos votre vos leurs ce cet cette ces c est sont était étaient
            être avoir a ai as ont avait avaient fait dans sur sous avec sans pour par chez vers au aux
            en y si puis alors donc car plus très tout tous toute rien personne quelqu""",
        letter_groups="ç œ è ê ù û eau eux oi aient qu' c'est d'",
        spaced_guillemets=True,
    ),
    "spa_Latn": OwnRules(  # Spanish
        titles="""sr sra srta sres dr dra d dª dña prof profa gral cnel cap tte lic ing arq fr sto
            sta mons excmo excma ilmo p.ej ej aprox cía av avda c ctra dpto gob pág tel vs cf ud uds vd
            vds a.c d.c admón apdo dcha izda depto mt mte cra cl edif ext tfno lda prov secr sec pdte
            vda rvdo""",
        closing="etc a.m p.m s.a ee.uu s.l cía",
        counted="""n núm nro no p pp págs vol fig cap art ene feb mar abr may jun jul ago sept oct
            nov dic párr párrf apdo arts lib tít lám lun mié jue vie sáb dom""",
        function_words="""el la los las lo un una unos unas y e o u pero no ni que quien qué quién
            dónde cuándo cómo por para yo tú él ella nosotros ellos ellas usted me te se le les nos mi
            mis tu tus su sus nuestro este esta esto estos ese esa eso aquel aquella es son era eran fue
            fueron ser estar está están estaba había ha han he hay de del a al en con sin sobre bajo
            entre hasta desde si cuando como más muy todo todos nada nadie alguien ya entonces también
            porque""",
        letter_groups="ñ ¿ ¡ ción í ó ll ando iendo",
    ),
    "ita_Latn": OwnRules(  # Italian
        titles="""sig sigg sig.ra sig.na sigra dott dott.ssa dr prof prof.ssa avv ing arch geom
            rag on sen mons don s ss gen col cap ten p.es es ad.es cfr ca c.so v.le p.za tel a.c d.c vs
            pagg c.a dir amm pres vicepres segr uff brig mar magg psic psicol farm cav comm rev sac gent
            egr ill spett preg stim chiar""",
        closing="ecc etc s.p.a s.r.l u.s.a",
        counted="n nr p pp pag vol fig cap art gen feb mar apr mag giu lug ago set ott nov dic",
        function_words="""il lo la i gli le l un uno una e ed o ma non né che chi cosa dove quando
            come perché io tu lui lei noi voi loro mi ti si ci vi gli mio mia tuo suo sua suoi nostro
            questo questa questi quello quella è sono era erano fu essere avere ho hai ha hanno aveva
            avevano di del dello della dei degli delle a al allo alla ai agli alle da dal dalla in nel
            nella nei con su sul sulla per tra fra se poi così anche più molto tutto tutti niente
            nessuno qualcuno già""",
        letter_groups="ò ì è zione gli cch ggi ll'",
    ),
    "por_Latn": OwnRules(  # Portuguese
        titles="""sr sra srta srs dr dra prof profa d dom eng arq gal gen cel cap ten exmo exma
            ilmo sto sta p.ex ex aprox av r tel cf vs a.c d.c fl""",
        closing="etc ltda s.a e.u.a a.m p.m cia",
        counted="""n núm nº p pp pág págs vol fig cap art séc sécs jan fev mar abr mai jun jul ago
            set out nov dez""",
        function_words="""o a os as um uma uns umas e ou mas não nem que quem onde quando como eu
            tu ele ela nós eles elas você vocês me te se lhe lhes meu minha teu seu sua seus suas nosso
            este esta isto esse essa isso aquele aquela é são era eram foi foram ser estar está estão
            estava tinha tem têm há de do da dos das em no na nos nas ao à aos às por pelo pela para com
            sem sobre até desde entre se então também mais muito tudo todos nada ninguém alguém já
            porque""",
        letter_groups="ã õ ção ções ê lh nh ç",
    ),
    "ron_Latn": OwnRules(  # Romanian
        titles="""dl d-na d-l d-ra dra dna dr prof ing str bd sf șos al ex cf lect conf acad gen
            col cpt av p.ex de.ex""",
        closing="etc ș.a ş.a s.a s.r.l d.hr î.hr",
        counted="nr pag sec art cap fig vol alin ian feb mar apr iun iul aug sept oct noi dec",
    ),
    "cat_Latn": OwnRules(  # Catalan
        titles="sr sra srta dr dra prof av c pl st sta p.ex cf aprox núm tel",
        counted="núm pàg pàgs cap art fig vol s",
        distinctive_words="món amb això els què estàs molt",
    ),
    "glg_Latn": OwnRules(  # Galician
        titles="sr sra dr dra prof av r st p.ex cf aprox tel",
        counted="núm páx páxs cap art fig vol s",
    ),
}
