"""The codec in PyTorch: text ids -> one vector -> text ids.

Encoder: pre-LN Transformer (Vaswani et al. 2017; Xiong et al. 2020). Pooling: a few learned queries attend
over the token states; their outputs are concatenated and projected to the vector, which is normalised to zero
mean and unit variance over its dimensions, so that its scale is known to everything that adds noise to it or
predicts it.
Decoder: pre-LN Transformer that attends to a memory and begins with the language tag. The memory is a few
slots made from the vector; a codec with token states can add the encoder's states of the text's tokens, so
that what no small vector holds, such as names and numbers, is still there when a written text is decoded
again; with copying, it can also write the text's pieces as they are (:mod:`.copying`). The memory does not
change while a text is decoded: its keys and values are computed once per sentence
(:meth:`Decoder.condition`), and a decoding step touches one token (:meth:`Decoder.step`).

Shapes: n sentences, t tokens, d vector dimension, w width, h heads, e = w / h, s slots, m memory items (slots
and token states), l decoder layers, v pieces.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from conceptwriter.codec.pieces import PAD
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.copying import HEAD, Copies, CopyGate, copies, copyable_pieces


def sinusoids(positions: int, width: int) -> Tensor:
    """Positional encodings (positions, width): Vaswani et al. 2017, section 3.5, sines next to cosines."""
    rates = torch.exp(-math.log(10_000.0) * torch.arange(width // 2) / (width // 2 - 1))
    angles = torch.arange(positions)[:, None] * rates[None, :]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def split_heads(x: Tensor, heads: int) -> Tensor:
    """(n, t, w) -> (n, h, t, e)."""
    n, t, w = x.shape
    return x.view(n, t, heads, w // heads).transpose(1, 2)


def join_heads(x: Tensor) -> Tensor:
    """(n, h, t, e) -> (n, t, w)."""
    n, h, t, e = x.shape
    return x.transpose(1, 2).reshape(n, t, h * e)


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None) -> Tensor:
    """Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1), (n, h, t, e) throughout.

    Written out for the CPU, where the backward pass of the fused kernel took a third of a training step on
    short sentences. ``mask`` is true where a key may be seen and broadcasts to (n, h, t, keys).
    """
    if query.is_cuda:
        return functional.scaled_dot_product_attention(query, key, value, mask)
    scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    return scores.softmax(dim=-1).to(value.dtype) @ value


class Memory(NamedTuple):
    """States that can be attended to."""

    items: Tensor
    """(n, m, w)"""
    seen: Tensor | None = None
    """(n, m) true where there is an item rather than padding; None: everywhere."""
    pieces: Tensor | None = None
    """(n, m) ids of the pieces that can be copied, PAD for other items; None: nothing can be."""

    def of(self, rows: Tensor) -> Memory:
        """That of the sentences with these numbers."""
        seen, pieces = (None if part is None else part[rows] for part in (self.seen, self.pieces))
        return Memory(self.items[rows], seen, pieces)

    @property
    def mask(self) -> Tensor | None:
        """``seen`` as (n, 1, 1, m), as :func:`attend` takes it."""
        return None if self.seen is None else self.seen[:, None, None, :]


class Condition(NamedTuple):
    """A memory as the decoder's layers attend to it."""

    keys: Tensor
    """(n, l, h, m, e)"""
    values: Tensor
    seen: Tensor | None = None
    """As in :class:`Memory`, and so is the next."""
    pieces: Tensor | None = None


class FeedForward(nn.Module):
    """Two linear maps with a GELU between."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.up_proj = nn.Linear(width, inner)
        self.down_proj = nn.Linear(inner, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(functional.gelu(self.up_proj(x)))


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each after its layer norm."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.attention_norm = nn.LayerNorm(config.width)
        self.query_key_value = nn.Linear(config.width, 3 * config.width)
        self.attention_out = nn.Linear(config.width, config.width)
        self.feed_norm = nn.LayerNorm(config.width)
        self.feed = FeedForward(config.width, config.inner)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``x`` (n, t, w); ``mask`` (n, 1, 1, t) true where there is a token."""
        q, k, v = (
            split_heads(y, self.heads) for y in self.query_key_value(self.attention_norm(x)).chunk(3, dim=-1)
        )
        x = x + self.attention_out(join_heads(attend(q, k, v, mask)))
        return x + self.feed(self.feed_norm(x))


