"""The codec of the LCM's own space, where the writer's codec has another: loaded on first use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.integrity import check_before_loading
from conceptwriter.bundles.lcm_part import lcm_files
from conceptwriter.bundles.manifest import Manifest, load_manifest
from conceptwriter.bundles.places import verification_record
from conceptwriter.codec.contract import DecodeOptions
from conceptwriter.codec.runtime import Codec
from conceptwriter.engine.requests import BundleChoice, CodecStatus
from conceptwriter.runtime.device import choose_device
from conceptwriter.runtime.prepacked import PrepackedCache
from conceptwriter.runtime.sessions import available_providers

OnProgress = Callable[[int, int, str], None]


class SecondCodec:
    """A bundle's codec that uses no memory before it is needed."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        device: str,
        threads: int,
        prepacked: PrepackedCache | None = None,
    ) -> None:
        self.manifest = manifest
        self._folder = folder
        self._device = device
        self._threads = threads
        self._prepacked = prepacked
        self._loaded: Codec | None = None

    @property
    def loaded(self) -> bool:
        """False until its first use."""
        return self._loaded is not None

    def get(self, report: OnProgress) -> Codec:
        """The codec. Raises BundleError, DeviceUnavailable."""
        if self._loaded is None:
            report(0, 1, "load")
            check_before_loading(self._folder, self.manifest, verification_record())
            device = choose_device(self._device, available_providers(), self.manifest.precision)
            self._loaded = Codec(
                self._folder,
                self.manifest,
                providers=device.providers,
                threads=self._threads,
                prepacked=self._prepacked,
                on_progress=report,
            )
            report(1, 1, "load")
        return self._loaded

    def status(self) -> CodecStatus:
        """Its manifest's figures, loaded or not."""
        part = self.manifest.codec
        assert part is not None, "only models with a codec are accepted"
        others = {name for lcm in self.manifest.all_lcms for name in lcm_files(lcm)}
        return CodecStatus(
            id=self.manifest.name,
            version=self.manifest.version,
            dimension=self.manifest.dimension,
            languages=tuple(self.manifest.languages),
            maximum_characters=part.maximum_characters,
            decoding=DecodeOptions(
                beam_size=part.decoding.beam_size,
                maximum_tokens=part.decoding.maximum_tokens,
                length_penalty=part.decoding.length_penalty,
                no_repeat_ngram=part.decoding.no_repeat_ngram,
                meaning=part.decoding.meaning,
            ),
            loaded=self.loaded,
            size=sum(file.size for file in self.manifest.files if file.path not in others),
            decodes_texts=part.token_states is not None,
        )


def second_codec(
    choice: BundleChoice,
    codec: Manifest,
    lcm: Manifest,
    device: str,
    threads: int,
    prepacked: PrepackedCache | None = None,
) -> SecondCodec | None:
    """The codec that gives this LCM its vectors; None where the writer's own has the LCM's space.

    Raises BundleError when no such codec is installed, saying what to install.
    """
    space = lcm.all_lcms[0].vector_space
    if codec.vector_space == space:
        _require_dimension(codec, lcm)
        return None
    trained_with = lcm.all_lcms[0].codec
    if choice.lcm_codec is None:
        raise BundleError(
            f"The concept model of {lcm.name} {lcm.version} was trained with the codec "
            f"{trained_with.name} {trained_with.version} (vector space {space}), and {codec.name} "
            f"{codec.version} uses another vector space. Install a codec of that space as well: "
            f"`conceptwriter models install {trained_with.name}`; proposals are then passed on as text."
        )
    manifest = load_manifest(choice.lcm_codec)
    if manifest.codec is None or manifest.vector_space != space:
        raise BundleError(
            f"The model {manifest.name} {manifest.version} in {choice.lcm_codec} has no codec of the "
            f"vector space {space}, which the concept model of {lcm.name} {lcm.version} uses. Choose "
            f"{trained_with.name} {trained_with.version}, or another codec of that space."
        )
    _require_dimension(manifest, lcm)
    return SecondCodec(choice.lcm_codec, manifest, device, threads, prepacked)


def _require_dimension(codec: Manifest, lcm: Manifest) -> None:
    if codec.dimension != lcm.dimension:
        raise BundleError(
            f"{codec.name} {codec.version} and the concept model of {lcm.name} {lcm.version} name the same "
            f"vector space, but their vectors have {codec.dimension} and {lcm.dimension} dimensions. "
            "Install both again."
        )
