"""How failures leave the house: RFC 9457 problem documents in the reader's language."""

import logging
import sqlite3
from typing import Any

import orjson
import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from app.core.disk import Refusal, refusal
from app.core.engines import is_away
from app.core.problems import Problem
from app.core.request_id import begin_request, request_id
from app.http.route_names import route_of
from app.photos.blobs import StoreUnfit

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("xuncheng")

OUT_OF_TIME = ("时间应在 1970 年至 2099 年之间", "must lie between 1970 and 2099")
FIELD_SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("缺少必填项", "is required"),
    "uuid_parsing": ("不是有效的编号（UUID）", "is not a UUID"),
    "greater_than_equal": ("不能小于 {ge}", "must be at least {ge}"),
    "less_than_equal": ("不能大于 {le}", "must be at most {le}"),
    "greater_than": ("必须大于 {gt}", "must be more than {gt}"),
    "less_than": ("必须小于 {lt}", "must be less than {lt}"),
    "string_too_long": ("不能超过 {max_length} 个字", "must have at most {max_length} characters"),
    "string_too_short": ("不能少于 {min_length} 个字", "must have at least {min_length} characters"),
    "too_long": ("最多 {max_length} 项", "must have at most {max_length} items"),
    "too_short": ("至少 {min_length} 项", "must have at least {min_length} items"),
    "enum": ("只能是 {expected}", "must be one of {expected}"),
    "literal_error": ("只能是 {expected}", "must be one of {expected}"),
    "float_parsing": ("不是数字", "is not a number"),
    "float_type": ("不是数字", "is not a number"),
    "finite_number": ("不是有限的数字", "is not a finite number"),
    "int_parsing": ("不是整数", "is not a whole number"),
    "int_type": ("不是整数", "is not a whole number"),
    "bool_parsing": ("只能是 true 或 false", "must be true or false"),
    "string_type": ("不是文字", "is not text"),
    "string_pattern_mismatch": ("格式不正确", "does not have the right form"),
    "timezone_aware": ("时间必须带时区", "must carry a time zone"),
    "datetime_parsing": ("不是有效的时间", "is not a date and time"),
    "datetime_from_date_parsing": ("不是有效的时间", "is not a date and time"),
    "date_parsing": ("不是有效的日期", "is not a date"),
    "date_from_datetime_parsing": ("不是有效的日期", "is not a date"),
    "number_out_of_range": ("数字过大，最多 18 位", "must have at most 18 digits"),
    "nul": ("含有空字符（U+0000），请删去后再提交", "holds the character U+0000: remove it and send again"),
    "extra_forbidden": ("没有这一项", "is not a known field"),
}


def language_of(request: Request) -> str:
    """``en`` where the reader asks for English first, else ``zh``."""
    wanted = request.headers.get("accept-language", "")
    return "en" if wanted.lower().startswith("en") else "zh"


def problem_response(problem: Problem, language: str) -> Response:
    """The problem as an HTTP response."""
    document = problem.document(language)
    if (number := request_id()) is not None:
        document["request_id"] = number
    return Response(orjson.dumps(document), problem.status, problem.headers, MEDIA_TYPE)


class BodyRefused(HTTPException):
    """A problem met while a body is read: FastAPI lets no other kind of failure through from there."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status)
        self.problem = problem


def holds_nul() -> Problem:
    """The refusal of text with a NUL in it, which PostgreSQL cannot keep and nobody can read."""
    return Problem(
        "invalid-input",
        summary=(
            "文字里有看不见的空字符（NUL），请删去后重试",
            "there is a NUL character in the text; remove it",
        ),
    )


AGAIN = {"Retry-After": "10"}
NO_CRASH = (OSError, DBAPIError, sqlite3.Error, psycopg.Error, StoreUnfit)
"""What the disk, the store and the database may raise at any time: answered, logged, and not raised again."""


async def answer_to(request: Request, failure: Exception) -> Response | None:
    """The same for whoever answers outside the framework; ``None``: let the failure go on."""
    if isinstance(failure, Problem):
        return await _on_problem(request, failure)
    if isinstance(failure, RequestValidationError):
        return await _on_invalid(request, failure)
    return await _on_bug(request, failure) if isinstance(failure, NO_CRASH) else None


def render_failures(app: FastAPI) -> None:
    """Make every failure of the app a problem document."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    for kind in NO_CRASH:
        app.add_exception_handler(kind, _on_bug)  # not a crash of the server: it is not raised again
    app.add_exception_handler(Exception, _on_bug)


