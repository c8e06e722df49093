"""The assistant for one command, and waiting for its answers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from conceptwriter.assistant import PRESETS, Assistant, AssistantSettings
from conceptwriter.assistant.stored_vectors import StoredVectors
from conceptwriter.bundles.translator_defaults import known_translators
from conceptwriter.cli.console import Console
from conceptwriter.cli.engine_session import engine_for
from conceptwriter.job import Job, JobProgress

if TYPE_CHECKING:
    from conceptwriter.storage import Project

Result = TypeVar("Result")
POLLING_SECONDS = 0.2
"""A wait without limit could not be interrupted everywhere."""


@contextmanager
def assistant_for(
    arguments: argparse.Namespace, project: Project, *, proposes: bool = True
) -> Iterator[Assistant]:
    """An assistant over the model and the project's vectors; closed, with its engine, in every case.

    `proposes` False: without a concept model, for what needs none.
    """
    with (
        engine_for(arguments, proposes=proposes) as engine,
        Assistant(engine, StoredVectors(project.vectors), translators=known_translators) as assistant,
    ):
        yield assistant


def chosen_settings(preset: str | None) -> AssistantSettings:
    """The settings that --preset names, where nothing else can be set."""
    return PRESETS[preset or "balanced"]


def show_progress(job: Job[Result], console: Console) -> None:
    """Show the job's progress on the terminal."""

    def show(progress: JobProgress) -> None:
        console.progress(progress.done, progress.total, progress.what)

    job.add_progress_callback(show)


def waited_for(job: Job[Result], console: Console) -> Result:
    """The job's result, with its progress on the terminal. Raises the job's error; Ctrl+C gets through."""
    show_progress(job, console)
    while True:
        try:
            return job.result(POLLING_SECONDS)
        except TimeoutError:
            if job.done():
                return job.result()
