"""The voice in the model process: loaded on first use, with the last prompts it has read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from conceptwriter.bundles.errors import BundleError
from conceptwriter.bundles.integrity import check_before_loading
from conceptwriter.bundles.manifest import Manifest, VoicePart, load_manifest
from conceptwriter.bundles.places import verification_record
from conceptwriter.engine.requests import VoiceStatus, WriteDrafts
from conceptwriter.language.quotations import ends_in_quotation
from conceptwriter.language.segmentation import SegmentationLimits, Segmenter
from conceptwriter.runtime.device import choose_device
from conceptwriter.runtime.sessions import Interrupt, available_providers
from conceptwriter.voice.contract import VoiceDraft
from conceptwriter.voice.drafting import Drafting
from conceptwriter.voice.runtime import Prompt, Voice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

OnProgress = Callable[[int, int, str], None]
_NO_CAP = SegmentationLimits(max_characters=1_000_000)


class VoiceUse:
    """A bundle's voice that uses no memory before it is needed."""

    def __init__(self, folder: Path, manifest: Manifest, part: VoicePart, device: str, threads: int) -> None:
        self._folder = folder
        self._manifest = manifest
        self._part = part
        self._device = device
        self._threads = threads
        self._loaded: Voice | None = None
        self._drafted = _Shelf(2)  # at the writer's current place and at the previous one
        self._judged = _Shelf(1)  # separate, so that scoring never evicts the writer's place
        self._unfinished: dict[WriteDrafts, Drafting] = {}

    def status(self) -> VoiceStatus:
        """Its manifest's figures, loaded or not."""
        own = {self._part.graph, self._part.tokens, self._part.graph + ".data"}
        return VoiceStatus(
            id=self._manifest.name,
            version=self._manifest.version,
            title=self._manifest.title or self._manifest.name,
            languages=tuple(self._part.languages),
            context=self._part.context,
            follows_instructions=self._part.template is not None,
            size=sum(file.size for file in self._manifest.files if file.path in own),
        )

    def write(self, request: WriteDrafts, interrupt: Interrupt, report: OnProgress) -> list[VoiceDraft]:
        """Drafts after a prompt. Raises BundleError, VoiceError, UnknownLanguage, Interrupted."""
        whole = replace(request, enough=None)
        drafting = self._unfinished.pop(whole, None) or self._begin(whole, interrupt, report)
        self._unfinished.clear()  # drafts left for another place are not requested again
        drafting.write(
            request.n if request.enough is None else min(request.enough, request.n),
            interrupt=interrupt,
            on_tokens=lambda done, most: report(done, most, "draft"),
        )
        if request.enough is not None:
            self._unfinished[whole] = drafting
        return drafting.over

    def _begin(self, request: WriteDrafts, interrupt: Interrupt, report: OnProgress) -> Drafting:
        voice = self._get(report)
        tokens = voice.prompt_tokens(
            request.prompt, request.instruction, min(request.settings.maximum_tokens, voice.context // 4)
        )
        prompt = self._read(voice, tokens, interrupt, self._drafted)
        ends = SentenceEnds(request.language)
        return voice.begin(prompt, request.n, request.settings, request.seed, end_of=ends.end_of)

    def likelihoods(
        self, prompt: str, texts: tuple[str, ...], interrupt: Interrupt, report: OnProgress
    ) -> npt.NDArray[np.float32]:
        """See `engine.Likelihoods`. Raises BundleError, VoiceError, Interrupted."""
        voice = self._get(report)
        return voice.likelihoods(
            self._read(voice, voice.prompt_tokens(prompt, spare=voice.context // 4), interrupt, self._judged),
            texts,
            interrupt=interrupt,
        )

    def _get(self, report: OnProgress) -> Voice:
        if self._loaded is None:
            report(0, 1, "load")
            check_before_loading(self._folder, self._manifest, verification_record())
            device = choose_device(self._device, available_providers(), self._manifest.precision)
            self._loaded = Voice(
                self._folder, self._manifest, providers=device.providers, threads=self._threads
            )
            report(1, 1, "load")
        return self._loaded

    def _read(self, voice: Voice, text: list[int], interrupt: Interrupt, shelf: _Shelf) -> Prompt:
        """The prompt, from the remembered one that shares the longest start with it."""
        tokens = tuple(text)
        known = [*self._drafted.prompts.values(), *self._judged.prompts.values()]
        nearest = max(known, key=lambda prompt: _shared(prompt.tokens, tokens), default=None)
        shelf.make_room(tokens)
        prompt = voice.read(tokens, before=nearest, interrupt=interrupt)
        shelf.prompts[tokens] = prompt
        return prompt


@dataclass(slots=True, eq=False)
class _Shelf:
    """The last prompts that were read, with their keys; the newest last."""

    most: int
    prompts: OrderedDict[tuple[int, ...], Prompt] = field(default_factory=OrderedDict)

    def make_room(self, tokens: tuple[int, ...]) -> None:
        """Evict a prompt before this one is read: one fewer is held meanwhile."""
        self.prompts.pop(tokens, None)
        while len(self.prompts) >= self.most:
            self.prompts.popitem(last=False)


class SentenceEnds:
    """Where the first sentence of a draft ends: with its line, or where the next sentence begins."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._segmenter = Segmenter(_NO_CAP)

    def end_of(self, text: str) -> int | None:
        """See `voice.EndOf`. Raises UnknownLanguage."""
        if not text.strip():
            return None
        start = len(text) - len(text.lstrip())
        line = text.find("\n", start)
        if line >= 0:
            return line
        spans = self._segmenter.segment(text, self._language)
        # Direct speech is continued to its end: half of it would be unusable in a text.
        ends = (span.end for span in spans[:-1] if not ends_in_quotation(text[: span.end]))
        return next(ends, None)


def voice_of(folder: Path | None, device: str, threads: int) -> VoiceUse | None:
    """The voice of a bundle. Raises BundleError where the bundle cannot be read or has none."""
    if folder is None:
        return None
    manifest = load_manifest(folder)
    if manifest.voice is None:
        raise BundleError(f"The model {manifest.name} in {folder} has no voice.")
    return VoiceUse(folder, manifest, manifest.voice, device, threads)


def _shared(left: tuple[int, ...], right: tuple[int, ...]) -> int:
    count = min(len(left), len(right))
    return next((place for place in range(count) if left[place] != right[place]), count)
