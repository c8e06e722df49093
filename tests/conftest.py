"""What every test gets: no screen, no network, a home of its own."""

from __future__ import annotations

import os
import random
import signal
import socket
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_ACCESSIBILITY", "0")
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "2")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run in the background of a shell script is deaf to Ctrl+C, and so would be every process of the tests.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give Hypothesis another seed each time, unless one is asked for.

    Where CI is set it tries the same examples every time all the same, except in the tests that say
    `derandomize=False`: those must hold whatever the seed, and what they find is a bug of the program.
    """
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(random.SystemRandom().randrange(10**9))


def pytest_report_header(config: pytest.Config) -> str:
    return f"to repeat the random examples: --hypothesis-seed={config.option.hypothesis_seed}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if terminalreporter.stats.get("failed"):
        terminalreporter.write_line(pytest_report_header(config))


LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, caches and bundles of a test lie in a folder of its own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for variable, folder in {
        "XDG_DATA_HOME": "data",
        "XDG_CONFIG_HOME": "config",
        "XDG_CACHE_HOME": "cache",
        "XDG_STATE_HOME": "state",
        "XDG_RUNTIME_DIR": "runtime",
        "APPDATA": "appdata",
        "LOCALAPPDATA": "localappdata",
    }.items():
        path = home / folder
        path.mkdir(mode=0o700)
        monkeypatch.setenv(variable, str(path))
    for variable in [key for key in os.environ if key.startswith("CONCEPTWRITER_")]:
        monkeypatch.delenv(variable)
    return home


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that leaves this machine fails the test that tried it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and str(address[0]) not in LOOPBACK:
            raise OSError(f"a test tried to reach {address!r}: tests use no network")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def toy_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete bundle (codec and LCM) with random weights. Never write into it: copy it first."""
    from tests.toy_bundle import make_toy_bundle  # PyTorch is loaded only by the tests that need a model

    return make_toy_bundle(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="session")
def writers_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A codec of another space, with other languages and no LCM. Never write into it: copy it first."""
    from tests.toy_bundle import make_writers_bundle

    return make_writers_bundle(tmp_path_factory.mktemp("writers"))


@pytest.fixture(scope="session")
def reading_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A codec that decodes texts as well as vectors, without LCM. Never write into it: copy it first."""
    from tests.toy_bundle import make_reading_bundle

    return make_reading_bundle(tmp_path_factory.mktemp("reading"))
