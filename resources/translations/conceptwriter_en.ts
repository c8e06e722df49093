<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>DetailsTab</name>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln character(s)</source>
        <translation>
            <numerusform>%Ln character</numerusform>
            <numerusform>%Ln characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln concept(s)</source>
        <translation>
            <numerusform>%Ln concept</numerusform>
            <numerusform>%Ln concepts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileController</name>
    <message numerus="yes">
        <source>%Ln text(s) recovered into {path}.</source>
        <translation>
            <numerusform>%Ln text recovered into {path}.</numerusform>
            <numerusform>%Ln texts recovered into {path}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message numerus="yes">
        <source>+ %Ln more</source>
        <translation>
            <numerusform>+ %Ln more</numerusform>
            <numerusform>+ %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OpenCard</name>
    <message numerus="yes">
        <source>%Ln proposal(s)</source>
        <translation>
            <numerusform>%Ln proposal</numerusform>
            <numerusform>%Ln proposals</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln proposal(s), more are coming</source>
        <translation>
            <numerusform>%Ln proposal, more are coming</numerusform>
            <numerusform>%Ln proposals, more are coming</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusKeeper</name>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln concept(s)</source>
        <translation>
            <numerusform>%Ln concept</numerusform>
            <numerusform>%Ln concepts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message numerus="yes">
        <source>%Ln word(s)</source>
        <translation>
            <numerusform>%Ln word</numerusform>
            <numerusform>%Ln words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrashDialog</name>
    <message numerus="yes">
        <source>%Ln item(s) will be deleted permanently</source>
        <translation>
            <numerusform>%Ln item will be deleted permanently</numerusform>
            <numerusform>%Ln items will be deleted permanently</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln item(s) deleted permanently.</source>
        <translation>
            <numerusform>%Ln item deleted permanently.</numerusform>
            <numerusform>%Ln items deleted permanently.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuotationMarks</name>
    <message numerus="yes">
        <source>Quotation marks changed in %Ln text(s).</source>
        <translation>
            <numerusform>Quotation marks changed in %Ln text.</numerusform>
            <numerusform>Quotation marks changed in %Ln texts.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReferenceFiles</name>
    <message numerus="yes">
        <source>%Ln more translation(s) can be found by meaning.</source>
        <translation>
            <numerusform>%Ln more translation can be found by meaning.</numerusform>
            <numerusform>%Ln more translations can be found by meaning.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unit(s) left out: the model cannot read them.</source>
        <translation>
            <numerusform>%Ln unit left out: the model cannot read it.</numerusform>
            <numerusform>%Ln units left out: the model cannot read them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: %Ln new translation(s) remembered.</source>
        <translation>
            <numerusform>{name}: %Ln new translation remembered.</numerusform>
            <numerusform>{name}: %Ln new translations remembered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln translation(s) known already.</source>
        <translation>
            <numerusform>%Ln translation known already.</numerusform>
            <numerusform>%Ln translations known already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unit(s) left out: empty, or in unknown languages.</source>
        <translation>
            <numerusform>%Ln unit left out: empty, or in unknown languages.</numerusform>
            <numerusform>%Ln units left out: empty, or in unknown languages.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln translation(s) written to {path}.</source>
        <translation>
            <numerusform>%Ln translation written to {path}.</numerusform>
            <numerusform>%Ln translations written to {path}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln confirmed translation(s)</source>
        <translation>
            <numerusform>%Ln confirmed translation</numerusform>
            <numerusform>%Ln confirmed translations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new term(s) in {path}.</source>
        <translation>
            <numerusform>%Ln new term in {path}.</numerusform>
            <numerusform>%Ln new terms in {path}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReturnedFiles</name>
    <message numerus="yes">
        <source>%Ln new</source>
        <translation>
            <numerusform>%Ln new</numerusform>
            <numerusform>%Ln new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln changed</source>
        <translation>
            <numerusform>%Ln changed</numerusform>
            <numerusform>%Ln changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln confirmed</source>
        <translation>
            <numerusform>%Ln confirmed</numerusform>
            <numerusform>%Ln confirmed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln outdated</source>
        <translation>
            <numerusform>%Ln outdated</numerusform>
            <numerusform>%Ln outdated</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln kept as here</source>
        <translation>
            <numerusform>%Ln kept as here</numerusform>
            <numerusform>%Ln kept as here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unchanged</source>
        <translation>
            <numerusform>%Ln unchanged</numerusform>
            <numerusform>%Ln unchanged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln not translated</source>
        <translation>
            <numerusform>%Ln not translated</numerusform>
            <numerusform>%Ln not translated</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln text(s) of the file not found in this document.</source>
        <translation>
            <numerusform>%Ln text of the file not found in this document.</numerusform>
            <numerusform>%Ln texts of the file not found in this document.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TranslationReport</name>
    <message numerus="yes">
        <source>%Ln text(s) taken from the translation memory.</source>
        <translation>
            <numerusform>%Ln text taken from the translation memory.</numerusform>
            <numerusform>%Ln texts taken from the translation memory.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln text(s) translated into {language}.</source>
        <translation>
            <numerusform>%Ln text translated into {language}.</numerusform>
            <numerusform>%Ln texts translated into {language}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln text(s) not translated: {why}.</source>
        <translation>
            <numerusform>%Ln text not translated: {why}.</numerusform>
            <numerusform>%Ln texts not translated: {why}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of your own translation(s) made from an older source and not changed.</source>
        <translation>
            <numerusform>One of your own translations was made from an older source; it was not changed.</numerusform>
            <numerusform>%Ln of your own translations were made from an older source; they were not changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln text(s) to review.</source>
        <translation>
            <numerusform>%Ln text needs review.</numerusform>
            <numerusform>%Ln texts need review.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobWords</name>
    <message numerus="yes">
        <source>about %Ln minute(s) left</source>
        <translation>
            <numerusform>about %Ln minute left</numerusform>
            <numerusform>about %Ln minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln second(s) left</source>
        <translation>
            <numerusform>about %Ln second left</numerusform>
            <numerusform>about %Ln seconds left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewTab</name>
    <message numerus="yes">
        <source>%Ln to look at</source>
        <translation>
            <numerusform>%Ln to look at</numerusform>
            <numerusform>%Ln to look at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln text(s) still to be checked</source>
        <translation>
            <numerusform>%Ln text still to be checked</numerusform>
            <numerusform>%Ln texts still to be checked</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message numerus="yes">
        <source>{device}, {precision}, %Ln thread(s)</source>
        <translation>
            <numerusform>{device}, {precision}, %Ln thread</numerusform>
            <numerusform>{device}, {precision}, %Ln threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Codec {name}: %Ln dimension(s)</source>
        <translation>
            <numerusform>Codec {name}: %Ln dimension</numerusform>
            <numerusform>Codec {name}: %Ln dimensions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Codec of the LCM, {name}: %Ln dimension(s), {size}, {state}</source>
        <translation>
            <numerusform>Codec of the LCM, {name}: %Ln dimension, {size}, {state}</numerusform>
            <numerusform>Codec of the LCM, {name}: %Ln dimensions, {size}, {state}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QShortcut</name>
    <message>
        <source>Return</source>
        <translation>Enter</translation>
    </message>
</context>
<context>
    <name>OutlineView</name>
    <message numerus="yes">
        <source>Paragraph of %Ln sentence(s)</source>
        <translation>
            <numerusform>Paragraph of %Ln sentence</numerusform>
            <numerusform>Paragraph of %Ln sentences</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConfirmedTexts</name>
    <message numerus="yes">
        <source>%Ln confirmed text(s) should be checked.</source>
        <translation>
            <numerusform>%Ln confirmed text should be checked.</numerusform>
            <numerusform>%Ln confirmed texts should be checked.</numerusform>
        </translation>
    </message>
</context>
</TS>