class Encoder(nn.Module):
    """Token ids (n, t) -> vectors (n, d)."""

    positions: Tensor

    def __init__(self, config: CodecConfig, embedding: nn.Embedding) -> None:
        super().__init__()
        self.config = config
        self.embedding = embedding
        self.register_buffer("positions", sinusoids(config.longest, config.width), persistent=False)
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(config.encoder_layers))
        self.norm = nn.LayerNorm(config.width)
        self.queries = nn.Parameter(torch.randn(config.slots, config.width) * 0.5)
        self.pool_key = nn.Linear(config.width, config.width)
        self.pool_value = nn.Linear(config.width, config.width)
        self.pool_slot = nn.Linear(config.width, config.slot_width)
        self.project = nn.Linear(config.slots * config.slot_width, config.dimension)

    def forward(self, ids: Tensor) -> Tensor:
        return self.pool(self.states(ids))

    def states(self, ids: Tensor) -> Memory:
        """States of the tokens, (n, t, w)."""
        x = self.embedding(ids) * math.sqrt(self.config.width) + self.positions[: ids.shape[1]]
        seen = ids != PAD
        for layer in self.layers:
            x = layer(x, seen[:, None, None, :])
        return Memory(self.norm(x), seen, copyable_pieces(ids) if self.config.copying else None)

    def pool(self, states: Memory) -> Tensor:
        """Vectors (n, d) of texts by the states of their tokens."""
        x, heads = states.items, self.config.heads
        queries = split_heads(self.queries[None].expand(x.shape[0], -1, -1), heads)
        keys, values = split_heads(self.pool_key(x), heads), split_heads(self.pool_value(x), heads)
        pooled = join_heads(attend(queries, keys, values, states.mask))
        vectors = self.project(self.pool_slot(pooled).flatten(1))
        return functional.layer_norm(vectors.float(), (self.config.dimension,))


class TokenStates(nn.Module):
    """The encoder's token states made fit for the decoder's memory: a linear map and a mark of kind.

    Before these may come layers of the encoder's kind. Where vectors must stay as they are, and the encoder
    with them, they are what can still learn to read a text for its translation.
    """

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(config.reading_layers))
        self.bridge = nn.Linear(config.width, config.width)
        self.kind = nn.Parameter(torch.zeros(config.width))

    def forward(self, states: Memory) -> Memory:
        x = states.items
        for layer in self.layers:
            x = layer(x, states.mask)
        return states._replace(items=self.bridge(x) + self.kind)

    @torch.no_grad()
    def reset(self) -> None:
        """Begin with the states as they are."""
        self.reset_layers()
        nn.init.eye_(self.bridge.weight)
        nn.init.zeros_(self.bridge.bias)
        nn.init.zeros_(self.kind)

    @torch.no_grad()
    def reset_layers(self) -> None:
        """Let the layers begin with adding nothing."""
        for layer in self.layers:
            assert isinstance(layer, EncoderLayer)
            for last in (layer.attention_out, layer.feed.down_proj):
                nn.init.zeros_(last.weight)
                nn.init.zeros_(last.bias)


