"""The pages a person sees: the project's demo at ``/`` and the API's documentation at ``/docs``.

Everything comes from this process: no inline script, no third party, so the strict Content-Security-Policy holds.
"""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

SHARED_WEB = Path(__file__).resolve().parents[1] / "web"
SWAGGER_UI = Path(str(files("fastapi_offline"))) / "static"


def add_pages(app: FastAPI, web: Path | None) -> None:
    """Serve ``web/index.html`` (when the project has one), ``/docs`` and the files of both."""
    folders = [folder for folder in (web, SHARED_WEB) if folder is not None]
    environment = Environment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined)
    templates = Jinja2Templates(env=environment)
    router = APIRouter(include_in_schema=False)

    def page(name: str, request: Request) -> Response:
        return templates.TemplateResponse(request, name, {"service_title": app.title, "version": app.version})

    if web is not None:

        @router.get("/", response_class=HTMLResponse)
        async def index(request: Request) -> Response:
            return page("index.html", request)

        app.mount("/static/app", StaticFiles(directory=web), name="app")

    @router.get("/docs", response_class=HTMLResponse)
    async def docs(request: Request) -> Response:
        return page("docs.html", request)

    app.include_router(router)
    app.mount("/static/shared", StaticFiles(directory=SHARED_WEB), name="shared")
    app.mount("/static/swagger", StaticFiles(directory=SWAGGER_UI), name="swagger")
