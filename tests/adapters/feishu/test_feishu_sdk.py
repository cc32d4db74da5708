"""lark-oapi is imported leanly for the version this was tried with, leaves nothing behind, and ordinarily otherwise."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata

from adapters.feishu import sdk
from tests.source_tree import ROOT

LOOK = """
import json, sys
from adapters.feishu import sdk
{prepare}
before = len(sys.modules)
import asyncio
async def main():
    module = sdk.connection()
    frame = module._new_ping_frame(7)
    return module, frame.SerializeToString().hex()
module, frame = asyncio.run(main())
ours = [name for name in sys.modules if name.startswith("lark_oapi")]
shells = [name for name in sdk.SHELLS + (sdk.HANDLER,) if name in sys.modules and not getattr(sys.modules[name], "__file__", None)]
{after}
print(json.dumps([len(ours), shells, frame]))
"""


def look(prepare: str = "", after: str = "") -> tuple[int, list[str], str]:
    program = LOOK.format(prepare=prepare, after=after)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return tuple(json.loads(done.stdout.splitlines()[-1]))  # type: ignore[return-value]


def test_the_installed_version_is_one_that_was_tried() -> None:
    assert metadata.version("lark-oapi") in sdk.TRIED


def test_the_lean_import_loads_a_hundredth_and_leaves_no_shells() -> None:
    """Also an ordinary import works afterwards."""
    modules, shells, frame = look(after="import lark_oapi; lark_oapi.EventDispatcherHandler.builder; lark_oapi.ws.Client")
    assert modules < 200
    assert shells == []
    assert frame.startswith("0800100018072000")


def test_the_ordinary_import_is_made_where_the_lean_one_fails() -> None:
    modules, shells, frame = look("sdk.SHELLS = ('lark_oapi', 'lark_oapi.core')")  # as if the layout were another
    assert modules > 5000
    assert shells == []
    assert frame.startswith("0800100018072000")
