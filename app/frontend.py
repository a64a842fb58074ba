"""Serving the built front end: hashed files compressed and for ever, the shell fresh, deep links to it."""

from pathlib import Path

from fastapi import FastAPI
from servestatic import ServeStaticASGI


def serve_frontend(app: FastAPI, folder: Path) -> None:
    """Serve ``folder`` (Vite's output) below every API route; nothing where it has not been built.

    Files under ``assets/`` carry their content's hash in their name; where the build has laid a compressed
    copy (``.br``, ``.gz``) beside one, whoever takes it gets that. A name that is not there is a 404, never
    the shell: a page of an older version must learn that its part is gone.
    """
    if not (folder / "index.html").is_file():
        return
    assets = ServeStaticASGI(
        None,
        root=folder / "assets",
        prefix="assets",
        allow_all_origins=False,
        immutable_file_test=lambda _path, _url: True,
    )
    app.mount("/assets", assets)
    app.frontend("/", directory=folder, fallback="index.html")
