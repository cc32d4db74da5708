"""Imports the long connection of lark-oapi, without the ten thousand modules that its packages load when they are imported.

`import lark_oapi` takes 1.7 s and 170 MB, because every package imports all APIs. What the long connection needs loads in a tenth of
that when the packages' own files are passed over. That leans on the library's layout, so it is done for versions it was tried with; for
any other, or when it fails, the ordinary import is made.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

TRIED = ("1.7.5",)
SHELLS = ("lark_oapi", "lark_oapi.api", "lark_oapi.ws", "lark_oapi.event")
HANDLER = "lark_oapi.event.dispatcher_handler"  # imports every API's events; the connection only names its class
CONNECTION = "lark_oapi.ws.client"


def connection() -> Any:
    """The module `lark_oapi.ws.client`. Call it in the thread and loop that the connection will live in."""
    if CONNECTION not in sys.modules and "lark_oapi" not in sys.modules and metadata.version("lark-oapi") in TRIED:
        try:
            return _lean()
        except (ImportError, AttributeError):
            _forget("lark_oapi")
    return importlib.import_module(CONNECTION)


def _lean() -> ModuleType:
    """The connection's module, loaded with empty shells in place of its packages; the shells are gone afterwards."""
    spec = importlib.util.find_spec("lark_oapi")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("lark_oapi")
    root = Path(spec.submodule_search_locations[0])
    for name in SHELLS:
        shell = ModuleType(name)
        shell.__path__ = [str(root.joinpath(*name.split(".")[1:]))]
        sys.modules[name] = shell
    handler = ModuleType(HANDLER)
    vars(handler)["EventDispatcherHandler"] = object
    sys.modules[HANDLER] = handler
    try:
        return importlib.import_module(CONNECTION)
    finally:
        for name in (*SHELLS, HANDLER):  # so that an ordinary import later on gets the real ones
            sys.modules.pop(name, None)


def _forget(package: str) -> None:
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]
