"""The process that checks for a window."""

from __future__ import annotations

import pytest

from conceptwriter.glossary import Entry, Glossary, Term
from conceptwriter.review import Pair, process
from conceptwriter.review.checker import PairChecker
from conceptwriter.review.process import CheckingFailed, CheckingProcess

PAIRS = [
    Pair("It is 5 “miles”.", "eng_Latn", "Es sind 6 „Meilen.", "deu_Latn", True),
    Pair("It rained.", "eng_Latn", "Es regnete.", "deu_Latn"),
    Pair("雨。", "jpn_Jpan", "Rain \ud83c\udf27 boat.", "eng_Latn"),
]
BOATS = Glossary((Entry((Term("rain", "eng_Latn"), Term("Guss", "deu_Latn"))),))


def test_it_finds_what_the_checker_finds_and_survives_its_death() -> None:
    with CheckingProcess([BOATS]) as checking:
        assert checking.check([]) == []
        assert checking.check(PAIRS[:2]) == [PairChecker([BOATS]).check(pair) for pair in PAIRS[:2]]
        checking.use([])
        assert checking.check(PAIRS) == [PairChecker().check(pair) for pair in PAIRS]
        checking.kill()
        with pytest.raises(CheckingFailed, match="ended unexpectedly"):
            checking.check(PAIRS)
        assert len(checking.check(PAIRS)) == 3, "another one was started"
    checking.close()


def test_what_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "module_command", lambda _module: ["/nowhere/python"])
    with CheckingProcess() as checking, pytest.raises(CheckingFailed, match="could not be started"):
        checking.check(PAIRS)


def test_its_last_words_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    command = [sys.executable, "-c", "raise SystemExit('no tables')"]
    monkeypatch.setattr(process, "module_command", lambda _module: command)
    with CheckingProcess() as checking, pytest.raises(CheckingFailed, match=r"exit code 1\).*no tables"):
        checking.check(PAIRS)
