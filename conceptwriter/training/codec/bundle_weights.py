"""The weights of a codec in an exported bundle, so that it can be trained further when its run is lost.

The constants of the graphs come in the order in which :mod:`conceptwriter.training.export.codec_graphs`
writes them. Matrices of 8 bits become numbers again; what rounding took from them is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.manifest import CodecPart, load_manifest
from conceptwriter.training.checkpointing import CheckpointError
from conceptwriter.training.codec.config import CodecConfig
from conceptwriter.training.codec.model import CodecModel, DecoderLayer, EncoderLayer

_TABLE = "table"
_POOLING_MATRICES = 4
_LAYER_MATRICES = 4


@dataclass(frozen=True, slots=True)
class _Constant:
    """One weight of a graph; matrices are (out, in), as PyTorch has them."""

    name: str
    values: npt.NDArray[np.float32]


def codec_of_bundle(folder: Path) -> CodecModel:
    """The codec of a bundle that this program has exported.

    Raises:
        CheckpointError: there is none, or its graphs are not exactly those of such a codec.
    """
    try:
        part = load_manifest(folder).codec
    except BundleError as error:
        raise CheckpointError(str(error)) from error
    if part is None:
        raise CheckpointError(f"The bundle {folder} contains no codec.")
    return codec_of_graphs(folder, part)


def codec_of_graphs(folder: Path, part: CodecPart) -> CodecModel:
    """The codec of the graphs in a folder. Raises CheckpointError as :func:`codec_of_bundle` does."""
    files = [folder / name for name in (part.encoder, part.condition, part.decoder_step)]
    graphs = [_graph(file) for file in files]
    constants = [_constants(graph) for graph in graphs]
    try:
        model = CodecModel(_shape(part, graphs, constants))
    except (LookupError, ValueError, ZeroDivisionError) as error:
        raise CheckpointError(f"The codec of {folder} was not exported by this program ({error}).") from error
    for file, found, places in zip(files, constants, _places(model), strict=True):
        _fill(file, found, places)
    return model.eval()


def _graph(file: Path) -> onnx.GraphProto:
    try:
        onnx.checker.check_model(str(file))
        return onnx.load(str(file)).graph
    except (OSError, ValueError, onnx.checker.ValidationError) as error:
        raise CheckpointError(f"{file} is not a graph ({error}).") from error


def _constants(graph: onnx.GraphProto) -> list[_Constant]:
    """The weights; sizes, positions and factors are left out."""
    arrays: list[tuple[str, npt.NDArray[Any]]] = [
        (part.name, numpy_helper.to_array(part)) for part in graph.initializer
    ]
    found: list[_Constant] = []
    numbers = iter(range(len(arrays)))
    for number in numbers:
        name, values = arrays[number]
        if values.dtype == np.int8 and values.ndim == 2:
            scales = arrays[next(numbers)][1].astype(np.float32)
            whole = values.astype(np.float32) * scales
            found.append(_Constant(name, whole if name == _TABLE else whole.T))
        elif values.dtype == np.float32 and values.ndim:
            is_matrix = values.ndim == 2 and name != _TABLE
            found.append(_Constant(name, values.T if is_matrix else values))
    return found


def _shape(part: CodecPart, graphs: list[onnx.GraphProto], constants: list[list[_Constant]]) -> CodecConfig:
    past = next(value for value in graphs[2].input if value.name == "past_key")
    _, layers, heads, _, head_size = [axis.dim_value for axis in past.type.tensor_type.shape.dim]
    encoder = constants[0]
    table = next(c.values for c in encoder if c.name == _TABLE)
    matrices = [c.values for c in encoder if c.values.ndim == 2 and c.name != _TABLE][1:]
    queries = next(c.values for c in encoder if c.values.ndim == 4)
    has_states = part.token_states is not None
    # The slots' matrix comes before them, the bridge and a matrix of each decoder layer after them.
    between = sum(c.values.ndim == 2 for c in constants[1]) - 1 - has_states - layers
    return CodecConfig(
        vocabulary=table.shape[0],
        width=heads * head_size,
        heads=heads,
        inner=matrices[2].shape[0],
        encoder_layers=(len(matrices) - _POOLING_MATRICES) // _LAYER_MATRICES,
        decoder_layers=layers,
        dimension=matrices[-1].shape[0],
        slots=queries.shape[2],
        slot_width=matrices[-2].shape[0],
        longest=encoder[0].values.shape[1],
        token_states=has_states,
        reading_layers=max(0, between) // _LAYER_MATRICES if has_states else 0,
        copying=part.token_states is not None and part.token_states.copies,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a constant goes; nowhere if it can be computed."""

    name: str
    shape: tuple[int, ...]
    target: Tensor | None = None


