<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>OutlineView</name>
    <message numerus="yes">
        <source>Paragraph of %n sentence(s)</source>
        <translation>
            <numerusform>Paragraph of %n sentence</numerusform>
            <numerusform>Paragraph of %n sentences</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DetailsTab</name>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n concept(s)</source>
        <translation>
            <numerusform>%n concept</numerusform>
            <numerusform>%n concepts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileController</name>
    <message numerus="yes">
        <source>%n text(s) recovered into {path}.</source>
        <translation>
            <numerusform>%n text recovered into {path}.</numerusform>
            <numerusform>%n texts recovered into {path}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message numerus="yes">
        <source>+ %n more</source>
        <translation>
            <numerusform>+ %n more</numerusform>
            <numerusform>+ %n more</numerusform>
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
    <message numerus="yes">
        <source>{device}, {precision}, %n thread(s)</source>
        <translation>
            <numerusform>{device}, {precision}, %n thread</numerusform>
            <numerusform>{device}, {precision}, %n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Codec {name}: %n dimension(s)</source>
        <translation>
            <numerusform>Codec {name}: %n dimension</numerusform>
            <numerusform>Codec {name}: %n dimensions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Codec of the LCM, {name}: %n dimension(s), {size}, {state}</source>
        <translation>
            <numerusform>Codec of the LCM, {name}: %n dimension, {size}, {state}</numerusform>
            <numerusform>Codec of the LCM, {name}: %n dimensions, {size}, {state}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrashDialog</name>
    <message numerus="yes">
        <source>%n item(s) will be deleted permanently</source>
        <translation>
            <numerusform>%n item will be deleted permanently</numerusform>
            <numerusform>%n items will be deleted permanently</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s) deleted permanently.</source>
        <translation>
            <numerusform>%n item deleted permanently.</numerusform>
            <numerusform>%n items deleted permanently.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TranslationReport</name>
    <message numerus="yes">
        <source>%n text(s) translated into {language}.</source>
        <translation>
            <numerusform>%n text translated into {language}.</numerusform>
            <numerusform>%n texts translated into {language}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) not translated: {why}.</source>
        <translation>
            <numerusform>%n text not translated: {why}.</numerusform>
            <numerusform>%n texts not translated: {why}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of your own translation(s) made from an older source and not changed.</source>
        <translation>
            <numerusform>One of your own translations was made from an older source; it was not changed.</numerusform>
            <numerusform>%n of your own translations were made from an older source; they were not changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) to review.</source>
        <translation>
            <numerusform>%n text needs review.</numerusform>
            <numerusform>%n texts need review.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JobWords</name>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <translation>
            <numerusform>about %n minute left</numerusform>
            <numerusform>about %n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n second(s) left</source>
        <translation>
            <numerusform>about %n second left</numerusform>
            <numerusform>about %n seconds left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewTab</name>
    <message numerus="yes">
        <source>%n to look at</source>
        <translation>
            <numerusform>%n to look at</numerusform>
            <numerusform>%n to look at</numerusform>
        </translation>
    </message>
</context>
</TS>
