"""Talk about the text instead of the text: chat, exercises, remarks, notes of an editor (English).

A model tuned for conversation and school books leaves the text in a few typical ways, which are distinguished
here by what they do, not by their words. Characters' speech is ignored. Where the text itself speaks like
this (a guide that explains a passage, a quiz), it is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from conceptwriter.assistant.findings import Finding, Flag

_WORK = (
    r"(?:story|tale|passage|text|paragraph|excerpt|extract|poem|article|essay|narrative|fable"
    r"|sentence|stanza"
    r"|chapter|section|blog|post|lesson|exercise|activity|worksheet|quote|dialogue|plot|summary|question)"
)
_ABOUT = (
    r"(?:is|was|are|were|tells?|shows?|teaches|illustrates?|describes?|explores?|highlights?"
    r"|reminds|follows"
    r"|emphasi[sz]es|demonstrates?|conveys?|serves|begins|starts|ends|revolves|focuses|refers|uses|suggests"
    r"|explains?|discusses|provides?|represents?|contains?|continues|mentions?|offers?|touches|introduces"
    r"|presents|has|will|can|could|should)"
)
_LABELS = (
    r"(?:questions?|answers?|exercises?|problems?|solutions?|tasks?|hints?|examples?|notes?|options?"
    r"|instructions?|activit(?:y|ies)|discussion|vocabulary|summary|conclusion|moral|titles?"
    r"|authors?|topics?"
    r"|tips?|explanation|output|input|response|context|source|references?|keywords?|prompt|genre|setting"
    r"|characters?|theme|plot|post|comments?|update|edit|step|part|lesson|objective|materials|introduction)"
)
_CREATIVE = (
    r"(?:sentence|paragraph|essay|story|poem|summary|dialogue|scene|letter|description|list|title|blog)"
)
_ASKED_ABOUT = (
    r"(?:author|passage|story|text|paragraph|poem|narrator|protagonist|main (?:idea|character|theme)|moral"
    r"|theme of|reader|article|sentence|essay|writer of|word \S+ mean|meaning of|correct|following)"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One way to leave the text: `reason` for the user, and how it begins or what it contains."""

    reason: str
    pattern: re.Pattern[str]


def _kind(reason: str, *parts: str) -> _Kind:
    return _Kind(reason, re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE))


