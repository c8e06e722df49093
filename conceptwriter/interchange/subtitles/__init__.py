"""Subtitles, SubRip and WebVTT: each cue a sentence, its times kept."""

from __future__ import annotations

from conceptwriter.interchange.subtitles.subtitles import SUBRIP, WEBVTT

__all__ = ["SUBRIP", "WEBVTT"]