class DecoderLayer(nn.Module):
    """Causal self-attention, attention to the memory, feed-forward."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.attention_norm = nn.LayerNorm(config.width)
        self.query_key_value = nn.Linear(config.width, 3 * config.width)
        self.attention_out = nn.Linear(config.width, config.width)
        self.slot_norm = nn.LayerNorm(config.width)
        self.slot_query = nn.Linear(config.width, config.width)
        self.slot_key_value = nn.Linear(config.width, 2 * config.width)
        self.slot_out = nn.Linear(config.width, config.width)
        self.feed_norm = nn.LayerNorm(config.width)
        self.feed = FeedForward(config.width, config.inner)

    def slot_keys_values(self, items: Tensor) -> tuple[Tensor, Tensor]:
        """Memory items (n, m, w) -> keys and values (n, h, m, e) each."""
        keys, values = self.slot_key_value(items).chunk(2, dim=-1)
        return split_heads(keys, self.heads), split_heads(values, self.heads)

    def self_attention_inputs(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Query, key and value (n, h, t, e) of the normalised input."""
        q, k, v = (
            split_heads(y, self.heads) for y in self.query_key_value(self.attention_norm(x)).chunk(3, dim=-1)
        )
        return q, k, v

    def after_self_attention(
        self, x: Tensor, attended: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """The rest of the layer once self-attention (n, h, t, e) is known; keys and values of the memory.

        Returns its output, and the query (n, h, t, e) to the memory.
        """
        x = x + self.attention_out(join_heads(attended))
        query = split_heads(self.slot_query(self.slot_norm(x)), self.heads)
        x = x + self.slot_out(join_heads(attend(query, keys, values, mask)))
        return x + self.feed(self.feed_norm(x)), query

    def forward(self, x: Tensor, memory: Memory, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Teacher forcing: ``x`` (n, t, w), ``mask`` (t, t) true where it may attend to itself.

        Returns its output, and query and keys of the memory.
        """
        q, k, v = self.self_attention_inputs(x)
        attended = attend(q, k, v, mask)
        keys, values = self.slot_keys_values(memory.items)
        return *self.after_self_attention(x, attended, keys, values, memory.mask), keys


class Decoder(nn.Module):
    """A memory and the tokens so far -> logits of the next token."""

    positions: Tensor

    def __init__(self, config: CodecConfig, embedding: nn.Embedding) -> None:
        super().__init__()
        self.config = config
        self.embedding = embedding
        self.register_buffer("positions", sinusoids(config.longest, config.width), persistent=False)
        self.to_slots = nn.Linear(config.dimension, config.slots * config.width)
        self.layers = nn.ModuleList(DecoderLayer(config) for _ in range(config.decoder_layers))
        self.norm = nn.LayerNorm(config.width)
        self.copy_gate = CopyGate(config.width) if config.copying else None

    def blocks(self) -> list[DecoderLayer]:
        """The layers by their own type."""
        return [layer for layer in self.layers if isinstance(layer, DecoderLayer)]

    def slots(self, vectors: Tensor) -> Tensor:
        """Memory made from the vectors: (n, d) -> (n, s, w)."""
        return self.to_slots(vectors).view(vectors.shape[0], self.config.slots, self.config.width)

    def memory(self, vectors: Tensor | None, text: Memory | None = None) -> Memory:
        """The slots of the vectors, then the text's token states as :class:`TokenStates` gives them."""
        slots = [] if vectors is None else [self.slots(vectors)]
        if text is None:
            return Memory(torch.cat(slots, dim=1))
        items = torch.cat([*slots, text.items], dim=1)
        added = (items.shape[1] - text.items.shape[1], 0)
        seen = None if text.seen is None else functional.pad(text.seen, added, value=True)
        return Memory(items, seen, None if text.pieces is None else functional.pad(text.pieces, added))

    def forward(self, vectors: Tensor | None, ids: Tensor, text: Memory | None = None) -> Tensor:
        """Final states (n, t, w) under teacher forcing; ``ids`` (n, t) begin with the language tag.

        Of ``vectors`` and ``text``, one may be None.
        """
        return self.states_and_copies(vectors, ids, text)[0]

    def states_and_copies(
        self, vectors: Tensor | None, ids: Tensor, text: Memory | None = None
    ) -> tuple[Tensor, Copies | None]:
        """As :meth:`forward`, and what may be copied, if anything."""
        memory = self.memory(vectors, text)
        x = self.embedding(ids) * math.sqrt(self.config.width) + self.positions[: ids.shape[1]]
        mask = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool, device=ids.device).tril()
        query = key = x
        for layer in self.layers:
            x, query, key = layer(x, memory, mask)
        states = self.norm(x)
        return states, self._copies(states, query, key, memory.pieces)

    def _copies(self, states: Tensor, query: Tensor, key: Tensor, pieces: Tensor | None) -> Copies | None:
        """By final states, and query and keys of the last layer."""
        if self.copy_gate is None or pieces is None:
            return None
        return copies(query[:, HEAD], key[:, HEAD], pieces, self.copy_gate(states))

    def logits(self, states: Tensor, copied: Copies | None = None) -> Tensor:
        """States (..., w) -> logits (..., v); the output matrix is the embedding."""
        found = functional.linear(states, self.embedding.weight)
        return found if copied is None else copied.mixed(found)

    def condition(self, vectors: Tensor | None, text: Memory | None = None) -> Condition:
        """Keys and values of the memory for all layers: once per sentence."""
        memory = self.memory(vectors, text)
        both = [layer.slot_keys_values(memory.items) for layer in self.blocks()]
        keys, values = (torch.stack(parts, dim=1) for parts in zip(*both, strict=True))
        return Condition(keys, values, memory.seen, memory.pieces)

    def step(
        self, token: Tensor, past_key: Tensor, past_value: Tensor, condition: Condition
    ) -> tuple[Tensor, Tensor, Tensor]:
        """One decoding step.

        Args:
            token: (n, 1) the newest token.
            past_key: (n, l, h, p, e) keys of the p tokens before it; p may be 0.
            past_value: likewise.
            condition: from :meth:`condition`.

        Returns:
            logits (n, v), and keys and values with p + 1 positions.
        """
        position = past_key.shape[3]
        x = self.embedding(token) * math.sqrt(self.config.width) + self.positions[position : position + 1]
        mask = None if condition.seen is None else condition.seen[:, None, None, :]
        keys: list[Tensor] = []
        values: list[Tensor] = []
        query = x
        for number, layer in enumerate(self.blocks()):
            q, k, v = layer.self_attention_inputs(x)
            k = torch.cat([past_key[:, number], k], dim=2)
            v = torch.cat([past_value[:, number], v], dim=2)
            attended = attend(q, k, v)
            x, query = layer.after_self_attention(
                x, attended, condition.keys[:, number], condition.values[:, number], mask
            )
            keys.append(k)
            values.append(v)
        states = self.norm(x)
        logits = self.logits(states, self._copies(states, query, condition.keys[:, -1], condition.pieces))
        return logits[:, 0], torch.stack(keys, dim=1), torch.stack(values, dim=1)


class CodecModel(nn.Module):
    """Encoder and decoder over one shared embedding."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width, padding_idx=PAD)
        self.encoder = Encoder(config, self.embedding)
        self.decoder = Decoder(config, self.embedding)
        self.token_states = TokenStates(config) if config.token_states else None
        self.teacher_map = (
            nn.Linear(config.dimension, config.teacher_dimension) if config.teacher_dimension else None
        )
        self.apply(self._initialise)
        if self.token_states is not None:
            self.token_states.reset()

    def keep_space(self) -> None:
        """Freeze all that vectors depend on: only the decoder and what it makes of token states still learn.

        The embedding is the encoder's too.
        """
        for module in (self.embedding, self.encoder, self.teacher_map):
            if module is not None:
                module.requires_grad_(requires_grad=False)

    @property
    def keeps_space(self) -> bool:
        """Whether vectors stay as they are."""
        return not self.encoder.project.weight.requires_grad

    def _initialise(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.02)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Embedding):
            # Scaled by sqrt(width) at the input, used unscaled at the output.
            nn.init.normal_(module.weight, std=self.config.width**-0.5)
            with torch.no_grad():
                module.weight[PAD].zero_()