_KINDS = (
    _kind(
        "answers as a chat assistant would",
        r"^(?:sure|certainly|of course|absolutely|great|okay|ok|yes|no problem)[!,.:]+ (?:here|i(?:'"
        r"|\u2019)(?:ll|d|m)|i can|let me)\b",
        r"^(?:sure|certainly|of course|absolutely|great (?:question|job))!",
        r"^here(?:(?:'|\u2019)s| is| are)\b.{0,80}:$",
        r"^here(?:(?:'|\u2019)s| is| are) (?:the|a|an|some|your|my|one|another)\b.{0,30}\b"
        rf"(?:{_WORK}|version|example|list|continuation|rewrite|answer|suggestion)s?\b",
        r"\bas an? (?:ai\b|artificial|language model|assistant)",
        r"\bi(?:'m| am) (?:just )?an? (?:ai\b|artificial|language model|assistant|chatbot)",
        r"\bi(?:'m| am) sorry,? (?:but )?i (?:can(?:'|no)t|am (?:not able|unable)|don't have)\b",
        r"\bi hope (?:this|that) (?:helps|story|answers|is helpful)\b",
        r"\b(?:let me know|feel free to|don't hesitate to)\b.*\b(?:if|ask|questions?|need|help"
        r"|suggestions?|comments?|share|contact|reach)\b",
        r"\b(?:is there anything|what|how) (?:else )?(?:can|could|may|would) i (?:help|assist|make"
        r" (?:it|this|my|the))\b",
        r"^how (?:can|could|would|do|should) (?:i|we|you)\b.{0,60}\b(?:text|story|paragraph|sentence"
        r"|essay|poem|it|this)\b"
        r".{0,30}\b(?:more|better|engaging|interesting|improve\w*|rewrite|rephrase|continue)\b",
        r"^(?:can|could|would|will) you (?:please |help me )?(?:rewrite|rephrase|write|summari[sz]e"
        r"|explain|provide"
        r"|give me|elaborate|continue|paraphrase|translate|edit|describe|tell me|create|suggest|make"
        r"|help me)\b",
        r"\b(?:smollm|hugging ?face|chatgpt|openai|language model|<\|)",
        r"^(?:user|assistant|system|human|ai|bot|teacher|student|interviewer)\s*\d*\s*:",
        r"^please (?:note|provide|let me|write|choose|answer|read|refer|see the|check|select|rewrite"
        r"|complete|fill"
        r"|share|comment|continue|explain|use the|give (?:me|the)|help me|correct|make sure|edit|try"
        r"|don't just)\b",
        r"\b(?:thank you|thanks) for (?:reading|your (?:question|feedback|comment|request|interest"
        r"|help|time)|sharing|watching|visiting)\b",
        r"^(?:(?:this|that|it)(?:'s| is| was| sounds) )?(?:a |an )?(?:very |really |such a |so )?"
        r"(?:great|good|nice|interesting|excellent|wonderful|fantastic|beautiful|creative|lovely"
        r"|well[- ]written)"
        rf" (?:(?:and|little|short) (?:\w+ )?)?{_WORK}\b",
    ),
    _kind(
        "looks like an exercise",
        rf"^(?:\W*){_LABELS}\s*(?:#?\d+|[a-d])?\s*[:.)]\s*(?!$)",
        rf"^(?:\W*){_LABELS}\s*(?:#?\d+|[a-d])?\s*:|^[qa]\d*:",
        r"^(?:question|exercise|problem|example|task|activity|step|lesson|unit) \d+\b",
        r"\bwhich of (?:the following|these)\b",
        r"^(?:choose|select|pick|circle|underline|tick|match) (?:the|one|all|a|each)\b.*\b(?:correct"
        r"|best|right|answer|word|option|sentence)",
        r"\bfill in the (?:blank|gap)s?\b|\btrue or false\b|\bmultiple[- ]choice\b|_{3,}",
        r"^(?:now |then |next |first )?(?:,? ?)(?:write|compose|rewrite|summari[sz]e|paraphrase"
        r"|describe|draw|list|explain|identify|discuss|compare|complete)"
        rf" (?:a|an|your|down|the|this|in|about|how|why|what|one|two|three|\d+)\b.*\b(?:{_WORK}"
        rf"|{_CREATIVE}|words?|character|own)\b",
        r"^(?:the )?(?:correct |right |final |only )?answers? (?:is|are|to|would be)\b",
        r"^(?:however|so|therefore|thus|hence|then), the (?:correct |right )?answer is\b",
        r"^given (?:the|that|a|an|this|these)\b.*\?$",
        r"^(?:if|suppose|assume|let)\b.*\b(?:how many|how much|what (?:is|are|would be) the|calculate"
        r"|find the)\b",
        r"^how many \w+ (?:are|does|do|did|were|can|will|would|has|have|lines|words)\b.*\?$",
        r"^what is the (?:\w+ ){0,2}(?:number|sum|total|difference|probability|value|area|maximum"
        r"|minimum|percentage|meaning|answer)\b",
        r"^(?:correct|incorrect|wrong|true|false)[.!]$",
    ),
    _kind(
        "asks the reader a question as a teacher would",
        rf"^(?:in (?:this|the)\b.{{0,30}}, )?(?:what|why|how|who|which|where"
        rf"|when)\b.*\b{_ASKED_ABOUT}\b.*\?",
        r"^(?:why|what|how|who|which|where) do(?:es)? (?:you|the (?:author|writer|reader|students?))"
        r" (?:think|feel about|suppose|mean by)\b",
        r"^(?:can|could|do|did|would) you (?:name|think of|determine|identify|guess (?:what|who|how"
        r"|why)|solve|calculate|spot|list"
        r"|find (?:the|a|any|all)|know (?:what|how|why|who|that|any)|imagine|remember (?:what|how|who"
        r"|why)|relate|agree)\b.*\?",
        r"^(?:have|has|did) (?:you|anyone|anybody) ever\b.*\?$",
        r"^what (?:would|will|do|did|can|could|should) you (?:do|learn|notice|say|like to|think|like"
        r" about|see in)\b.*\?$",
        r"^what (?:happens?|happened|will happen|comes|do we learn) (?:next|then|at the end|after"
        r" that)\b.*\?$",
    ),
    _kind(
        "talks about the text",
        rf"^(?:this|the(?: above| following| given| entire| whole)?) (?:short |little |above |following"
        rf" |next |last |first |given |simple )?{_WORK}s? (?:also |then |really |above |below |here"
        rf" )?{_ABOUT}\b"
        r"(?! (?:told|heard|over|true|long|short|finished|done|read|silent|opened|closed)\b)",
        rf"^(?:this|here|that|it)(?:'s| is| was) (?:also )?(?:the|a|an|another|one) (?:\w+"
        rf" ){{0,3}}?{_WORK} (?:of|about|from|that|in which|to|with|on|where)\b",
        rf"^\(?(?:in|from|through|throughout) (?:this|the above|the following|the given|today's) (?:\w+"
        rf" )?{_WORK}\b",
        rf"^in the {_WORK},",
        rf"^(?:the|this) (?:story|tale|poem|book|fable) of [^,.;]+ (?:is|was) (?:about|a|an|the|also)\b"
        rf"|^what a (?:\w+ )?{_WORK}\b",
        r"\bmake (?:it|this|the \w+|your \w+) (?:more|even more) (?:interesting|engaging|exciting"
        r"|vivid|realistic)\b",
        r"^[\w' -]{2,40} (?:is|are) an? (?:\w+ )?(?:term|word|phrase|expression|idiom|metaphor|proverb"
        r"|adjective|noun|verb)\b",
        r"\b(?:moral|lesson|message|theme) (?:of|in|from|behind) (?:the|this|that|our) (?:story|tale"
        r"|fable|poem|text|book)\b",
        r"^(?:the|our|a|this|story's) (?:moral|lesson|key takeaway|takeaway|main idea|main character"
        r"|protagonist|narrator|reader|author|writer) (?:is|here|of|in|uses|does|tells|shows|describes"
        r"|wants|has|says)\b",
        r"\b(?:main|central) (?:character|idea|theme)s? (?:of|in) (?:the|this)\b|\bthe protagonist\b",
        rf"\b(?:way|attempt|example) to (?:convey|illustrate|express|describe|tell) (?:the|this|a)"
        rf" (?:idea|message|concept|{_WORK})\b",
        r"\ban? (?:\w+ )?(?:fact|thing) about (?:\w+ ){1,3}is:",
        r"^(?:this|it|that) (?:serves as|is) a (?:\w+ )?(?:reminder|testament|metaphor|allegory"
        r"|symbol) (?:of|to|for|that)\b",
        r"^to (?:make|keep|write|improve|continue|summari[sz]e|conclude) (?:it|this|the|your"
        r"|my)\b.*\b(?:story|text|paragraph|narrative|essay|interesting|engaging)\b",
        rf"\b(?:the|this) (?:last|first|next|above|following|final) (?:sentence|paragraph|line|part)"
        rf" (?:\w+ )?(?:is|ends|says|starts|begins|with|of the (?:{_WORK}))\b",
        rf"^(?:in|throughout) (?:the|this) (?:above|following|given) (?:\w+ )?{_WORK}\b",
    ),
    _kind(
        "ends the text",
        r"^\W*(?:the )?end[.!]?\W*$",
        rf"^\W*(?:the end|(?:beginning|start|end) of (?:the )?(?:{_WORK}|book))\b",
        r"^\W*to be continued\b|^\W*(?:the )?story (?:ends|continues) here\b",
        r"^(?:this|that|and this|and that|so this|so that)(?:'s| is| was) (?:the end|how the story"
        r" (?:ends|ended))\b",
    ),
    _kind(
        "looks like a note of an editor or publisher",
        r"\u00a9|\(c\) ?\d{4}|\bcopyright\b.{0,20}\d{4}|\ball rights reserved\b|\bisbn\b|\bcreative"
        r" commons\b|\bcc by\b",
        r"^\W*(?:written|illustrated|translated|published|posted|edited|submitted|retold"
        r"|photo(?:graph)?|image|reviewed|adapted|story)"
        r"(?: (?:and|&) \w+)? (?:by|in|on|credit)\b(?: |:)",
        r"^\W*by [A-Z]\w+ [A-Z]\w+\.?$|^source:|\bclick (?:here|on the|the link)\b|\bsubscribe to\b"
        r"|\bthis (?:website|web ?site|blog|web page)\b",
        r"^(?:read|see|continue reading|learn) more\b|^(?:share|like) this\b|^(?:figure|table|fig\."
        r"|chapter|part|volume|page) \d+\b",
        r"^(?:image|photo|picture|illustration|video|audio|caption)s?\s*(?::|by\b|credit)",
    ),
)


_SUMS_UP = re.compile(
    r"^(?:in (?:conclusion|summary|short|essence)|to (?:sum up|summari[sz]e|conclude)|overall|in a nutshell"
    r"|it(?:'s| is) (?:important|worth|essential|crucial) to (?:note|remember|mention|understand"
    r"|recogni[sz]e)"
    r"|remember,? (?:that|to)|by (?:following|doing|using|understanding) (?:these|this))\b",
    re.IGNORECASE,
)


def check_talk(unquoted: str, recent: Sequence[str], narrative: bool) -> Finding | None:
    """Talk about the text instead of text.

    `unquoted`: the narrator's part of a draft; `recent`: the same of the preceding text; `narrative`: that
    text tells a story.
    """
    if not unquoted:
        return None
    for kind in _KINDS:
        if kind.pattern.search(unquoted) and not any(kind.pattern.search(text) for text in recent):
            return Finding(Flag.CHAT, kind.reason)
    if narrative and _SUMS_UP.search(unquoted) and not any(_SUMS_UP.search(text) for text in recent):
        return Finding(Flag.CHAT, "sums up as an essay would")
    return None
