"""Serving the built front end: hashed files for ever, the shell always fresh, deep links to the shell."""

from pathlib import Path

from fastapi import FastAPI


def serve_frontend(app: FastAPI, folder: Path) -> None:
    """Serve ``folder`` (Vite's output) below every API route; nothing where it has not been built."""
    if (folder / "index.html").is_file():
        app.frontend("/", directory=folder, fallback="index.html")