REFUSALS = frozenset({"wrong-credentials", "too-many-attempts", "not-allowed", "cross-site"})
"""What whoever watches for attackers wants to see."""
security_log = logging.getLogger("xuncheng.security")


def note_refusal(problem: Problem) -> None:
    """Log what was refused to whom it was not meant for; who it was stands in the database alone."""
    if problem.kind.name in REFUSALS:
        security_log.info("refused", extra={"facts": {"problem": problem.kind.name}})


async def _on_problem(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, Problem)  # noqa: S101  (Starlette hands over what was registered)
    note_refusal(failure)
    return problem_response(failure, language_of(request))


async def _on_invalid(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)  # noqa: S101
    english = language_of(request) == "en"
    errors = failure.errors()
    if any(error["type"] == "json_invalid" for error in errors):
        return problem_response(Problem("malformed-json"), language_of(request))
    fields = [{"field": _field(error), "message": _message(error, english=english)} for error in errors]
    summary = "；".join(f"{field['field']}：{field['message']}" for field in fields[:5])
    return problem_response(
        Problem("invalid-input", summary=summary, shown={"errors": fields}), language_of(request)
    )


def _field(error: dict[str, Any]) -> str:
    return ".".join(str(part) for part in error["loc"] if part not in {"body", "query", "path"}) or "body"


def _message(error: dict[str, Any], *, english: bool) -> str:
    context = error.get("ctx", {})
    is_of_time = isinstance(context.get("ge", context.get("lt")), str)  # only bounds of time come as texts
    chinese_and_english = OUT_OF_TIME if is_of_time else FIELD_SENTENCES.get(error["type"])
    if chinese_and_english is None:
        return str(error["msg"]) if english else "内容不正确"
    return chinese_and_english[english].format(**context)


async def _on_http(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)  # noqa: S101
    if isinstance(failure, BodyRefused):
        return await _on_problem(request, failure.problem)
    match failure.status_code:
        case 404:
            problem = Problem("not-found", what=request.url.path)
        case 405:
            problem = Problem(
                "method-not-allowed", method=request.method, headers=dict(failure.headers or {})
            )
        case 400:
            problem = Problem("invalid-input", summary="请求格式不正确")
        case status:
            return Response(
                orjson.dumps(
                    {
                        "type": "about:blank",
                        "title": str(failure.detail),
                        "status": status,
                        "detail": str(failure.detail),
                    }
                ),
                status,
                dict(failure.headers or {}),
                MEDIA_TYPE,
            )
    return problem_response(problem, language_of(request))


async def _on_bug(request: Request, failure: Exception) -> Response:
    """What is away for a while, a full or a failing disk have sentences of their own; all else is a bug."""
    away, route = _what_is_away(failure), route_of(request.scope)
    if away is not None:
        log.error("%s for %s %s: %s", away.kind.name, request.method, route, failure)
        return problem_response(away, language_of(request))
    reason = refusal(failure)
    if reason is not None:
        log.error("the disk refuses %s %s: %s", request.method, route, failure)
        problem = Problem("disk-full") if reason is Refusal.FULL else Problem("disk-fails")
        return problem_response(problem, language_of(request))
    number = request_id() or begin_request(None)
    log.error("unexpected failure %s in %s %s", number, request.method, route, exc_info=failure)
    return problem_response(Problem("internal-error", request_id=number), language_of(request))


def _what_is_away(failure: Exception) -> Problem | None:
    if isinstance(failure, StoreUnfit):
        return Problem("store-away", headers=AGAIN)
    return Problem("database-away", headers=AGAIN) if is_away(failure) else None
