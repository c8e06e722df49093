"""A light guess at the language of a text, for importing a file of unspecified language.

The script decides first. Within a script, function words and typical letter groups are counted; simplified
and traditional Chinese are distinguished by characters that only one of them uses. It knows the starter
languages; a candidate without word lists can only win by being alone in its script.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conceptwriter.language.function_words import distinctive_groups, function_words
from conceptwriter.language.scripts import SHARED, UNKNOWN, script_of, scripts_of
from conceptwriter.language.table import STARTER_LANGUAGES

_SAMPLE_CHARACTERS = 20_000

_SIMPLIFIED_ONLY = frozenset(
    "们这个来时说国会学对过还没开关门问间见车马鸟鱼龙东书写买卖听话语读谁请让认识记讲论"
    "应该爱听员长张现实发动电脑网络经济历种样点线红绿给织结终级纪约乐师带帮几华单双图园圆块坏声处备复头夺"
    "妈孙宁宝岁岛币归当录忆总战扫护报担拥择换据数断无旧显晓术机杀杂权条极构标树桥梦检楼欢残毁气汉汤沟沧"
)
_TRADITIONAL_ONLY = frozenset(
    "們這個來時說國會學對過還沒開關門問間見車馬鳥魚龍東書寫買賣聽話語讀誰請讓認識記講論"
    "應該愛員長張現實發動電腦網絡經濟歷種樣點線紅綠給織結終級紀約樂師帶幫幾華單雙圖園圓塊壞聲處備復頭奪"
    "媽孫寧寶歲島幣歸當錄憶總戰掃護報擔擁擇換據數斷無舊顯曉術機殺雜權條極構標樹橋夢檢樓歡殘毀氣漢湯溝滄"
)
# Characters in both lists are uninformative.
_ONLY_HANS = _SIMPLIFIED_ONLY - _TRADITIONAL_ONLY
_ONLY_HANT = _TRADITIONAL_ONLY - _SIMPLIFIED_ONLY

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Detection:
    """The best candidate and the confidence of the guess: 0 (no evidence) to 1."""

    code: str
    confidence: float


def detect_language(text: str, candidates: Sequence[str] = STARTER_LANGUAGES) -> Detection:
    """Guess which of ``candidates`` (FLORES-200 codes, most likely first) ``text`` is written in.

    Only the first 20,000 characters are used. Without evidence, the first candidate is returned
    with confidence 0. Raises ValueError if there are no candidates.
    """
    if not candidates:
        raise ValueError("detect_language needs at least one candidate language")
    sample = text[:_SAMPLE_CHARACTERS]
    scripts = _script_counts(sample)
    letters = sum(scripts.values())
    if not letters:
        return Detection(candidates[0], 0.0)
    fitting = {code: _script_share(code, scripts, letters) for code in candidates}
    best_share = max(fitting.values())
    if best_share == 0.0:
        return Detection(candidates[0], 0.0)
    rivals = [code for code in candidates if fitting[code] >= 0.8 * best_share]
    if len(rivals) == 1:
        return Detection(rivals[0], round(best_share, 3))
    scores = _scores(sample, rivals)
    return _decision(rivals, scores, best_share)


def script_share(code: str, text: str) -> float:
    """The share of the letters of a text that one in the language ``code`` could contain; 0 without any."""
    scripts = _script_counts(text)
    letters = sum(scripts.values())
    return _script_share(code, scripts, letters) if letters else 0.0


def _decision(rivals: Sequence[str], scores: dict[str, float], share: float) -> Detection:
    best = max(rivals, key=lambda code: scores[code])
    second = max(scores[code] for code in rivals if code != best)
    if scores[best] <= 0.0:
        return Detection(rivals[0], round(0.2 * share, 3))
    margin = (scores[best] - second) / scores[best]
    evidence = min(1.0, scores[best] / 4.0)
    return Detection(best, round(share * evidence * (0.5 + 0.5 * margin), 3))


def _scores(text: str, rivals: Sequence[str]) -> dict[str, float]:
    if all(code.endswith(("_Hans", "_Hant")) for code in rivals):
        return _chinese_scores(text, rivals)
    lowered = text.lower()
    words = Counter(_WORD.findall(lowered))
    scores = {}
    for code in rivals:
        known = function_words(code)
        of_words = sum(count for word, count in words.items() if word in known)
        of_groups = sum(lowered.count(group) for group in distinctive_groups(code))
        scores[code] = of_words + 0.25 * of_groups
    return scores


def _chinese_scores(text: str, rivals: Iterable[str]) -> dict[str, float]:
    simplified = sum(character in _ONLY_HANS for character in text)
    traditional = sum(character in _ONLY_HANT for character in text)
    return {code: float(simplified if code.endswith("_Hans") else traditional) for code in rivals}


def _script_share(code: str, scripts: Counter[str], letters: int) -> float:
    """The share of the letters that a text in ``code`` could contain."""
    writing = code.partition("_")[2]
    share = sum(scripts[script] for script in scripts_of(writing)) / letters
    if writing == "Jpan":
        kana = scripts["Hira"] + scripts["Kana"]
        return share if kana * 20 >= scripts["Hani"] and kana else 0.0
    return share


def _script_counts(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for character, count in Counter(text).items():
        script = script_of(character) if character.isalpha() else SHARED
        if script not in {SHARED, UNKNOWN}:
            counts[script] += count
    return counts