def _places(model: CodecModel) -> list[list[_Place]]:
    """Of the encoder, the condition and the decoding step, in the order of their constants."""
    config = model.config
    names = {id(parameter): name for name, parameter in model.named_parameters()}

    def of(*modules: nn.Module) -> Iterator[_Place]:
        for module in modules:
            for parameter in (module.weight, module.bias):
                assert isinstance(parameter, Tensor)
                yield _Place(names[id(parameter)], tuple(parameter.shape), parameter)

    def begin(positions: Tensor) -> list[_Place]:
        weight = model.embedding.weight
        table = _Place(names[id(weight)], tuple(weight.shape), weight)
        return [_Place("positions", tuple(positions.T.shape)), table]

    encoder, decoder = model.encoder, model.decoder
    first = begin(encoder.positions)
    first += _of_layers(encoder.layers, of)
    first += of(encoder.norm)
    queries = encoder.queries.view(config.slots, config.heads, -1).transpose(0, 1)[None]
    first.append(_Place("encoder.queries", tuple(queries.shape), queries))
    first += of(encoder.pool_key, encoder.pool_value, encoder.pool_slot, encoder.project)
    first += [
        _Place("scale of vectors", (config.dimension,)),
        _Place("shift of vectors", (config.dimension,)),
    ]

    second = [*of(decoder.to_slots)]
    if model.token_states is not None:
        kind = model.token_states.kind
        second += _of_layers(model.token_states.layers, of)
        second += [*of(model.token_states.bridge), _Place(names[id(kind)], tuple(kind.shape), kind)]
    third = begin(decoder.positions)
    for block in decoder.blocks():
        second += of(block.slot_key_value)
        third += _of_block(block, of)
    third += of(decoder.norm)
    if (gate := decoder.copy_gate) is not None:
        row = gate.weight[None]
        third.append(_Place(names[id(gate.weight)], tuple(row.shape), row))
        third.append(_Place(names[id(gate.bias)], tuple(gate.bias.shape), gate.bias))
    return [first, second, third]


def _of_layers(layers: nn.ModuleList, of: Any) -> Iterable[_Place]:
    for layer in layers:
        assert isinstance(layer, EncoderLayer)
        yield from of(layer.attention_norm, layer.query_key_value, layer.attention_out)
        yield from of(layer.feed_norm, layer.feed.up_proj, layer.feed.down_proj)


def _of_block(block: DecoderLayer, of: Any) -> Iterable[_Place]:
    yield from of(block.attention_norm, block.query_key_value, block.attention_out)
    yield from of(block.slot_norm, block.slot_query, block.slot_out)
    yield from of(block.feed_norm, block.feed.up_proj, block.feed.down_proj)


@torch.no_grad()
def _fill(file: Path, constants: list[_Constant], places: list[_Place]) -> None:
    for number, place in enumerate(places):
        if number >= len(constants) or constants[number].values.shape != place.shape:
            raise CheckpointError(f"{file} lacks weights of this network: {place.name}.")
        if place.target is not None:
            place.target.copy_(torch.from_numpy(constants[number].values.copy()))
    if unknown := constants[len(places) :]:
        names = ", ".join(f"{c.name} {c.values.shape}" for c in unknown[:3])
        raise CheckpointError(f"{file} has weights that this network lacks: {names}.")
