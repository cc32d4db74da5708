"""The binary frames of Feishu's long connection (pbbp2, a small protobuf message), written and read without anybody's library."""

from collections.abc import Iterator
from dataclasses import dataclass, field

CONTROL, DATA = 0, 1
VARINT, BYTES = 0, 2


@dataclass
class Frame:
    """One frame; `headers` keep their order, `method` is CONTROL or DATA."""

    method: int
    headers: dict[str, str] = field(default_factory=dict)
    payload: bytes = b""
    service: int = 1
    seq: int = 0
    log: int = 0

    @property
    def type(self) -> str:
        return self.headers.get("type", "")


def encode(frame: Frame) -> bytes:
    out = bytearray()
    for number, value in ((1, frame.seq), (2, frame.log), (3, frame.service), (4, frame.method)):
        out += _varint(number << 3 | VARINT) + _varint(value)
    for key, value in frame.headers.items():
        pair = _bytes(1, key.encode()) + _bytes(2, value.encode())
        out += _bytes(5, pair)
    return bytes(out + _bytes(8, frame.payload)) if frame.payload else bytes(out)


def decode(data: bytes) -> Frame:
    """Raises ValueError on what is no frame."""
    frame, seen = Frame(0), set()
    for number, value in _fields(data):
        seen.add(number)
        match number:
            case 1:
                frame.seq = _number(value)
            case 2:
                frame.log = _number(value)
            case 3:
                frame.service = _number(value)
            case 4:
                frame.method = _number(value)
            case 5:
                pair = dict(_fields(_blob(value)))
                frame.headers[_blob(pair[1]).decode()] = _blob(pair[2]).decode()
            case 8:
                frame.payload = _blob(value)
    if not {1, 2, 3, 4} <= seen:
        raise ValueError("a required field is missing")
    return frame


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _bytes(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | BYTES) + _varint(len(value)) + value


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data):
            raise ValueError("cut off")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        key, at = _read_varint(data, at)
        length, at = _read_varint(data, at)
        if key & 7 == VARINT:
            yield key >> 3, length
        elif key & 7 == BYTES:
            if at + length > len(data):
                raise ValueError("cut off")
            yield key >> 3, data[at : at + length]
            at += length
        else:
            raise ValueError(f"wire type {key & 7}")


def _number(value: int | bytes) -> int:
    if isinstance(value, bytes):
        raise ValueError("a number was expected")  # noqa: TRY004 - it is the data that is wrong
    return value


def _blob(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise ValueError("bytes were expected")  # noqa: TRY004 - it is the data that is wrong
    return value
