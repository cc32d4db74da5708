"""What a page of ours consists of, served from its folder: nothing else of the folder, and nothing beside it."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse, JSONResponse, Response

MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def page_file(folder: Path, name: str) -> Response:
    """A style, a script or a drawing; 404 for everything else."""
    path = folder / name
    if path.parent != folder or path.suffix not in MEDIA_TYPES or not path.is_file():
        return not_found()
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix])


def not_found() -> Response:
    return JSONResponse({"error": "not_found"}, status_code=404)
