"""What DingTalk's refusals mean for a message: later, never, or nobody knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from adapters.calls import NoAnswer
from bot.ports import Later, Never, Problem, Uncertain

Json = Mapping[str, Any]
LIMITED = "ratelimited"
QUOTA = "the month's API calls are used up: an administrator can buy more in the DingTalk admin console"
TOO_FAST = {*range(90001, 90020), 130101}
USED_UP = {90020, 90030}
BAD_TOKEN = {"InvalidAuthentication", 40014, 42001}
TIMED_OUT = {"ServiceTimeout", 15}
TOO_MANY = re.compile(r"qpslimit|throttl|ratelimit|flow\.?(?:control|limit)", re.IGNORECASE)
SHUT_OUT, NO_PERMISSION = 60020, 60011  # the old host's
WRAPPED = 88  # the old host's gateway: what is meant is the code inside
OF_KEYS = re.compile(r"client|secret|appkey|auth", re.IGNORECASE)
KEYS = "DINGTALK_CLIENT_ID, DINGTALK_CLIENT_SECRET"
COPY = "copy both again from the app's page, Credentials and Basic Information"
PAGE = re.compile(r"https://open-dev\.dingtalk\.com/\S+")
SUB_CODE = re.compile(r"\bsubcode=(\d+)")
ADDRESS = re.compile(r"\bip\s*[=:]\s*([0-9a-fA-F.:]+)")
SCOPE = re.compile(r"\[([\w.]+)\]")


class Refused(Never):
    """Not done, for a reason that trying again does not mend. `code` is DingTalk's own; `scope` the permission that is missing, if any."""

    def __init__(self, reason: str, code: str | int = "", scope: str = "", page: str = "") -> None:
        super().__init__(reason)
        self.code, self.scope, self.page = code, scope, page

    @property
    def used_up(self) -> bool:
        return self.code in USED_UP or "ApiCountLimit" in str(self.code)

    @property
    def shut_out(self) -> bool:
        """Calls from this machine's address are not taken at all."""
        return self.code == SHUT_OUT or "IpNotInWhiteList" in str(self.code)

    @property
    def wrong_keys(self) -> bool:
        """Said of the call for a token: id or secret are wrong, and nothing else."""
        return not self.scope and not self.shut_out and bool(OF_KEYS.search(f"{self.code} {self.reason}"))


class Barred(Later):
    """Nothing is taken from this app until somebody has mended it; it is tried again in a minute."""

    def __init__(self, reason: str, problem: Problem) -> None:
        super().__init__(60, "app", reason)
        self.problem = problem


def wrong_keys() -> Barred:
    """Id and secret do not fit together, or not any more."""
    return Barred("DingTalk refuses DINGTALK_CLIENT_ID or DINGTALK_CLIENT_SECRET", Problem(KEYS, "DingTalk refuses them", COPY))


def shut_out(refused: Refused) -> Barred:
    """From this machine's address nothing is taken."""
    return Barred(refused.reason, Problem("dingtalk address", refused.reason, "until then only answers without buttons arrive"))


class BadToken(Exception):
    """The token is not valid any more; with another one the call may be made again."""


def broken(error: NoAnswer) -> Later | Uncertain:
    """A call without an answer."""
    if error.reached:
        return Uncertain(f"no answer ({error})")
    return Later(2, "app", f"DingTalk cannot be reached ({error})")


def unreadable(status: int, text: str) -> Later | Uncertain:
    """An answer that is no JSON: the firewall's page (nothing was done), some proxy's page, or a body that was cut off."""
    if "punish" in text[:2000]:
        return Later(300, "app", "DingTalk's firewall has blocked this address for five minutes")
    if status in {429, 503} or 400 <= status < 500:
        return Later(30 if status != 503 else 5, "app", f"HTTP {status} and no JSON")
    return Uncertain(f"HTTP {status} and no JSON")


def refusal(status: int, answer: Json) -> Exception:
    """The new API's refusal."""
    code, message = str(answer.get("code", "")), str(answer.get("message", ""))
    if status == 401 or code in BAD_TOKEN:
        return BadToken(code)
    if status == 429 or TOO_MANY.search(code):
        return Later(1, "api", LIMITED)
    if "ApiCountLimit" in code:
        return Refused(QUOTA, code)
    if "AccessTokenPermissionDenied" in code:
        return _permission(answer, code, message)
    if "IpNotInWhiteList" in code:
        return _shut_out(code, message)
    if status == 504 or code in TIMED_OUT:
        return Uncertain("DingTalk timed out")
    if status == 503 or code == "ServiceUnavailable":
        return Later(5, "app", f"DingTalk is not available ({code or status})")
    if status >= 500:
        return Uncertain(f"HTTP {status} {code}".strip())
    if code.startswith(("send.too.fast", "send.byToken.tooFast", "too.many")):
        return Later(10, "conversation", LIMITED)
    return Refused(f"DingTalk refused it: {code}: {message}"[:300], code)


def old_refusal(answer: Json) -> Exception:
    """The old host's refusal, always with HTTP 200."""
    code, message = _meant(answer)
    if code in BAD_TOKEN:
        return BadToken(str(code))
    if code in TOO_FAST:
        return Later(1, "api", LIMITED)
    if code in USED_UP:
        return Refused(QUOTA, code)
    if code in TIMED_OUT:
        return Uncertain("DingTalk timed out")
    if code == SHUT_OUT:
        return _shut_out(code, message)
    if code in (NO_PERMISSION, WRAPPED):
        return _permission(answer, NO_PERMISSION, message)
    return Refused(f"DingTalk refused it: {code}: {message}"[:300], code)


def _meant(answer: Json) -> tuple[int | str, str]:
    """The old host's code and words: those inside, where its gateway wraps them."""
    code, message, within = answer.get("errcode"), str(answer.get("errmsg", "")), str(answer.get("sub_code", ""))
    if within.isdecimal():
        return int(within), str(answer.get("sub_msg", message))
    if code == WRAPPED and (found := SUB_CODE.search(message)):
        return int(found[1]), message
    return (code if isinstance(code, int) else ""), message


def _permission(answer: Json, code: str | int, message: str) -> Refused:
    scopes = (answer.get("accessdenieddetail") or {}).get("requiredScopes") or SCOPE.findall(message)
    scope = ", ".join(map(str, scopes)) or "unknown"
    page = PAGE.search(message)
    where = page[0] if page else "the developer console, Permissions"
    return Refused(f"the app lacks the permission {scope}: apply for it at {where}", code, scope, where)


def _shut_out(code: str | int, message: str) -> Refused:
    found = ADDRESS.search(message)
    ours = f"this machine's address{f' {found[1]}' if found else ''}"
    return Refused(f"DingTalk takes no calls from {ours}: add it to the app's Security settings, Server egress IP (服务器出口IP)", code)
