from __future__ import annotations

from dataclasses import replace

from conceptwriter.outline import History, Operation, Step, edits
from conceptwriter.outline.changes import SetField
from conceptwriter.outline.history import own_step_key
from conceptwriter.outline.versions import versions
from tests.outline.drafts import find, harbour


def step(label: str, time: float = 0.0, key: str | None = None) -> Operation:
    return Operation(label, (SetField(1, "note", "", f"some words {label}"),), merge_key=key, time=time)


def labels(history: History) -> tuple[list[str], list[str]]:
    return [entry.label for entry in history.done], [entry.label for entry in history.undone]


def test_recording_forgets_what_was_undone() -> None:
    history = History()
    for label in "abc":
        assert history.record(step(label)) is False
    history.step_back()
    history.step_back()
    assert labels(history) == (["a"], ["c", "b"])
    history.record(step("d"))
    assert labels(history) == (["a", "d"], [])
    assert [entry.serial for entry in history.done] == [1, 2]


def test_the_oldest_steps_are_dropped_and_serials_continue() -> None:
    history = History(limit=2)
    for label in "abcd":
        history.record(step(label))
    assert [entry.serial for entry in history.done] == [3, 4]
    history.step_back()
    history.step_back()
    assert history.position == 2
    assert [entry.serial for entry in history.steps_from(4)] == [4]
    assert [entry.serial for entry in history.steps_from(0)] == [3, 4]
    history.record(step("e"))
    assert [entry.serial for entry in history.done] == [3]


def test_steps_from_a_file_are_read_when_they_are_needed() -> None:
    read: list[int] = []

    def load(serial: int) -> Operation:
        read.append(serial)
        return step(str(serial))

    history = History(steps=[Step(serial, "x", 0.0, load=load) for serial in (4, 5, 6)], position=5)
    assert (labels(history), history.position, read) == ((["x", "x"], ["x"]), 5, [])
    assert history.done[-1].operation.label == "5"
    assert history.done[-1].operation.label == "5"
    assert read == [5]
    assert History(steps=[Step(7, "x", 0.0, load=load)], position=6).position == 6
    assert History().position == 0


def test_steps_from_a_file_that_were_undone_are_redone_in_their_order() -> None:
    history = History(steps=[Step(serial, str(serial), 0.0) for serial in (4, 5, 6, 7)], position=5)
    assert labels(history) == (["4", "5"], ["7", "6"])
    history.step_forward()
    assert (history.position, labels(history)) == (6, (["4", "5", "6"], ["7"]))
    assert [entry.serial for entry in history.steps_from(5)] == [5, 6, 7]


def test_merging_needs_the_same_key_a_short_pause_and_nothing_between() -> None:
    history = History()
    assert not history.record(step("t", 1.0, "k"))
    assert history.record(step("t", 2.9, "k"))
    assert not history.record(step("t", 5.0, "k"))
    assert not history.record(step("t", 5.1, "other"))
    history.step_back()
    history.step_forward()
    assert not history.record(step("t", 5.2, "other"))
    assert not history.record(step("plain", 5.3))
    assert not history.record(step("plain", 5.4))
    merged = history.done[0].operation
    assert (merged.first_time, merged.time, len(merged.changes)) == (1.0, 2.9, 1)
    assert merged.nodes() == {1}


def test_earlier_texts_of_a_node() -> None:
    document = harbour()
    node = find(document, "It rained.")
    for time, text in ((1.0, "It poured."), (2.0, "It poured!"), (10.0, "Rain.")):
        document.apply(edits.edit_text(document, node, text, time=time))
    document.apply(edits.set_rendition(document, node, "fra_Latn", "Pluie."))
    document.apply(edits.confirm(document, node, "eng_Latn"))
    document.apply(edits.edit_text(document, node, "Undone.", time=20.0))
    document.undo()
    found = versions(document, node)
    assert [(version.rendition.text, version.time) for version in found] == [
        ("It poured!", 10.0),
        ("It rained.", 2.0),
    ]
    assert [version.rendition.text for version in versions(document, node, most=1)] == ["It poured!"]
    assert versions(document, node, "fra_Latn") == []
    document.apply(edits.drop_rendition(document, node, "fra_Latn"))
    assert [version.rendition.text for version in versions(document, node, "fra_Latn")] == ["Pluie."]


def test_a_letter_is_no_step_while_one_continues_typing() -> None:
    document = harbour()
    node = find(document, "It rained.")
    for time, text in ((1.0, "It rained. A"), (20.0, "It rained. And"), (24.0, "It rained. And sn")):
        document.apply(edits.edit_text(document, node, text, time=time))
    assert [step.operation.time for step in document.history.done] == [20.0, 24.0]
    document.apply(edits.edit_text(document, node, "It rained. And snow", time=99.0))
    assert len(document.history.done) == 3, "but after a minute it is"


def test_typing_continues_in_another_node_where_the_step_says_so() -> None:
    history = History()
    history.record(step("typed", 1.0, "k"))
    assert history.record(replace(step("cut", 1.0, "k"), follow_key="other"))
    assert not history._merges(step("typed", 1.5, "k"))
    assert history.record(step("typed", 1.5, "other"))
    assert history.done[0].label == "typed"
    again = Operation.from_dict(history.done[0].operation.to_dict())
    assert again == history.done[0].operation
    assert again.follow_key is None, "a burst ends with the program"


def own_step(key: str, time: float) -> Operation:
    return replace(step("mark", time, own_step_key(key)), follow_key=key)


def test_what_is_done_with_typed_text_is_its_own_step_until_typing_goes_on() -> None:
    history = History()
    history.record(step("typed", 1.0, "k"))
    assert not history.record(own_step("k", 1.1))
    assert labels(history) == (["typed", "mark"], [])
    assert history.record(step("typed", 1.2, "k"))
    assert labels(history) == (["typed"], [])
    assert history.done[0].operation.first_time == 1.0
    history.record(own_step("k", 1.3))
    history.step_back()
    assert not history.record(step("typed", 1.4, "k")), "typing after Undo is a new step"
    assert labels(history) == (["typed", "typed"], [])


def test_it_stays_its_own_step_at_the_beginning_of_a_sentence_and_after_another_text() -> None:
    history = History()
    history.record(step("typed", 1.0, "k"))
    history.record(own_step("k", 1.1))
    history.break_at_sentence()
    assert not history.record(step("typed", 1.2, "k"))
    assert labels(history) == (["typed", "mark", "typed"], [])
    other = History()
    other.record(step("moved", 1.0))
    other.record(own_step("k", 1.1))
    assert other.record(step("typed", 1.2, "k"))
    assert labels(other) == (["moved", "mark"], [])
