"""Search against models small enough to enumerate."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conceptwriter.codec import DecodeOptions
from conceptwriter.codec.choices import Choices, log_softmax, most_likely, repeated
from conceptwriter.codec.search import Hypothesis, SearchRules, search
from tests.codec import whole_vocabulary

END, START, WORDS = 3, 2, (4, 5, 6)
SIZE = 7
RULES = SearchRules((START,), END, np.array([True, True, True, False, False, False, False]))
GREEDY, BEAM, SAMPLE = DecodeOptions(beam_size=1), DecodeOptions(beam_size=3), DecodeOptions(sample=True)


class FakeModel:
    """Logits that depend on sentence and prefix, and nothing else."""

    size = SIZE

    def __init__(self, sentences: Sequence[int], seed: int = 0) -> None:
        self.seed = seed
        self.asked: list[int] = []
        self.rows: list[tuple[int, tuple[int, ...]]] = [(sentence, ()) for sentence in sentences]
        self.steps = 0

    def logits(self, sentence: int, prefix: tuple[int, ...]) -> npt.NDArray[np.float32]:
        draw = np.random.default_rng([self.seed, sentence, len(prefix), *prefix])
        return draw.normal(0, 2, SIZE).astype(np.float32)

    def step(self, tokens: npt.NDArray[np.int64], count: int) -> Choices:
        self.steps += 1
        assert len(tokens) == len(self.rows)
        self.rows = [(s, (*prefix, int(t))) for (s, prefix), t in zip(self.rows, tokens, strict=True)]
        return self.again(count)

    def again(self, count: int) -> Choices:
        self.asked.append(count)
        return most_likely(np.stack([self.scores(s, prefix[1:]) for s, prefix in self.rows]), count)

    def keep(self, rows: npt.NDArray[np.int64]) -> None:
        self.rows = [self.rows[int(row)] for row in rows]

    def scores(self, sentence: int, prefix: tuple[int, ...]) -> npt.NDArray[np.float32]:
        return log_softmax(np.where(RULES.never, np.float32(-np.inf), self.logits(sentence, prefix)))

    def total(self, sentence: int, tokens: tuple[int, ...]) -> float:
        return sum(float(self.scores(sentence, tokens[:i])[tokens[i]]) for i in range(len(tokens)))


def best_of_all(
    model: FakeModel, sentence: int, longest: int, penalty: float
) -> tuple[tuple[int, ...], float]:
    finished = [words for length in range(1, longest) for words in itertools.product(WORDS, repeat=length)]
    ranks = {words: model.total(sentence, (*words, END)) / (len(words) + 1) ** penalty for words in finished}
    best = max(ranks, key=lambda words: ranks[words])
    return best, ranks[best]


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), penalty=st.sampled_from([0.0, 0.6, 1.0, 1.5]))
def test_a_wide_beam_finds_the_best_text(seed: int, penalty: float) -> None:
    options = DecodeOptions(beam_size=300, maximum_tokens=5, length_penalty=penalty, no_repeat_ngram=0)
    found = search(FakeModel([0, 1], seed), 2, RULES, options)
    for sentence, hypothesis in enumerate(found):
        words, rank = best_of_all(FakeModel([0], seed), sentence, 5, penalty)
        assert hypothesis.finished
        assert hypothesis.tokens == words
        assert hypothesis.rank(penalty) == pytest.approx(rank, abs=1e-4)


def test_greedy_takes_the_most_likely_token_each_time() -> None:
    model = FakeModel([0])
    (found,) = search(
        FakeModel([0]), 1, RULES, DecodeOptions(beam_size=1, maximum_tokens=6, no_repeat_ngram=0)
    )
    for i, token in enumerate(found.tokens):
        scores = model.scores(0, found.tokens[:i]).copy()
        if i == 0:
            scores[END] = -np.inf
        assert token == scores.argmax()


@pytest.mark.parametrize(
    "options", [DecodeOptions(beam_size=1), DecodeOptions(beam_size=3), DecodeOptions(sample=True)]
)
def test_sentences_do_not_influence_each_other(options: DecodeOptions) -> None:
    options = replace(options, maximum_tokens=9, no_repeat_ngram=2, seed=5)
    together = search(FakeModel(range(6)), 6, RULES, options)
    alone = [search(FakeModel([n]), 1, RULES, options, first_item=n)[0] for n in range(6)]
    for both, one in zip(together, alone, strict=True):
        assert both.tokens == one.tokens
        assert both.total == pytest.approx(one.total, abs=1e-4)


@pytest.mark.parametrize(
    "options", [DecodeOptions(beam_size=1), DecodeOptions(beam_size=4), DecodeOptions(sample=True)]
)
def test_no_ngram_twice_nothing_forbidden_never_empty(options: DecodeOptions) -> None:
    options = replace(options, maximum_tokens=12, no_repeat_ngram=2)
    for found in search(FakeModel(range(20)), 20, RULES, options):
        pairs = list(itertools.pairwise(found.tokens))
        assert len(pairs) == len(set(pairs))
        assert found.tokens
        assert set(found.tokens) <= set(WORDS)
        assert math.isfinite(found.total)


class Endless(FakeModel):
    def logits(self, sentence: int, prefix: tuple[int, ...]) -> npt.NDArray[np.float32]:
        logits = super().logits(sentence, prefix)
        logits[END] = -1e4
        return logits


@pytest.mark.parametrize(
    "options", [DecodeOptions(beam_size=1), DecodeOptions(beam_size=3), DecodeOptions(sample=True)]
)
def test_the_token_limit_ends_an_endless_text(options: DecodeOptions) -> None:
    model = Endless([0, 1])
    found = search(model, 2, RULES, replace(options, maximum_tokens=7, no_repeat_ngram=0))
    assert [len(hypothesis.tokens) for hypothesis in found] == [7, 7]
    assert not any(hypothesis.finished for hypothesis in found)
    assert model.steps == 7


def test_when_every_word_is_used_up_the_text_ends() -> None:
    """With one-token n-grams forbidden there are only three words."""
    for options in (DecodeOptions(beam_size=1), DecodeOptions(beam_size=4)):
        (found,) = search(Endless([0]), 1, RULES, replace(options, maximum_tokens=9, no_repeat_ngram=1))
        assert sorted(found.tokens) == sorted(WORDS)
        assert found.finished


def test_sampling_follows_the_seed_and_the_item() -> None:
    def texts(seed: int) -> list[tuple[int, ...]]:
        options = DecodeOptions(sample=True, seed=seed, maximum_tokens=8, top_p=1.0)
        return [found.tokens for found in search(FakeModel([0] * 12), 12, RULES, options)]

    assert texts(1) == texts(1)
    assert texts(1) != texts(2)
    assert len(set(texts(1))) > 3  # the same vector twelve times gives variants


def test_a_tiny_top_p_is_greedy() -> None:
    options = DecodeOptions(maximum_tokens=6, no_repeat_ngram=0)
    sampled = search(FakeModel(range(5)), 5, RULES, replace(options, sample=True, top_p=1e-6))
    greedy = search(FakeModel(range(5)), 5, RULES, replace(options, beam_size=1))
    assert [found.tokens for found in sampled] == [found.tokens for found in greedy]


def test_sampling_draws_by_probability() -> None:
    options = DecodeOptions(sample=True, maximum_tokens=1, top_p=1.0, temperature=1.0)
    found = search(FakeModel([0] * 4000), 4000, RULES, options)
    wanted = np.exp(FakeModel([0]).scores(0, ()))
    wanted[END] = 0
    wanted /= wanted.sum()
    counts = np.bincount([hypothesis.tokens[0] for hypothesis in found], minlength=SIZE) / 4000
    np.testing.assert_allclose(counts, wanted, atol=0.03)


def test_progress_counts_sentences() -> None:
    seen: list[int] = []
    search(FakeModel(range(8)), 8, RULES, DecodeOptions(maximum_tokens=40), on_done=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 8


def test_repeated_names_what_would_close_an_ngram() -> None:
    assert repeated((4, 5, 6, 4, 5), 3) == [6]
    assert repeated((4, 5, 4, 6, 4), 2) == [5, 6]
    assert repeated((4, 5), 3) == []
    assert repeated((4, 5, 6), 0) == []
    assert repeated((4, 5), 1) == [4, 5]


def test_rank_of_a_hypothesis() -> None:
    assert Hypothesis((4, 5, 6), -8.0, True).rank(1.0) == -2.0
    assert Hypothesis((4, 5), -8.0, False).length == 2


# Against the search over whole vocabularies that the starter bundle was measured with


class WideModel(FakeModel):
    """Enough tokens that a search asks for a part of them only."""

    size = 3000

    def logits(self, sentence: int, prefix: tuple[int, ...]) -> npt.NDArray[np.float32]:
        draw = np.random.default_rng([self.seed, sentence, len(prefix), *prefix[-3:]])
        logits = draw.normal(0, 1, self.size).astype(np.float32)
        logits[10:40] += 3  # repeats, so that the n-gram ban has work
        logits[END] += 4
        return logits

    def scores(self, sentence: int, prefix: tuple[int, ...]) -> npt.NDArray[np.float32]:
        never = whole_vocabulary.never(self.size)
        return log_softmax(np.where(never, np.float32(-np.inf), self.logits(sentence, prefix)))


@pytest.mark.parametrize("beam", [1, 2, 5])
@pytest.mark.parametrize("ngram", [0, 1, 2])
def test_choices_find_what_whole_vocabularies_found(beam: int, ngram: int) -> None:
    options = DecodeOptions(beam_size=beam, maximum_tokens=25, no_repeat_ngram=ngram, length_penalty=0.8)
    model = WideModel(range(7), seed=beam)
    rules = SearchRules((START,), END, whole_vocabulary.never(model.size))
    found = search(model, 7, rules, options)
    wanted = whole_vocabulary.search(WideModel(range(7), seed=beam), 7, START, END, rules.never, options)
    assert [(h.tokens, h.finished) for h in found] == [(tokens, finished) for tokens, _, finished in wanted]
    assert [h.total for h in found] == [total for _, total, _ in wanted]
    assert max(model.asked) < 100


# Forbidden choices


@pytest.mark.parametrize("options", [GREEDY, BEAM, SAMPLE])
def test_when_all_likely_choices_are_forbidden_more_are_asked_for(options: DecodeOptions) -> None:
    model = WideModel(range(3))
    never = np.ones(model.size, np.bool_)
    never[[END, 2998, 2999]] = False  # what remains is rarely among the first

    class Unmasked(WideModel):
        def scores(self, sentence: int, prefix: tuple[int, ...]) -> npt.NDArray[np.float32]:
            return log_softmax(self.logits(sentence, prefix))

    unmasked = Unmasked(range(3))
    found = search(unmasked, 3, SearchRules((START,), END, never), replace(options, maximum_tokens=4))
    assert all(set(hypothesis.tokens) <= {2998, 2999} and hypothesis.tokens for hypothesis in found)
    assert max(unmasked.asked) == model.size
    assert len(unmasked.asked) > unmasked.steps


def test_a_cut_head_has_no_more_to_give() -> None:
    class Cut(FakeModel):
        size = 5000  # the tokenizer's; the model chooses among seven

        def again(self, count: int) -> Choices:
            return super().again(min(count, SIZE))

    for options in (GREEDY, replace(BEAM, beam_size=5), SAMPLE):
        never = np.ones(5000, np.bool_)
        never[list(WORDS)] = never[END] = False
        model = Cut(range(4))
        found = search(model, 4, SearchRules((START,), END, never), replace(options, maximum_tokens=6))
        assert all(set(hypothesis.tokens) <= set(WORDS) for hypothesis in found)
        assert len(model.asked) == model.steps


# What fairseq2 does besides


def test_the_prompt_is_fed_token_by_token_and_its_probability_counts() -> None:
    rules = replace(RULES, prompt=(END, 5), score_prompt=True, length_offset=1)
    model = FakeModel([0])
    (found,) = search(model, 1, rules, replace(BEAM, maximum_tokens=6))
    assert model.rows[0][1][:2] == (END, 5)
    assert found.prompt == pytest.approx(float(FakeModel([0]).scores(0, ())[5]), abs=1e-5)
    assert found.rank(1.0, 1) == pytest.approx((found.prompt + found.total) / (found.length + 1))
    unscored = search(FakeModel([0]), 1, replace(rules, score_prompt=False), replace(BEAM, maximum_tokens=6))
    assert unscored[0].prompt == 0


def test_a_prompt_the_head_cannot_say_counts_nothing() -> None:
    rules = replace(RULES, prompt=(END, 1), score_prompt=True)
    (found,) = search(FakeModel([0]), 1, rules, BEAM)
    assert found.prompt == 0


@pytest.mark.parametrize("options", [GREEDY, BEAM, SAMPLE])
def test_at_the_limit_every_text_is_ended_by_force(options: DecodeOptions) -> None:
    model = Endless([0, 1])
    rules = replace(RULES, force_end=True)
    found = search(model, 2, rules, replace(options, maximum_tokens=7, no_repeat_ngram=0))
    assert [(len(h.tokens), h.length, h.finished, h.forced) for h in found] == [(6, 7, False, True)] * 2
    assert all(h.total < -9000 for h in found)  # the end mark of this model costs that much
    assert model.steps == 7


def test_an_empty_text_only_where_it_is_allowed() -> None:
    class Silent(FakeModel):
        def logits(self, sentence: int, prefix: tuple[int, ...]) -> npt.NDArray[np.float32]:
            logits = super().logits(sentence, prefix)
            logits[END] = 50
            return logits

    for options in (GREEDY, replace(BEAM, beam_size=2)):
        (spoken,) = search(Silent([0]), 1, RULES, options)
        (silent,) = search(Silent([0]), 1, replace(RULES, never_empty=False), options)
        assert len(spoken.tokens) == 1
        assert silent.tokens == ()


def test_sampling_draws_from_the_most_likely_only() -> None:
    options = replace(SAMPLE, maximum_tokens=1, top_p=1.0, temperature=100.0)
    rules = SearchRules((START,), END, whole_vocabulary.never(WideModel.size))
    found = search(WideModel([0] * 400), 400, rules, options)
    first = most_likely(WideModel([0]).scores(0, ())[None], 257).tokens[0]  # the end mark is none of them
    assert {h.tokens[0] for h in found} <= set(first.tolist()) - {END}
    assert len({h.tokens[0] for h in found}) > 100


def test_equal_scores_are_sorted_by_token() -> None:
    found = most_likely(np.array([[0.0, 1.0, 1.0, -1.0, 1.0]], np.float32), 4)
    assert found.tokens.tolist() == [[1, 2, 4, 0]]
    assert found.scores.tolist() == [[1.0, 1.0, 1.0, 0.0]]
