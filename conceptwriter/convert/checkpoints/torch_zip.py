"""PyTorch's zip files (`.pt`, `.pth`, `.bin`): a pickle that describes the tensors, and their numbers."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from conceptwriter.convert.checkpoints.errors import CheckpointProblem
from conceptwriter.convert.checkpoints.pickled import PickledTensor, read_pickle, tensors_in
from conceptwriter.convert.checkpoints.tensors import KINDS, FileBytes, FileTensor, Tensor, checked
from conceptwriter.convert.checkpoints.weights import Weights

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_LARGEST_PICKLE = 256 << 20


def open_torch_zip(path: Path) -> Weights:
    """The tensors of a zip that `torch.save` wrote. Raises CheckpointProblem."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            folder = _folder(entries, path)
            _require_plain(entries, path)
            pickled = _small(archive, entries[f"{folder}data.pkl"], path)
            order = entries.get(f"{folder}byteorder")
            big_endian = order is not None and _small(archive, order, path).strip() == b"big"
    except zipfile.BadZipFile as error:
        raise CheckpointProblem(
            f"{path} is cut short or damaged ({path.stat().st_size:,} bytes; {error}). Download it again."
        ) from error
    value = read_pickle(pickled, path)
    file = FileBytes(path)
    try:
        tensors: dict[str, Tensor] = {}
        for name, tensor in tensors_in(value, path):
            tensors.setdefault(name, _located(file, entries, folder, name, tensor, big_endian))
    except BaseException:
        file.close()
        raise
    return Weights(path, tensors, file.close)


def _folder(entries: dict[str, zipfile.ZipInfo], path: Path) -> str:
    """The single folder of a PyTorch archive, whose name does not matter."""
    for name in entries:
        if name.endswith("data.pkl") and name.count("/") <= 1:
            folder = name.removesuffix("data.pkl")
            if f"{folder}constants.pkl" in entries:
                raise CheckpointProblem(
                    f"{path} is a TorchScript program, not a file of weights. Choose its checkpoint."
                )
            return folder
    raise CheckpointProblem(f"{path} is a zip file, but not one of PyTorch: it has no data.pkl.")


def _require_plain(entries: dict[str, zipfile.ZipInfo], path: Path) -> None:
    for entry in entries.values():
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
            raise CheckpointProblem(
                f"{path} was packed again by another program ({entry.filename} is compressed). "
                "Use the file as it was published."
            )


def _small(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> bytes:
    if entry.file_size > _LARGEST_PICKLE:
        raise CheckpointProblem(f"{path} has an impossibly large {entry.filename}; such a file is not read.")
    return archive.read(entry)


def _located(
    file: FileBytes,
    entries: dict[str, zipfile.ZipInfo],
    folder: str,
    name: str,
    tensor: PickledTensor,
    big_endian: bool,
) -> FileTensor:
    entry = entries.get(f"{folder}data/{tensor.storage.key}")
    if entry is None:
        raise CheckpointProblem(f"{file.path}: the data of {name} are missing. Download the file again.")
    size = KINDS[tensor.kind].itemsize
    start = _begin(file, entry)
    view = FileTensor(
        file, name, tensor.kind, tensor.shape, tensor.strides, start + tensor.offset * size, big_endian
    )
    return checked(view, entry.file_size // size - tensor.offset)


def _begin(file: FileBytes, entry: zipfile.ZipInfo) -> int:
    """Where the bytes of a stored entry start: its header in the file may be longer than the directory's."""
    header = _LOCAL_HEADER.unpack(bytes(file.read(entry.header_offset, _LOCAL_HEADER.size, entry.filename)))
    if header[0] != b"PK\x03\x04":
        raise CheckpointProblem(f"{file.path} is damaged at {entry.filename}. Download it again.")
    return entry.header_offset + _LOCAL_HEADER.size + int(header[9]) + int(header[10])
