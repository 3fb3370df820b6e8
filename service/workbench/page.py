"""The workbench at ``/``: a form, and everything about the patient it is sent with.

Server-rendered and without a memory: what is pasted is read, answered and forgotten. It is never logged, and never
on disk. Nothing on the page comes from another host, and it works without its script.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from service.call import PathwayService
from service.demo.patients import orders, patients, results
from service.http.routes import BODY_SECONDS
from service.settings import Settings
from service.site import Site
from service.workbench.view import CannotShowError, View, Viewer
from service.workbench.what_if import controls
from service.workbench.wishes import HOOKS, Wishes, read

Json: TypeAlias = dict[str, Any]

FILES = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
MOST_FIELDS = 100
TOO_LARGE = "What was sent has more than {limit} bytes. Give one patient only."
TOO_SLOW = "The form did not arrive in time. Send it again."
UNREADABLE_FORM = "The form could not be read. Send it from this page."


def workbench_routes(settings: Settings, machine: PathwayService, site: Site) -> list[BaseRoute]:
    """``/``, the request it sends as JSON, and the page's own files."""
    workbench = Workbench(settings, machine, site)
    return [
        Route("/", workbench.show),
        Route("/", workbench.show_sent, methods=["POST"]),
        Route("/workbench/request", workbench.request),
        Mount("/workbench", StaticFiles(directory=FILES)),
    ]


class Workbench:
    """The page of one site."""

    def __init__(self, settings: Settings, machine: PathwayService, site: Site) -> None:
        self._settings, self._machine, self._site = settings, machine, site
        self._viewer = Viewer(machine, site)
        self._template = _environment().get_template("workbench.html")

    async def show(self, request: Request) -> HTMLResponse:
        """The page; with an example patient in the address, everything about that patient."""
        wishes = read(request.query_params.multi_items())
        return await self._page(wishes) if wishes.patient else self._rendered(wishes)

    async def show_sent(self, request: Request) -> HTMLResponse:
        """The page about a record that was pasted or uploaded."""
        try:
            wishes = await self._sent(request)
        except CannotShowError as error:
            return self._rendered(Wishes(), problem=str(error), status=400)
        if not wishes.record and not wishes.patient:
            return self._rendered(wishes, problem="Paste a record or choose a file first.", status=400)
        return await self._page(wishes)

    async def request(self, request: Request) -> Response:
        """The hook request for an example patient, as the page's curl line sends it on."""
        try:
            body = self._viewer.request(read(request.query_params.multi_items()))
        except CannotShowError as error:
            return Response(str(error), 404, HEADERS, "text/plain")
        return Response(json.dumps(body, indent=1), headers=HEADERS, media_type="application/json")

    async def _page(self, wishes: Wishes) -> HTMLResponse:
        try:
            view = await self._viewer.view(wishes)
        except CannotShowError as error:
            return self._rendered(wishes, problem=str(error), status=422)
        return self._rendered(wishes, view)

    async def _sent(self, request: Request) -> Wishes:
        """The form's fields and file, in memory only. Raises CannotShowError."""
        limit = self._settings.body_limit
        body = await _body(request, limit)
        parser = MultiPartParser(request.headers, body, max_files=1, max_fields=MOST_FIELDS, max_part_size=limit)
        parser.spool_max_size = limit  # never a temporary file
        try:
            form = await parser.parse()
        except (MultiPartException, KeyError):
            raise CannotShowError(UNREADABLE_FORM) from None
        try:
            return read(_texts(form), await _upload(form))
        finally:
            await form.close()

    def _rendered(
        self, wishes: Wishes, view: View | None = None, *, problem: str = "", status: int = 200
    ) -> HTMLResponse:
        examples = self._site.pathway.examples
        page = self._template.render(
            texts=self._site.pathway.texts,
            version=self._machine.version,
            hooks=HOOKS,
            patients=patients(examples, self._machine.today()).values(),
            orders=orders(examples).values(),
            results=results(examples).values(),
            controls=controls(self._site.pathway, wishes.answers, self._viewer.edition),
            wishes=wishes,
            record=wishes.record.decode("utf-8", "replace"),
            view=view,
            map=self._viewer.map,
            problem=problem,
            service_url=f"{self._settings.base_url}/cds-services",
            request_url=f"{self._settings.base_url}/workbench/request?{_query(wishes)}",
        )
        return HTMLResponse(page, status, HEADERS)


def _query(wishes: Wishes) -> str:
    """The address that asks for the same request again."""
    asked = {"patient": wishes.patient, "hook": wishes.hook, "order": wishes.order}
    numbers = {f"result.{name}": f"{number:f}" for name, number in wishes.numbers.items()}
    return urlencode({name: value for name, value in {**asked, **numbers}.items() if value})


async def _body(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The whole body, to be read again. Raises CannotShowError when it is more than ``limit`` bytes, or slow.

    What is too much is let pass unkept, so that a browser that is still sending reads the answer.
    """
    chunks, size = [], 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                size += len(chunk)
                if size <= limit:
                    chunks.append(chunk)
    except TimeoutError:
        raise CannotShowError(TOO_SLOW) from None
    if size > limit:
        raise CannotShowError(TOO_LARGE.format(limit=limit))
    return _again(chunks)


async def _again(chunks: list[bytes]) -> AsyncGenerator[bytes, None]:
    for chunk in chunks:
        yield chunk


def _texts(form: FormData) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


async def _upload(form: FormData) -> bytes:
    file = form.get("file")
    return await file.read() if isinstance(file, UploadFile) else b""


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("service.workbench"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["markdown"] = _markdown
    environment.filters["json"] = _json
    return environment


_RENDERER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _markdown(text: str) -> Markup:
    """Markdown as an EHR shows it: HTML inside it stays text, no picture is fetched."""
    return Markup(_RENDERER.render(text))  # noqa: S704 - html is off, and markdown-it escapes the rest


def _json(value: Json) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
