from __future__ import annotations

import pytest

from conceptwriter.memory.adapting import adapted
from conceptwriter.memory.forms import skeleton
from tests.memory.units import ENGLISH, GERMAN


def put(source: str, target: str, asked: str, languages: tuple[str, str] = (ENGLISH, GERMAN)) -> str | None:
    there, here = skeleton(source), skeleton(asked)
    assert there.key == here.key
    return adapted(there, target, here, *languages)


@pytest.mark.parametrize(
    ("source", "target", "asked", "wanted"),
    [
        ("See page 12.", "Siehe Seite 12.", "See page 40.", "Siehe Seite 40."),
        ("It was 1,250.5 bar.", "Es waren 1.250,5 bar.", "It was 2,300.75 bar.", "Es waren 2.300,75 bar."),
        ("From 2 to 5.", "Von 2 bis 5.", "From 5 to 2.", "Von 5 bis 2."),
        ("At 10:30.", "Um 10:30.", "At 9:15.", "Um 9:15."),
        ("Hello {name}!", "Hallo {name}!", "Hello {user}!", "Hallo {user}!"),
        ("Run `a.sh` now.", "Jetzt `a.sh` starten.", "Run `b.sh` now.", "Jetzt `b.sh` starten."),
        ("Press **Save**.", "**Speichern** drücken.", "Press Save.", "Speichern drücken."),
        ("Press **Save**.", "**Speichern** drücken.", "Press __Save__.", "__Speichern__ drücken."),
        ("2 of 2.", "2 von 2.", "7 of 7.", "7 von 7."),
    ],
)
def test_what_is_safe_is_put_in(source: str, target: str, asked: str, wanted: str) -> None:
    assert put(source, target, asked) == wanted


@pytest.mark.parametrize(
    ("source", "target", "asked"),
    [
        ("2 of 2.", "2 von 2.", "2 of 7."),  # which is which?
        ("3 men.", "Drei Männer.", "4 men."),  # in words there
        ("3 men and 3 women.", "3 Männer und Frauen.", "4 men and 4 women."),
        ("It has 1 sheep.", "Es hat 1 Schaf.", "It has 2 sheep."),  # another form of the noun
        ("Press Save.", "Speichern drücken.", "Press **Save**."),  # where?
        ("**Press** Save.", "Speichern **drücken**.", "Press __Save__."),  # other words are marked
    ],
)
def test_what_would_be_a_guess_is_left_alone(source: str, target: str, asked: str) -> None:
    assert put(source, target, asked) is None


def test_plurals_are_those_of_the_target_language() -> None:
    polish = (ENGLISH, "pol_Latn")
    assert put("Files: 2", "2 pliki", "Files: 3", polish) == "3 pliki"
    assert put("Files: 2", "2 pliki", "Files: 5", polish) is None
    japanese = (ENGLISH, "jpn_Jpan")
    assert put("Sheep: 1", "羊：1", "Sheep: 2", japanese) == "羊：2"


def test_numbers_of_thousands_of_digits() -> None:
    long = "9" * 6000
    assert put("No 5.", "Nr. 5.", f"No {long}.") == f"Nr. {long}."
