"""What the platform's refusals mean for a message: wait, give up, or nobody knows. The code counts, not the HTTP status."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.ports import Later, Never, Uncertain

BAD_TOKEN = {99991661, 99991663, 99991664, 99991665, 99991668}
BAD_APP = {10003, 10012, 10014, 10015}  # app_id or app_secret
NO_SCOPE = 99991672
TOO_FAST = 99991400
TOO_FAST_HERE = 230020
TENANT_TOO_FAST = 11232
BEING_SENT = 230049
TOO_OLD = 230031
NOT_THERE = 99992354  # no such message: another app's, or none any more
RECALLED = 230011
GONE = {RECALLED, 230019, 230071, 230110}  # what is to be answered: recalled, deleted, or its topic is
NOT_FROM_HERE = 99991401
USED_UP = 99991403
WINDOW = 60.0  # seconds: no limit of the platform counts over more, so that nothing has to wait for longer
NO_CARD = {230025, 230028, 230099, 200621}  # too long, or not liked: words may still go through
WHY: Mapping[int, str] = {
    230001: "the receiver or the content is not valid",
    230002: "the bot is not in the group: add it again in the group's settings, or set another board channel",
    230006: "the app has no bot: enable the bot capability and publish a version",
    230011: "the message was recalled",
    230013: "this person is outside the app's availability, or has left: widen the availability in the developer console",
    230017: "the bot did not send that message itself",
    230018: "this group lets only some members speak",
    230022: "the platform's content audit refused it",
    230025: "it is too long",
    230027: "the app lacks a permission for this conversation",
    230019: "the topic is not there any more",
    230028: "the company's content rules refused it (phone numbers and addresses can be the cause)",
    230029: "this person has left the company",
    230031: "the message is older than 14 days and cannot be redrawn",
    230034: "nobody and no group has this id in this company",
    230035: "the bot may not write in this conversation",
    230038: "this person belongs to another company",
    230053: "this person has switched the bot's messages off",
    230054: "this kind of message cannot be redrawn",
    230099: "the platform did not take the card",
    230110: "the message was deleted",
    232009: "the group is dissolved: set another board channel",
    99992402: "the platform did not take a field of the call",
}


USED_UP_SAID = "the calls that the company's plan allows in a month are used up: raise the plan, or wait for the next month"


class Refusal(Exception):
    """The platform said no. `seconds` is how long it asked to wait, a minute at most, None when it did not say."""

    def __init__(self, code: int, msg: str, status: int, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{code} {msg}"[:300])
        self.code, self.msg, self.status, self.headers = code, msg, status, headers or {}

    @property
    def seconds(self) -> float | None:
        try:
            return min(max(0.2, float(self.headers["x-ogw-ratelimit-reset"])), WINDOW)
        except (KeyError, ValueError):
            return None

    @property
    def too_fast(self) -> bool:
        """The app calls this API too often."""
        return self.code == TOO_FAST or self.status == 429

    @property
    def for_now(self) -> bool:
        """The same call may well be answered later."""
        return self.too_fast or self.status >= 500

    @property
    def scopes(self) -> str:
        """The scopes one of which is missing, as the platform lists them."""
        found = re.search(r"\[([^\]]*)\]", self.msg)
        return found[1].replace(" ", "") if found else ""


class NoToken(Refusal):
    """The app itself gets nothing: whatever was to be done may still be done later."""


class Unanswered(Exception):
    """No answer, or none that can be read. `reached`: the call may have had its effect."""

    def __init__(self, reason: str, *, reached: bool) -> None:
        super().__init__(reason)
        self.reason, self.reached = reason, reached


def verdict(problem: Refusal | Unanswered, scope_page: str) -> Later | Never | Uncertain:
    """What delivery is to be told. `scope_page` is where scopes are granted."""
    if isinstance(problem, Unanswered):
        return Uncertain(problem.reason) if problem.reached else Later(2, "app", problem.reason)
    if (wait := _too_fast(problem) or _shut_out(problem, scope_page)) is not None:
        return wait
    if problem.code == NO_SCOPE:
        return Never(no_scope(problem, scope_page))
    if problem.status >= 500:
        return Uncertain(f"the platform failed: {problem}")
    why = WHY.get(problem.code)
    return Never(f"{why} ({problem})" if why else f"the platform refused it: {problem}")


def _too_fast(problem: Refusal) -> Later | None:
    """What may go as soon as somebody, or something, has been left alone for long enough."""
    if problem.too_fast:
        return Later(problem.seconds or 1, "api", "ratelimited")
    if problem.code == TOO_FAST_HERE:
        return Later(problem.seconds or 0.6, "conversation", "ratelimited")
    if problem.code == TENANT_TOO_FAST:
        return Later(problem.seconds or 10, "app", "ratelimited")
    if problem.code == BEING_SENT:
        return Later(1, "conversation", "the same message is being sent at this moment")
    return None


def _shut_out(problem: Refusal, scope_page: str) -> Later | None:
    """What goes as soon as the app as a whole is let in again."""
    if problem.code in BAD_TOKEN:
        return Later(3, "app", f"the platform refuses a token that it has just given: {problem}")
    if problem.code in BAD_APP:
        return Later(30, "app", f"the app's credentials are refused: {problem}")
    if problem.code == NOT_FROM_HERE:
        return Later(30, "app", f"{not_from_here(scope_page)} ({problem})")
    if problem.code == USED_UP:
        return Later(300, "app", f"{USED_UP_SAID} ({problem})")
    if isinstance(problem, NoToken):
        return Later(30, "app", f"the platform gives the app no token: {problem}")
    return None


def no_scope(problem: Refusal, scope_page: str) -> str:
    """Names the missing scope and the page to grant it."""
    scopes = problem.scopes
    return f"a scope is missing: grant one of {scopes} at {scope_page}?q={scopes} and publish a version" if scopes else f"{problem}"


def not_from_here(scope_page: str) -> str:
    """What keeps this machine out, and where it is let in."""
    page = scope_page.rpartition("/")[0]
    return f"the app is called from listed addresses only, and this machine's is none: add it at {page}/safe (IP 白名单 / IP whitelist)"
