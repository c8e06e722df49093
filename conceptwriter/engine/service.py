"""Request handling in the model process: loads models when first needed, and answers."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.integrity import check_before_loading
from conceptwriter.bundles.manifest import Manifest, load_manifest
from conceptwriter.bundles.places import verification_record
from conceptwriter.codec.runtime import Codec
from conceptwriter.engine.errors import EngineError
from conceptwriter.engine.requests import (
    CodecStatus,
    Decode,
    DecodeFromTexts,
    Describe,
    Encode,
    EngineStatus,
    LcmStatus,
    Likelihoods,
    Request,
    Sample,
    TranslateTexts,
    WriteDrafts,
)
from conceptwriter.engine.second_codec import SecondCodec, second_codec
from conceptwriter.engine.translator_use import LoadedTranslators
from conceptwriter.engine.variants import variants_in
from conceptwriter.engine.voice_use import VoiceUse, voice_of
from conceptwriter.engine.wire import Setup
from conceptwriter.lcm.runtime import Lcm, lcm_part
from conceptwriter.runtime.device import (
    DeviceChoice,
    after_fallback,
    after_out_of_memory,
    choose_device,
    default_threads,
)
from conceptwriter.runtime.errors import DeviceOutOfMemory
from conceptwriter.runtime.prepacked import PrepackedCache, prepacked_folder
from conceptwriter.runtime.sessions import Interrupt, available_providers, runtime_version

OnProgress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class _Models:
    codec: Codec
    lcms: LoadedLcms | None
    status: EngineStatus
    lcm_codec: SecondCodec | None = None
    voice: VoiceUse | None = None

    def require_voice(self) -> VoiceUse:
        """Raises EngineError where there is none."""
        if self.voice is None:
            raise EngineError("No voice is chosen: drafts need a model that has one.")
        return self.voice


class LoadedLcms:
    """The variants of one bundle, each loaded on first use and then kept."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        providers: Sequence[str],
        threads: int,
        prepacked: PrepackedCache | None = None,
    ) -> None:
        self.manifest = manifest
        self._folder = folder
        self._providers = providers
        self._threads = threads
        self._prepacked = prepacked
        self._loaded: dict[str, Lcm] = {}

    def get(self, name: str | None, report: OnProgress) -> Lcm:
        """The variant of this name; None is the default. Raises BundleError."""
        part = lcm_part(self.manifest, self._folder, name)
        if part.name not in self._loaded:
            report(0, 1, "load")
            self._loaded[part.name] = Lcm(
                self._folder,
                self.manifest,
                variant=part.name,
                providers=self._providers,
                threads=self._threads,
                prepacked=self._prepacked,
            )
            report(1, 1, "load")
        return self._loaded[part.name]


def _unreported(done: int, total: int, what: str) -> None:
    pass


class Service:
    """Answers requests, one at a time. `on_loaded` is called with the status once the models are loaded."""

    def __init__(self, setup: Setup, on_loaded: Callable[[EngineStatus], None]) -> None:
        self._setup = setup
        self._on_loaded = on_loaded
        self._models: _Models | None = None
        self._translators = LoadedTranslators(setup.threads)
        self._left_gpu = False

    def answer(self, request: Request[Any], interrupt: Interrupt, report: OnProgress) -> Any:
        """The answer to one request. Raises ConceptWriterError of many kinds; Interrupted when stopped.

        When the GPU runs out of memory the models move to the CPU permanently and answer from there.
        """
        try:
            return self._answer(request, interrupt, report)
        except DeviceOutOfMemory:
            if self._left_gpu:
                raise
        # Only here, outside the handler, does nothing keep the sessions on the GPU alive any more.
        self._left_gpu, self._models = True, None
        gc.collect()
        return self._answer(request, interrupt, report)

    def _answer(self, request: Request[Any], interrupt: Interrupt, report: OnProgress) -> Any:
        if isinstance(request, TranslateTexts):
            return self._translators.translate(request, interrupt, report)
        models = self._load(report)
        interrupt.check()
        match request:
            case Describe():
                return replace(models.status, rss_bytes=int(psutil.Process().memory_info().rss))
            case Encode(texts, language, concepts):
                codec = self._codec(models, concepts, report)
                interrupt.check()
                return codec.encode(texts, language, interrupt=interrupt, on_progress=report)
            case Decode(vectors, language, options, concepts):
                codec = self._codec(models, concepts, report)
                interrupt.check()
                return codec.decode(vectors, language, options, interrupt=interrupt, on_progress=report)
            case DecodeFromTexts():
                codec = self._codec(models, request.concepts, report)
                interrupt.check()
                return codec.decode_from_texts(
                    request.texts,
                    request.source,
                    request.language,
                    request.options,
                    interrupt=interrupt,
                    on_progress=report,
                )
            case Sample(vectors, kinds, n, settings, seed, variant):
                if models.lcms is None:
                    raise EngineError("No concept model is loaded. Choose a model that has one.")
                lcm = models.lcms.get(variant, report)
                interrupt.check()
                return lcm.sample(lcm.prepare(vectors, kinds, interrupt), n, settings, seed, interrupt)
            case WriteDrafts():
                return models.require_voice().write(request, interrupt, report)
            case Likelihoods(prompt, texts):
                return models.require_voice().likelihoods(prompt, texts, interrupt, report)
        raise EngineError(f"The model process does not know the request {type(request).__name__}.")

    def _codec(self, models: _Models, concepts: bool, report: OnProgress) -> Codec:
        """The codec a request is for; loading is reported for the second codec."""
        second = models.lcm_codec
        if not concepts or second is None:
            return models.codec
        if not second.loaded:
            second.get(report)
            self._models = replace(models, status=replace(models.status, lcm_codec=second.status()))
            self._on_loaded(self._models.status)
        return second.get(report)

    def _load(self, report: OnProgress) -> _Models:
        if self._models is None:
            report(0, 1, "load")
            self._models = load_models(self._setup, report, without_gpu=self._left_gpu)
            self._on_loaded(self._models.status)
            report(1, 1, "load")
        return self._models


