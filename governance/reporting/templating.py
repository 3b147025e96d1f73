"""Templates and style sheets: a firm's own folder goes before the product's, file by file; a template can show and nothing else."""

import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from governance import resources
from governance.errors import ReportingError
from governance.reporting.text import finalized

FAULTS = (TemplateError, TypeError, ValueError, LookupError, ArithmeticError)
FONT = re.compile(r'url\("fonts/(?P<name>[\w.-]+)"\)')
REMEDY = "correct the template, or remove it to use the product's own"


class Templates:
    """The templates of one rendering."""

    def __init__(self, own: Path | None) -> None:
        if own is not None and not own.is_dir():
            raise ReportingError("there is no such folder of templates", str(own), "name a folder, or leave the option out")
        self.folders = (*([own] if own else []), resources.templates())
        self.environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in self.folders]),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=finalized,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, name: str, **shown: Any) -> str:
        """The filled template. Raises `ReportingError` that names file and line."""
        try:
            return self.environment.get_template(name).render(**shown)
        except FAULTS as error:
            raise ReportingError(_problem(error), _where(error, name), REMEDY) from error

    def style(self, name: str, locate: Callable[[Path], str]) -> Markup:
        """A style sheet, with every ``url("fonts/...")`` pointing to where ``locate`` says the font is."""
        sheet = self.find(name).read_text(encoding="utf-8")
        return Markup(FONT.sub(lambda found: f'url("{locate(self.find("fonts/" + found["name"]))}")', sheet))  # noqa: S704  ours or the firm's

    def find(self, name: str) -> Path:
        """The file of that name, the firm's own first. Raises `ReportingError` where there is none."""
        found = next((folder / name for folder in self.folders if (folder / name).is_file()), None)
        if found is None:
            raise ReportingError(f"{name} is missing", str(self.folders[0]), "add the file, or install the product again")
        return found


def _problem(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template called {error.name}"
    return f"a template cannot be filled: {error}"


def _where(error: Exception, name: str) -> str:
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name or name}:{error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else name
