"""What a person does about their accounts on the platforms, as values."""

from __future__ import annotations

from dataclasses import dataclass

from bot.okr.model_accounts import LinkCode


@dataclass(frozen=True, slots=True)
class MakeCode:
    """A one-time code for another account; an earlier one of the same person holds no longer."""

    code: LinkCode


@dataclass(frozen=True, slots=True)
class LinkAccount:
    """This account, which proved that it knows the code, is mine too."""

    platform: str
    account: str


@dataclass(frozen=True, slots=True)
class UnlinkAccount:
    """My account of this platform is mine no longer."""

    platform: str


AccountDeed = MakeCode | LinkAccount | UnlinkAccount
