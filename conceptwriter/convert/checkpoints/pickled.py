"""The pickled part of a PyTorch checkpoint, read so that no code of the file can run.

PyTorch stores a pickle that names functions and classes to call. Here each name of a short list maps to a
small object of ours that only records its arguments; every other name is refused. Classes that merely hold
tensors (an `nn.Embedding`, a namespace of options) become plain records: their own code is never imported.
"""

from __future__ import annotations

import codecs
import io
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Self

from conceptwriter.convert.checkpoints.errors import CheckpointProblem
from conceptwriter.convert.checkpoints.tensors import KINDS

_STORAGES = {
    "DoubleStorage": "float64",
    "FloatStorage": "float32",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
}
_RECORDS = ("torch.nn.", "argparse.", "fairseq.", "fairseq2.", "omegaconf.", "typing.", "numpy.")
"""Modules whose classes become plain records; nothing in them is imported or called."""
_DEEPEST = 64
_MOST_VALUES = 200_000


@dataclass(frozen=True, slots=True)
class Storage:
    """A contiguous block of numbers in the file, identified by its key."""

    key: str
    kind: str | None
    """None: bytes whose type is given by the tensor."""


@dataclass(frozen=True, slots=True)
class PickledTensor:
    """The pickle's description of one tensor."""

    storage: Storage
    kind: str
    offset: int
    """In numbers."""
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _Refused(Exception):
    """Carries the message out of the unpickler."""


class _Note:
    """A name in the pickle: calling it calls a function of ours; the file cannot change it."""

    __slots__ = ("_act",)
    _act: Callable[..., object]

    def __init__(self, act: Callable[..., object]) -> None:
        object.__setattr__(self, "_act", act)

    def __call__(self, *arguments: object) -> object:
        return self._act(*arguments)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise _Refused(f"it tries to change {name} of a function")


class _Record(dict[str, object]):
    """Replaces an object of a class that is not imported: its attributes, and nothing else."""

    __slots__ = ()

    def __new__(cls, *_arguments: object) -> Self:
        return super().__new__(cls)

    def __init__(self, *_arguments: object) -> None:
        super().__init__()

    def __setstate__(self, state: object) -> None:
        if isinstance(state, tuple):
            for part in state:
                self.__setstate__(part)
        elif isinstance(state, Mapping):
            self.update({str(name): value for name, value in state.items()})


def read_pickle(data: bytes, path: Path) -> object:
    """The value of `data.pkl`: plain containers with PickledTensor leaves.

    Raises CheckpointProblem, naming what is refused, for anything other than weights.
    """
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except _Refused as refused:
        raise CheckpointProblem(
            f"{path} is not read, because {refused}. A file of weights has no need of that: get the weights "
            "from where they were published, as .safetensors if there is a choice."
        ) from None
    except (pickle.UnpicklingError, EOFError, ImportError, *_BROKEN) as error:
        reason = str(error) or type(error).__name__
        raise CheckpointProblem(
            f"{path} has a damaged table of contents ({reason}). Download it again."
        ) from error


