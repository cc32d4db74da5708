"""`okrbot deliveries`: what could not be delivered, for an operator to send again or to give up. Never what it says."""

from __future__ import annotations

import typer

from bot.cli.database import read, write
from bot.cli.failing import Failed
from bot.clock import SystemClock
from bot.ports import Outgoing
from bot.settings import load_settings

MOST = 1000


def list_stuck() -> None:
    """One line a message: state, kind, whom or where to, since when, why, key."""
    stuck = read(load_settings(platforms=False), lambda tx: tx.stuck(MOST))
    for row in stuck:
        typer.echo(line(row))
    typer.echo(f"{len(stuck)} to decide about: okrbot deliveries retry KEY, or drop KEY" if stuck else "everything was delivered")


def line(row: Outgoing) -> str:
    to = row.person or (f"{row.place.platform} {row.place.address}" if row.place else "?")
    return f"{row.key}  {row.state}  {row.kind} to {to}, due {row.due.isoformat(timespec='seconds')}: {row.error or 'no reason given'}"


def retry(key: str) -> None:
    """It is sent at once if the bot runs, else when it starts."""
    now = SystemClock().now()
    if not write(load_settings(platforms=False), lambda tx: tx.retry(key, now)):
        raise Failed(f"no failed or uncertain message has the key {key}; see okrbot deliveries list")
    typer.echo(f"{key}: will be sent again")


def drop(key: str) -> None:
    """It is not sent any more."""
    now = SystemClock().now()
    if not write(load_settings(platforms=False), lambda tx: tx.abandon(key, now)):
        raise Failed(f"no failed or uncertain message has the key {key}; see okrbot deliveries list")
    typer.echo(f"{key}: given up")
