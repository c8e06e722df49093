from __future__ import annotations

from pathlib import Path

import pytest

from conceptwriter.assistant import Assistant
from conceptwriter.engine import Decoded, DecodeOptions, Describe, Encode, EngineError, Request
from conceptwriter.evaluation.free_running.engine import LocalEngine
from conceptwriter.evaluation.free_running.figures import (
    ContinuationFigures,
    Continued,
    Listed,
    continuations,
    proposal_lists,
    proposal_rows,
)
from conceptwriter.evaluation.free_running.openings import (
    CONTINUED,
    FreeRunningData,
    free_running_data,
    halves,
    opening_of,
)
from conceptwriter.evaluation.gates import LCM_TARGETS
from conceptwriter.evaluation.held_out.corpora import TrainingDocument
from conceptwriter.evaluation.held_out.dev_sets import dev_documents
from conceptwriter.evaluation.lcm.baselines import PreviousSentence
from conceptwriter.evaluation.lcm.predictors import PointPredictor, Vectors
from conceptwriter.evaluation.lcm.remembering_codec import RememberingCodec
from conceptwriter.evaluation.measurements import Report
from tests.evaluation.lcm.stand_ins import ENGLISH, Oracle, Silent, word_codec, write_dev

LANGUAGES = (ENGLISH, "fra_Latn")
(DEGENERATE,) = [gate for gate in LCM_TARGETS if gate.table == "proposals"]


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dev(tmp_path_factory.mktemp("dev"))


@pytest.fixture(scope="module")
def data(dev: Path) -> FreeRunningData:
    return free_running_data(dev, ENGLISH, 2, 200)


@pytest.fixture(scope="module")
def codec(dev: Path) -> RememberingCodec:
    codec = word_codec()
    Oracle(dev, codec)  # every held-out sentence can be decoded
    return codec


def listed(predictor: PointPredictor, codec: RememberingCodec, data: FreeRunningData) -> list[Listed]:
    engine = LocalEngine(codec, predictor)
    with Assistant(engine) as assistant:
        return proposal_lists(engine, assistant, data.openings)


def degenerate_share(lists: list[Listed], name: str = "degenerate") -> float:
    rows = Report(proposal_rows(lists, LANGUAGES, {"variant": "v"}), {"default_variant": "v"})
    return rows.find("proposals", name, set="together")[0].figure.value


class TestOpenings:
    def test_halves_share_nothing_and_are_always_the_same(self, dev: Path) -> None:
        documents = dev_documents(dev, "stories", ENGLISH)
        ours, theirs = halves(documents)
        assert {d.identity for d in ours} | {d.identity for d in theirs} == {d.identity for d in documents}
        assert not {d.identity for d in ours} & {d.identity for d in theirs}
        assert halves(documents[::-1]) == (ours, theirs)

    def test_the_opening_is_followed_by_the_authors_words(self, dev: Path) -> None:
        for document in dev_documents(dev, "expository", ENGLISH):
            opening = opening_of(document, "expository", 200, 0)
            assert opening is not None
            whole = [text for paragraph in document.paragraphs for text in paragraph]
            begin = whole.index(opening.sentences[0])
            assert [*opening.sentences, *opening.following] == whole[
                begin : begin + len(opening.sentences) + CONTINUED
            ]
            opened = opening.document()
            assert [opened.source_text(node) for node in opened.concepts()] == list(opening.sentences)

    def test_short_documents_have_none(self) -> None:
        document = TrainingDocument("x", "x", ENGLISH, "Short", [["One.", "Two."]])
        assert opening_of(document, "stories", 200, 0) is None


