from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.assistant import Assistant
from conceptwriter.evaluation.free_running.engine import LocalEngine
from conceptwriter.evaluation.free_running.expansions import HeadingPlan, expand_rows, expansions, plans
from conceptwriter.evaluation.free_running.summaries import (
    Summarised,
    lead,
    summaries,
    summarise_rows,
    summarised_documents,
)
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.evaluation.measurements import Report
from tests.evaluation.lcm.stand_ins import ENGLISH, Oracle, word_codec, write_dev


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dev(tmp_path_factory.mktemp("dev"), documents=4)


@pytest.fixture(scope="module")
def codec() -> RememberingCodec:
    return word_codec()


@pytest.fixture(scope="module")
def chosen(dev: Path) -> list[HeadingPlan]:
    return plans(dev, ENGLISH, 6, 200)


def value(rows: Report, name: str) -> float:
    return rows.find("expand", name)[0].figure.value


class TestExpand:
    def test_a_plan_is_a_heading_with_what_stands_around_it(self, chosen: list[HeadingPlan]) -> None:
        assert len(chosen) == 6
        for plan in chosen:
            document = plan.document()
            texts = [document.source_text(node) for node in document.subtree(1)]
            assert texts[-1] == plan.heading
            assert [text for paragraph in plan.before for text in paragraph] == [
                document.source_text(node) for node in document.concepts()
            ]
            assert not set(plan.human) & set(texts)

    def test_texts_that_keep_to_their_plans(self, chosen: list[HeadingPlan], codec: RememberingCodec) -> None:
        faithful = [(f"{plan.heading}.", f"About {plan.heading}.") for plan in chosen]
        rows = Report(expand_rows("lcm", chosen, faithful, codec, {}))
        assert value(rows, "cosine, difference") > 0.1
        assert value(rows, "words taken up") == 1.0
        assert value(rows, "nearer than wrong plans") > 0.8

    def test_texts_of_wrong_plans(self, chosen: list[HeadingPlan], codec: RememberingCodec) -> None:
        wrong = [(f"{plan.heading}.", f"About {plan.heading}.") for plan in (*chosen[1:], *chosen[:1])]
        rows = Report(expand_rows("lcm", chosen, wrong, codec, {}))
        assert value(rows, "cosine, difference") < 0.05
        assert value(rows, "nearer than wrong plans") < 0.6

    def test_the_same_text_for_every_plan_keeps_to_none(
        self, chosen: list[HeadingPlan], codec: RememberingCodec
    ) -> None:
        rows = Report(expand_rows("lcm", chosen, [("The door of the boat.",)] * len(chosen), codec, {}))
        assert value(rows, "cosine, difference") == pytest.approx(0.0, abs=1e-6)
        assert value(rows, "words taken up, difference") == pytest.approx(0.0, abs=1e-6)
        assert value(rows, "nearer than wrong plans") < 0.1

    def test_silence_is_a_figure(self, chosen: list[HeadingPlan], codec: RememberingCodec) -> None:
        rows = Report(expand_rows("lcm", chosen, [()] * len(chosen), codec, {}))
        assert value(rows, "answered") == 0.0
        assert not rows.find("expand", "cosine")

    def test_through_the_assistant(
        self, dev: Path, chosen: list[HeadingPlan], codec: RememberingCodec
    ) -> None:
        with Assistant(LocalEngine(codec, Oracle(dev, codec))) as assistant:
            found = expansions(assistant, chosen[:2])
        assert all(1 <= len(text) <= 4 for text in found)
        with Assistant(LocalEngine(codec, Oracle(dev, codec))) as assistant:
            assert expansions(assistant, chosen[:2]) == found


@pytest.fixture(scope="module")
def documents(dev: Path) -> list[Summarised]:
    return summarised_documents(dev, ENGLISH, 3, 200)


class TestSummarise:
    def test_the_human_summary_is_perfect_and_the_lead_is_not(self, documents: list[Summarised]) -> None:
        rows = Report(summarise_rows(documents, [item.human for item in documents]))
        assert rows.find("summarise", "rouge-l", method="summarise")[0].figure.value == 1.0
        assert rows.find("summarise", "coverage", method="summarise")[0].figure.value == 1.0
        assert rows.find("summarise", "rouge-l", method="lead")[0].figure.value < 0.9
        assert rows.find("summarise", "rouge-l", method="summarise less lead")[0].figure.value > 0.1

    def test_the_lead_is_as_long_as_the_human_summary(self, documents: list[Summarised]) -> None:
        for item in documents:
            assert lead(item) == list(item.paragraphs[0][: len(item.human)])

    def test_through_the_assistant(self, dev: Path, documents: list[Summarised]) -> None:
        codec = word_codec()
        with Assistant(LocalEngine(codec, Oracle(dev, codec))) as assistant:
            found = summaries(assistant, documents[:1])
        assert 1 <= len(found[0]) <= len(documents[0].human)

    def test_no_documents_no_figures(self) -> None:
        assert summarise_rows([], []) == []
