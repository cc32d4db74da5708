"""The composition root: the command line `okrbot`, the only place that knows every room."""

from __future__ import annotations

from bot.cli.main import main

__all__ = ["main"]
