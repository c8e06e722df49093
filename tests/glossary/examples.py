"""Words of terms, forms that a text may have of them, and words that are others: our own examples.

Forms that share too little with their term ("mice" with "mouse") would need a dictionary, and are left out.
"""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """One term, in one language."""

    language: str
    term: str
    forms: str
    others: str


EXAMPLES = (
    Example(
        "eng_Latn", "contract", "contract contracts Contract CONTRACTS contracted", "contrast contralto tract"
    ),
    Example("eng_Latn", "city", "cities city City", "cite citizen"),
    Example("eng_Latn", "file", "files filed filing", "fill filling fillet"),
    Example("eng_Latn", "stop", "stopped stopping stops", "stoop step"),
    Example("eng_Latn", "shelf", "shelves shelf", "shell"),
    Example("eng_Latn", "IT", "IT", "it It its"),
    Example("eng_Latn", "PDF", "PDF PDFs", "pdg"),
    Example(
        "deu_Latn", "Vertrag", "Vertrag Vertrags Vertrages Verträge Verträgen Vertrage", "Vertreter Betrag"
    ),
    Example("deu_Latn", "Haus", "Haus Hauses Häuser Häusern", "Hase Maus Hausmeister"),
    Example("deu_Latn", "Maschine", "Maschinen Maschine", "Machine Maschen"),
    Example("deu_Latn", "prüfen", "prüfe prüfen prüft", "Prügel"),
    Example("deu_Latn", "schon", "schon", "schön"),
    Example("fra_Latn", "journal", "journaux journal", "journée"),
    Example("fra_Latn", "contrat", "contrats contrat", "contraste"),
    Example("fra_Latn", "pompe", "pompes pompe", "pompier"),
    Example("spa_Latn", "luz", "luces luz", "lucha"),
    Example("spa_Latn", "rojo", "roja rojos rojas rojo", "rollo"),
    Example("spa_Latn", "canción", "canciones canción", "cancha"),
    Example("por_Latn", "avião", "aviões avião", "aviso"),
    Example("por_Latn", "animal", "animais animal", "animado"),
    Example("ita_Latn", "libro", "libri libro", "libero"),
    Example("ita_Latn", "banca", "banche banca", "banchina"),
    Example("nld_Latn", "boek", "boeken boek", "boer"),
    Example(
        "rus_Cyrl", "договор", "договоры договора договоров договорами договору", "договариваться разговор"
    ),
    Example("rus_Cyrl", "машина", "машины машину машин машинами", "машинист"),
    Example("rus_Cyrl", "красный", "красного красная красные", "красивый"),
    Example("pol_Latn", "umowa", "umowy umowę umowa umową", "umysł"),
    Example("pol_Latn", "drukarka", "drukarki drukarkę drukarką", "drukować"),
    Example("tur_Latn", "kitap", "kitaplar kitabı kitapları kitaplarımızdan", "katip"),
    Example("tur_Latn", "sözleşme", "sözleşmeyi sözleşmeler sözleşmelerinden", "sözcük"),
    Example("fin_Latn", "sopimus", "sopimusta sopimus", "sopiva"),
    Example("hun_Latn", "szerződés", "szerződések szerződést szerződésben", "szerelem"),
    Example("swe_Latn", "avtal", "avtalet avtalen avtal", "avtryck"),
    Example("arb_Arab", "عقد", "العقد والعقد بالعقد عقد", "عقل"),
    Example("arb_Arab", "شركة", "الشركة شركة", "شراكة"),
    Example("kor_Hang", "계약", "계약은 계약을 계약 계약에서", "계산"),
    Example("hin_Deva", "लड़का", "लड़के लड़कों लड़का", "लकड़ी"),
    Example("ell_Grek", "σύμβαση", "σύμβασης σύμβαση", "σύμβουλος"),
)