def load_models(
    setup: Setup,
    report: OnProgress = _unreported,
    *,
    without_gpu: bool = False,
    prepacked: PrepackedCache | None = None,
) -> _Models:
    """Check and open the chosen bundles. Raises BundleError, DeviceUnavailable, DeviceOutOfMemory.

    `without_gpu`: the models did not fit on the GPU, which overrides the setup. `prepacked` is where packed
    copies of big graphs are kept; None means the user's cache folder.
    """
    available = available_providers()
    prepacked = prepacked or PrepackedCache(prepacked_folder())
    threads = setup.threads or default_threads()
    codec_folder, lcm_folder = setup.bundles.codec, setup.bundles.lcm
    codec_manifest = _checked_manifest(codec_folder)
    if without_gpu:
        setup = replace(setup, device="cpu")
    device = choose_device(setup.device, available, codec_manifest.precision)
    codec = Codec(
        codec_folder,
        codec_manifest,
        providers=device.providers,
        threads=threads,
        prepacked=prepacked,
        on_progress=report,
        decoder_later=True,
    )
    device = after_out_of_memory() if without_gpu else after_fallback(device, codec.providers, setup.device)
    lcms, second = _load_lcms(lcm_folder, setup, codec_manifest, device, threads, prepacked)
    voice = voice_of(setup.bundles.voice, setup.device, threads)
    prepacked.clean(runtime_version())
    status = EngineStatus(
        pid=os.getpid(),
        provider=device.provider,
        precision=codec_manifest.precision,
        threads=threads,
        codec=_codec_status(codec, codec_manifest),
        lcm=None if lcms is None else _lcm_status(lcms.manifest),
        lcm_codec=None if second is None else second.status(),
        voice=None if voice is None else voice.status(),
        notice=device.reason,
        available_providers=available,
    )
    return _Models(codec, lcms, status, second, voice)


def _load_lcms(
    folder: Path | None,
    setup: Setup,
    codec: Manifest,
    device: DeviceChoice,
    threads: int,
    prepacked: PrepackedCache,
) -> tuple[LoadedLcms | None, SecondCodec | None]:
    if folder is None:
        return None, None
    same = folder == setup.bundles.codec
    manifest = codec if same else _checked_manifest(folder)
    if manifest.lcm is None:
        if same:
            return None, None  # a bundle with only a codec: it can still translate
        raise BundleError(f"The model {manifest.name} in {folder} has no concept model.")
    second = second_codec(setup.bundles, codec, manifest, setup.device, threads, prepacked)
    lcms = LoadedLcms(folder, manifest, _lcm_providers(setup, manifest, codec, device), threads, prepacked)
    lcms.get(None, _unreported)  # a default that cannot be loaded is reported at once
    return lcms, second


def _lcm_providers(
    setup: Setup, manifest: Manifest, codec: Manifest, device: DeviceChoice
) -> tuple[str, ...]:
    """Providers for an LCM: the codec's if the precision is the same, else those where it runs best."""
    if manifest.precision == codec.precision or setup.device != "auto":
        return device.providers
    return choose_device(setup.device, available_providers(), manifest.precision).providers


def _codec_status(codec: Codec, manifest: Manifest) -> CodecStatus:
    return CodecStatus(
        id=manifest.name,
        version=manifest.version,
        dimension=codec.dimension,
        languages=codec.languages,
        maximum_characters=codec.maximum_characters,
        decoding=codec.recommended,
        decodes_texts=codec.decodes_texts,
        confidence=None if manifest.codec is None else manifest.codec.confidence,
    )


def _lcm_status(manifest: Manifest) -> LcmStatus:
    default = manifest.all_lcms[0]
    return LcmStatus(
        id=manifest.name,
        version=manifest.version,
        codec_id=default.codec.name,
        codec_version=default.codec.version,
        maximum_context=default.maximum_context,
        end_threshold=default.end_threshold,
        variants=variants_in(manifest),
        title=manifest.title or manifest.name,
    )


def _checked_manifest(folder: Path) -> Manifest:
    manifest = load_manifest(folder)
    check_before_loading(folder, manifest, verification_record())
    return manifest
