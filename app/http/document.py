"""The OpenAPI document says of every operation what a failure looks like: an RFC 9457 problem."""

from typing import Any

from fastapi import FastAPI

from app.http.answers import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "A failure with a name and a sentence a person can act on (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "urn:xuncheng:problem: and the failure's name"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
    },
    "additionalProperties": True,
}
OPERATIONS = frozenset({"get", "put", "post", "patch", "delete", "head"})


def document_problems(app: FastAPI) -> None:
    """Have the app's document name the problem as every operation's other answer; FastAPI's own 422 goes."""
    bare = app.openapi

    def documented() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = bare()
            schemas = document["components"]["schemas"]
            schemas["Problem"] = PROBLEM
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            for path in document["paths"].values():
                for method in OPERATIONS & set(path):
                    _document(path[method]["responses"])
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = documented  # type: ignore[method-assign]  # as FastAPI's own guide has it


def _document(responses: dict[str, Any]) -> None:
    responses.pop("422", None)
    responses["default"] = {
        "description": "What went wrong, and what to do",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