_BROKEN = (
    AttributeError,
    IndexError,
    KeyError,
    MemoryError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        """Never imports anything: names outside our tables are refused."""
        full = f"{module}.{name}"
        if full in _KNOWN:
            return _KNOWN[full]
        if module == "torch":
            if name in _STORAGES:
                return _STORAGES[name]
            if name in KINDS:
                return name
        if full.startswith(_RECORDS) and "." not in name:
            return _Record
        raise _Refused(f"it asks for {full}, which is not among the names that weights need")

    def persistent_load(self, pid: Any, /) -> Storage:
        """A storage: ("storage", its class, its key, the device it was on, its size)."""
        if not isinstance(pid, tuple) or len(pid) < 3 or pid[0] != "storage":
            raise _Refused(f"it refers to something outside of it ({str(pid)[:60]})")
        kind = pid[1] if isinstance(pid[1], str) else None
        return Storage(str(pid[2]), kind)


def _tensor(storage: object, offset: object, shape: object, strides: object, *_rest: object) -> PickledTensor:
    if not isinstance(storage, Storage) or storage.kind is None:
        raise _Refused("it has a tensor of an unknown kind of numbers")
    return _typed(storage, storage.kind, offset, shape, strides)


def _tensor_of_kind(
    storage: object,
    offset: object,
    shape: object,
    strides: object,
    _gradient: object,
    _hooks: object,
    kind: object,
    *_rest: object,
) -> PickledTensor:
    if not isinstance(kind, str) or kind not in KINDS:
        raise _Refused(f"it has a tensor of a kind of numbers that is not known here ({kind})")
    return _typed(storage, kind, offset, shape, strides)


def _typed(storage: object, kind: str, offset: object, shape: object, strides: object) -> PickledTensor:
    sizes, steps = _whole(shape), _whole(strides)
    if not isinstance(storage, Storage) or not isinstance(offset, int) or offset < 0:
        raise _Refused("it has a tensor without numbers")
    return PickledTensor(storage, kind, offset, sizes, steps)


def _whole(value: object) -> tuple[int, ...]:
    if not isinstance(value, tuple) or not all(isinstance(number, int) for number in value):
        raise _Refused("it has a tensor of an impossible shape")
    return tuple(int(number) for number in value)


def _first(value: object, *_rest: object) -> object:
    return value


def _of_subclass(make: object, _kind: object, arguments: object, *_rest: object) -> object:
    """A tensor with extra attributes: only the tensor."""
    if not isinstance(make, _Note) or not isinstance(arguments, tuple):
        raise _Refused("it has a tensor of an unknown make")
    return make(*arguments)


def _encoded(text: object, encoding: object = "latin1", *_rest: object) -> bytes:
    """The encoding of bytes in old pickles."""
    if not isinstance(text, str) or encoding not in {"latin1", "latin-1"}:
        raise _Refused("it asks for _codecs.encode with another encoding")
    return codecs.latin_1_encode(text)[0]


_KNOWN: dict[str, object] = {
    "torch._utils._rebuild_tensor": _Note(_tensor),
    "torch._utils._rebuild_tensor_v2": _Note(_tensor),
    "torch._utils._rebuild_tensor_v3": _Note(_tensor_of_kind),
    "torch._utils._rebuild_parameter": _Note(_first),
    "torch._utils._rebuild_parameter_with_state": _Note(_first),
    "torch._tensor._rebuild_from_type_v2": _Note(_of_subclass),
    "torch.nn.parameter.Parameter": _Note(_first),
    "torch.Tensor": _Note(_first),
    "torch.storage.UntypedStorage": _Note(_first),
    "torch.storage.TypedStorage": _Note(_first),
    "torch.serialization._get_layout": _Note(_first),
    "torch.device": _Note(_first),
    "torch.Size": tuple,
    "collections.OrderedDict": OrderedDict,
    "collections.defaultdict": _Record,
    "_codecs.encode": _Note(_encoded),
    "builtins.set": set,
    "__builtin__.set": set,
    "builtins.frozenset": frozenset,
    "builtins.list": list,
    "builtins.dict": dict,
    "builtins.tuple": tuple,
    "builtins.object": _Record,
    "copyreg._reconstructor": _Note(lambda *_arguments: _Record()),
    "copy_reg._reconstructor": _Note(lambda *_arguments: _Record()),
    "numpy.core.multiarray.scalar": _Note(lambda *_arguments: None),
    "numpy._core.multiarray.scalar": _Note(lambda *_arguments: None),
}


def tensors_in(value: object, path: Path) -> Iterator[tuple[str, PickledTensor]]:
    """All tensors of nested containers, each with its keys joined by dots.

    A module yields its parameters and buffers under their state dict names. Raises CheckpointProblem when the
    nesting is endless.
    """
    seen = 0
    stack: list[tuple[str, object, int]] = [("", value, 0)]
    while stack:
        name, inner, depth = stack.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST_VALUES:
            raise CheckpointProblem(f"{path} is nested without end; such a file is not read.")
        if isinstance(inner, PickledTensor):
            yield name or "tensor", inner
            continue
        for key, child in reversed(list(_children(inner))):
            stack.append((f"{name}.{key}" if name and key else name or key, child, depth + 1))


def _children(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, _Record) and "_parameters" in value:
        for slot in ("_parameters", "_buffers", "_modules"):
            if isinstance(value.get(slot), Mapping):
                yield "", value[slot]
        return
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield str(key), child
    elif isinstance(value, (list, tuple)):
        for index, child in enumerate(value):
            yield str(index), child
