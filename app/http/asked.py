"""What a page asks in its address, as one model: checked in one call, documented as single parameters.

FastAPI checks declared parameters one by one, which costs a page that is asked for all day as much as reading
its cases; here pydantic sees them together, and the OpenAPI document still lists each.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, get_origin

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams

from app.http.bounds import body_within

M = TypeVar("M", bound=BaseModel)


def asked(model: type[M]) -> Callable[[Request], Awaitable[M]]:
    """A dependency that reads the address's query as ``model``; unknown names are passed over.

    Raises:
        RequestValidationError: naming each value that does not fit.
    """
    parse = parser_of(model)

    async def read(request: Request) -> M:
        return parse(request.query_params)

    return read


def parser_of(model: type[M]) -> Callable[[QueryParams], M]:
    """Reads a query as ``model``, as :func:`asked` says."""
    several = _several(model)

    def parse(query: QueryParams) -> M:
        said: dict[str, Any] = {}
        for name, value in query.multi_items():
            if name in several:
                said.setdefault(name, []).append(value)
            else:
                said[name] = value
        try:
            return model.model_validate(said)
        except ValidationError as failure:
            raise RequestValidationError(
                [{**error, "loc": ("query", *error["loc"])} for error in failure.errors()]
            ) from None

    return parse


def documented(model: type[BaseModel]) -> dict[str, Any]:
    """The model's fields as query parameters for the OpenAPI document (a route's ``openapi_extra``)."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {
        "parameters": [
            {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": shape}
            for name, shape in schema["properties"].items()
        ]
    }


def _several(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(
        name for name, field in model.model_fields.items() if get_origin(field.annotation) is list
    )


async def sent(request: Request, model: type[M]) -> M:
    """The request's JSON body as ``model``, read and checked in one go.

    Raises:
        RequestValidationError: naming each value that does not fit.
        Problem: ``body-too-large``.
    """
    body = await body_within(request)
    try:
        return model.model_validate_json(body)
    except ValidationError as failure:
        raise RequestValidationError(
            [{**error, "loc": ("body", *error["loc"])} for error in failure.errors()]
        ) from None
