"""What a single setting may be: each kind of value with the sentence for one that is malformed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.okr.calendars import valid_calendar
from bot.okr.localtime import valid_timezone

QUOTES: Final = tuple("\"'“”‘’`")
DATABASES: Final = "sqlite:///FILE or postgresql://USER@HOST/DATABASE"


def _told(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("told", "{sentence}", {"sentence": sentence})


def _zone(name: str) -> str:
    if not valid_timezone(name):
        raise _told("is no time zone; give an IANA name such as Asia/Shanghai")
    return name


def _calendar(code: str) -> str:
    if not valid_calendar(code):
        raise _told("is no calendar; give a country such as CN, or country and region such as US-CA")
    return code


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise _told("is no address; give one that begins with https:// (or http:// for tests)")
    return url


def _origin(url: str) -> str:
    """Paths are put behind it."""
    parts = urlsplit(_address(url))
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise _told(f"has something behind the host; give {parts.scheme}://{parts.netloc} alone")
    return url


def _in_a_header(secret: SecretStr) -> SecretStr:
    """A header holds nothing but these."""
    _copied_whole(secret.get_secret_value(), "key")
    return secret


def _identifier(text: str) -> str:
    _copied_whole(text, "id")
    return text


def _copied_whole(text: str, what: str) -> None:
    """What a platform's page shows, and nothing that came along with it, or stood in its place in an example."""
    if text[:1] in QUOTES and text[-1:] in QUOTES:
        raise _told("stands in quotation marks; leave them out")
    if "…" in text or text.endswith("..."):
        raise _told(f"still ends in the … of the example; copy the whole {what}")
    if not all("!" <= c <= "~" for c in text):
        raise _told(f"holds spaces or letters that no {what} has; copy it again")


def _database(url: SecretStr) -> SecretStr:
    """The address as such; whether anything answers there is found out when it is opened."""
    try:
        kind = make_url(url.get_secret_value()).get_backend_name()
    except (ArgumentError, ValueError):
        raise _told(f"is not a database address; use {DATABASES}") from None
    if kind not in {"sqlite", "postgresql", "postgres"}:
        raise _told(f"names a database we do not know ({kind}); use {DATABASES}")
    return url


def starts(*beginnings: str, elsewhere: Mapping[str, str]) -> AfterValidator:
    """A secret that its platform gives one of these beginnings. `elsewhere`: what to say of one that has another's."""

    def check(secret: SecretStr) -> SecretStr:
        text = secret.get_secret_value()
        for beginning, sentence in elsewhere.items():
            if text.startswith(beginning):
                raise _told(sentence)
        if not text.startswith(beginnings):
            raise _told(f"does not begin with {' or '.join(beginnings)}; copy it again from the app's page")
        return secret

    return AfterValidator(check)


Zone = Annotated[str, AfterValidator(_zone)]
CalendarCode = Annotated[str, AfterValidator(_calendar)]
Address = Annotated[str, AfterValidator(_address)]
Origin = Annotated[str, AfterValidator(_origin)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
HeaderSecret = Annotated[SecretStr, AfterValidator(_in_a_header)]
Identifier = Annotated[str, AfterValidator(_identifier)]
Port = Annotated[int, Field(ge=0, le=65535)]
