"""Any chat-completions endpoint as a source of other wordings: one question, one answer, read with suspicion, never tried again."""

from __future__ import annotations

import asyncio
import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel, ValidationError

from bot.ports import NoProposals, Problem, Sentence

PROMPTS = Path(__file__).with_name("model_prompts.toml")
PATIENCE = 8.0  # seconds for the whole answer
LARGEST = 64 * 1024  # bytes of an answer
CONNECTIONS = 16
URL, KEY, NAME = "OKRBOT_MODEL_URL", "OKRBOT_MODEL_KEY", "OKRBOT_MODEL_NAME"

_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL)
_LISTED = re.compile(r"^[ \t]{0,8}(?:[-*•]|\(?\d{1,2}[.)、])[ \t]{0,8}(\S.*)$", re.MULTILINE)


class Wordings(BaseModel):
    """What we ask the model to answer with."""

    proposals: list[str]


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class Completion(BaseModel):
    """The part of a chat completion that matters here."""

    choices: list[_Choice]


class Refused(NoProposals):
    """An HTTP status that is no success."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Unreached(NoProposals):
    """Nothing answers at this address."""


class Model:
    """One model behind one address."""

    def __init__(self, url: str, key: str, name: str, *, patience: float = PATIENCE) -> None:
        self.address, self.name, self.patience = completions(url), name, patience
        self._headers = {"Authorization": f"Bearer {key}", "Accept": "application/json", "Accept-Encoding": "identity"}
        self._prompts: dict[str, dict[str, str]] = tomllib.loads(PROMPTS.read_text("utf-8"))
        pool = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS, keepalive_expiry=30)
        self._http = httpx.AsyncClient(limits=pool, timeout=httpx.Timeout(patience, connect=patience / 2), trust_env=False)

    def __repr__(self) -> str:
        return f"Model({self.name})"

    async def close(self) -> None:
        await self._http.aclose()

    async def propose(self, sentence: Sentence) -> Sequence[str]:
        """Other wordings as they came. Raises NoProposals."""
        system = self._prompts["system"]
        asked = {"kind": sentence.what, "sentence": sentence.text, "remark": sentence.advice}
        messages = [
            {"role": "system", "content": system.get(sentence.language, system["en"]).strip()},
            {"role": "user", "content": json.dumps(asked, ensure_ascii=False)},
        ]
        body = {"model": self.name, "messages": messages, "stream": False}
        try:
            async with asyncio.timeout(self.patience):
                return wordings(await self._ask(body))
        except httpx.ConnectTimeout:
            raise Unreached(f"no connection within {self.patience / 2:g} s") from None
        except (TimeoutError, httpx.TimeoutException):
            raise NoProposals(f"no answer within {self.patience:g} s") from None
        except (httpx.ConnectError, httpx.UnsupportedProtocol, httpx.InvalidURL) as wrong:
            raise Unreached(f"cannot be reached ({type(wrong).__name__})") from None
        except httpx.HTTPError as wrong:
            raise NoProposals(f"the connection broke ({type(wrong).__name__})") from None

    async def check(self) -> Sequence[Problem]:
        """Asks for wordings of a made-up sentence."""
        try:
            came = await self.propose(Sentence("key_result", self._prompts["sample"]["en"], "", "en"))
        except Refused as refused:
            return (_refusal(refused.status),)
        except Unreached as unreached:
            return (Problem(URL, unreached.reason, "correct the address, or let this machine reach it"),)
        except NoProposals as none:
            return (
                Problem(NAME, none.reason, "choose a model that answers with JSON within 8 s; without an answer the rules stand alone"),
            )
        return () if came else (Problem(NAME, "answered without a single wording", "choose another model"),)

    async def _ask(self, body: dict[str, Any]) -> bytes:
        """The body of a successful answer. Raises NoProposals."""
        async with self._http.stream("POST", self.address, json=body, headers=self._headers) as response:
            if response.status_code != 200:
                raise Refused(response.status_code)
            if response.headers.get("content-encoding", "identity") != "identity":
                raise NoProposals("the answer is compressed, which was not asked for")
            read = bytearray()
            async for part in response.aiter_raw():
                read += part
                if len(read) > LARGEST:
                    raise NoProposals(f"the answer is larger than {LARGEST // 1024} KiB")
        return bytes(read)


def completions(url: str) -> str:
    """Where completions are asked for: below the address given, unless it is that one already; a bare host means its /v1."""
    given = httpx.URL(url)
    path = given.path.rstrip("/")
    if path.endswith("/chat/completions"):
        return url
    return str(given.copy_with(path=f"{path or '/v1'}/chat/completions"))


def wordings(body: bytes) -> Sequence[str]:
    """The wordings in an answer: JSON as it was asked for, alone or among other words; else the lines of a list. Raises NoProposals."""
    try:
        said = Completion.model_validate_json(body).choices[0].message.content
    except (ValidationError, IndexError):
        raise NoProposals("the answer is no chat completion") from None
    said = _THOUGHT.sub("", said)
    for candidate in _objects(said):
        try:
            return Wordings.model_validate_json(candidate).proposals
        except ValidationError:
            continue
    found = _LISTED.findall(said)
    if not found:
        raise NoProposals("the answer holds no list of wordings")
    return found


def _objects(said: str) -> Iterator[str]:
    """What may be the object or the list: all of it, or from its first bracket to its last."""
    yield said
    first, last = said.find("{"), said.rfind("}")
    if 0 <= first < last:
        yield said[first : last + 1]
    first, last = said.find("["), said.rfind("]")
    if 0 <= first < last:
        yield f'{{"proposals": {said[first : last + 1]}}}'


def _refusal(status: int) -> Problem:
    said = f"the endpoint answers HTTP {status}"
    match status:
        case 401 | 403:
            return Problem(KEY, f"is refused: {said}", "copy the key again, and see that it may use this model")
        case 404 | 405:
            return Problem(URL, said, f"give the address that ends before /chat/completions (often in /v1), and see {NAME}")
        case 429:
            return Problem(KEY, said, "look at the account's quota and its limit of requests")
        case _ if 300 <= status < 400:
            return Problem(URL, f"{said}, which is not followed", "give the address it leads to")
        case _ if 400 <= status < 500:
            return Problem(NAME, said, "see that the endpoint has a model of this name")
        case _:
            return Problem(URL, said, "try again in a while, or ask who runs it")
