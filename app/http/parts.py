"""The long-lived parts of the app that handlers ask for."""

from typing import Annotated

from fastapi import Depends, Request

from app.notices.versions import Versions
from app.photos.blobs import BlobStore
from app.photos.developing import Developer


async def _versions(request: Request) -> Versions:
    versions: Versions = request.app.state.versions
    return versions


async def _store(request: Request) -> BlobStore:
    store: BlobStore = request.app.state.store
    return store


async def _developer(request: Request) -> Developer:
    developer: Developer = request.app.state.developer
    return developer


VersionsDep = Annotated[Versions, Depends(_versions)]
StoreDep = Annotated[BlobStore, Depends(_store)]
DeveloperDep = Annotated[Developer, Depends(_developer)]
