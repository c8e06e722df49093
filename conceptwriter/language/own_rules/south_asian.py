"""Language-specific rules for South Asia (see record.py)."""

from __future__ import annotations

from conceptwriter.language.own_rules.record import OwnRules

OWN_RULES: dict[str, OwnRules] = {
    "hin_Deva": OwnRules(  # Hindi
        titles="डॉ डा प्रो पं श्री श्रीमती सुश्री कु स्व मो रु सं ले ई.पू कि.मी मि.मी उदा जन कर्नल इं मा",
        closing="आदि",
        counted="पृ क्र नं",
        after_number="ई",
        function_words="""वह यह वे ये मैं तुम हम आप उसने उसके उसकी उसका इस उस का की के को में से
            पर और या लेकिन नहीं है हैं था थी थे हो कि जो क्या कौन कहाँ कब क्यों कैसे फिर तो भी ही एक कोई
            कुछ सब अब तब""",
        letter_names=r"(?:ए|बी|सी|डी|ई|एफ|जी|एच|आई|जे|के|एल|एम|एन|ओ|पी|क्यू|आर|एस|टी|यू|वी|डब्ल्यू|एक्स|वाई|जेड)",
    ),
    "snd_Arab": OwnRules(  # Sindhi
        own_letters="ٽڀٿڏڻڪڃٻڦ",
    ),
    "urd_Arab": OwnRules(  # Urdu
        own_letters="ٹڈڑےہں",
        foreign_letters="ڵڕێۆەټډړښځڅۇۈۋېٽڀٿڏڻڪيك",
        speech_verbs="کہا پوچھا بولا بولی بولے چلایا چلائی سوچا جواب سرگوشی",
    ),
    "kas_Arab": OwnRules(  # Kashmiri (Arabic script)
        own_letters="ٲٳۄؠ",
    ),
    "asm_Beng": OwnRules(  # Assamese
        own_letters="ৰৱ",
        distinctive_words="এইখন এখন আৰু হয় কিতাপ নমস্কাৰ",
    ),
    "ben_Beng": OwnRules(  # Bengali
        foreign_letters="ৰৱ",
        speech_verbs="বলল বললেন বলে বললো জিজ্ঞেস জিজ্ঞাসা চিৎকার উত্তর ভাবল ফিসফিস",
    ),
    "mar_Deva": OwnRules(  # Marathi
        distinctive_words="आहे आहेत आणि मी ती होता होती नाही जग नमस्कार काय हे ते त्या",
        speech_verbs="म्हणाला म्हणाली विचारले विचारलं ओरडला",
    ),
    "npi_Deva": OwnRules(  # Nepali
        distinctive_words="हो छ छन् छु र थियो थिए एउटा यो त्यो संसार मेरो गर्न भयो पनि",
        speech_verbs="भन्यो भनिन् सोध्यो सोधिन्",
    ),
    "mai_Deva": OwnRules(  # Maithili
        distinctive_words="अछि छी छथि एकटा अहाँ हम ओ",
    ),
    "bho_Deva": OwnRules(  # Bhojpuri
        distinctive_words="बा बानी बाड़े रउआ एगो हमार रहे ना",
    ),
    "tam_Taml": OwnRules(  # Tamil
        speech_verbs="என்றான் என்றாள் என்றார் கேட்டான் கேட்டாள் கேட்டார்",
    ),
    "tel_Telu": OwnRules(  # Telugu
        speech_verbs="అన్నాడు అంది అడిగాడు అడిగింది",
    ),
}
