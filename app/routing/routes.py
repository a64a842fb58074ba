"""Who is responsible for what, by which clause: the table, its drafts, its history and what it does."""

from fastapi import APIRouter

from app.routing.draft_routes import router as drafts
from app.routing.effect_routes import router as effects
from app.routing.history_routes import router as history
from app.routing.table_routes import router as table

router = APIRouter(tags=["responsibility"])
for part in (effects, drafts, history, table):  # from-ruling is named before drafts by id
    router.include_router(part)