class TestProposals:
    def test_who_knows_what_follows_proposes_it(
        self, dev: Path, codec: RememberingCodec, data: FreeRunningData
    ) -> None:
        lists = listed(Oracle(dev, codec), codec, data)
        assert all(item.opening.following[0] in item.shown for item in lists)
        assert degenerate_share(lists) == 0.0

    def test_a_model_that_copies_fails_the_gate(self, codec: RememberingCodec, data: FreeRunningData) -> None:
        lists = listed(PreviousSentence(), codec, data)
        found = Report(proposal_rows(lists, LANGUAGES, {"variant": "v"}), {"default_variant": "v"})
        assert found.find("proposals", "copied before ranking", set="together")[0].figure.value > 0.5
        assert degenerate_share(lists) > 0.1
        assert not any(verdict.passed for verdict in DEGENERATE.verdicts(found))

    def test_a_model_that_says_nothing_fails_the_gate(self, data: FreeRunningData) -> None:
        class Mute(RememberingCodec):
            def decode(self, vectors: Vectors, language: str, options: DecodeOptions) -> list[Decoded]:
                return [Decoded("...", -1.0, 1, True) for _ in vectors]

        codec = Mute(word_codec().codec, "mute", "1")
        lists = listed(Silent(), codec, data)
        assert all(item.shown == () for item in lists)
        assert degenerate_share(lists) == 1.0
        assert degenerate_share(lists, "degenerate before ranking") == 1.0

    def test_what_was_decoded_before_ranking_is_more_than_what_is_shown(
        self, dev: Path, codec: RememberingCodec, data: FreeRunningData
    ) -> None:
        for item in listed(Oracle(dev, codec), codec, data):
            assert set(item.shown) <= set(item.decoded)
            assert len(item.decoded) >= len(item.shown)

    def test_flagged_and_foreign_proposals_count(self, data: FreeRunningData) -> None:
        opening = data.openings[0]
        good, bad = "She painted a door.", "Il n'y avait personne et la porte était là."
        lists = [Listed(opening, (good, bad, good, good), (False, False, True, False), (good,))] * 2
        assert degenerate_share([*lists, Listed(data.openings[-1], (good,), (False,), (good,))]) == 4 / 9


class TestContinuations:
    def test_who_knows_what_follows_writes_it(
        self, dev: Path, codec: RememberingCodec, data: FreeRunningData
    ) -> None:
        with Assistant(LocalEngine(codec, Oracle(dev, codec))) as assistant:
            (found,) = continuations(assistant, data.openings[:1])
        assert len(found.sentences) == CONTINUED
        assert found.sentences[0] in data.openings[0].following[:1]

    def test_repetition_copying_and_distance_to_human_authors(self, data: FreeRunningData) -> None:
        figures = ContinuationFigures(data)
        rows = Report(figures.human(data.openings))

        def value(name: str, method: str) -> float:
            return rows.find("continuations", name, method=method)[0].figure.value

        assert value("rep-4", "human") < 0.05
        assert value("rep-4", "previous sentence") == pytest.approx(5 / 6)
        assert value("distinct-2", "human") > 2 * value("distinct-2", "previous sentence")
        assert value("less human", "human") == 0.0
        assert value("shared less human", "human") == 0.0
        assert value("shared words", "previous sentence") > value("shared words", "human")

    def test_the_same_everywhere_is_noticed(self, data: FreeRunningData) -> None:
        same = [Continued(opening, ("He went away.", "It was good.")) for opening in data.openings]
        rows = Report(ContinuationFigures(data).rows("lcm", same, {}))
        assert rows.find("continuations", "said elsewhere")[0].figure.value == 1.0

    def test_gibberish_costs_more_than_human_text(self, data: FreeRunningData) -> None:
        noise = [Continued(opening, ("Qxz vvkj wqpt zzr.",) * 2) for opening in data.openings]
        rows = Report(ContinuationFigures(data).rows("lcm", noise, {}))
        assert rows.find("continuations", "less human")[0].figure.low > 0.5
        assert rows.find("continuations", "unknown words")[0].figure.value == 1.0

    def test_no_text_no_figures(self, data: FreeRunningData) -> None:
        nothing = [Continued(opening, ()) for opening in data.openings]
        assert ContinuationFigures(data).rows("lcm", nothing, {}) == []


class TestLocalEngine:
    def test_failures_arrive_in_the_job(self, codec: RememberingCodec) -> None:
        class Unknown(Request[None]):
            __slots__ = ()

        engine = LocalEngine(codec, PreviousSentence())
        assert isinstance(engine.submit(Unknown()).exception(), EngineError)
        assert engine.submit(Describe()).result().lcm is not None
        assert engine.submit(Encode(("A door.",), ENGLISH)).result().shape == (1, 64)
