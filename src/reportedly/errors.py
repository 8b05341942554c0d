"""The error tree: an ArticleError is noted and the work goes on; a SetupError stops it."""

from __future__ import annotations


class ReportedlyError(Exception):
    """Anything Reportedly reports to its user: what failed, where, and what to try."""


class ArticleError(ReportedlyError):
    """One article cannot be read.

    where: the file, URL or record that failed.
    """

    def __init__(self, where: str, problem: str, *, hint: str | None = None) -> None:
        self.where = where
        self.problem = problem
        self.hint = hint
        super().__init__(f"{where}: {problem}" + (f" {hint}" if hint else ""))


class SetupError(ReportedlyError):
    """The installation, the options or the environment are wrong; nothing can go on."""


class RecordError(ReportedlyError):
    """A record cannot be read or written now: what was in it before is still there, and nothing is half in.

    where: the file or the URL of the record.
    """

    def __init__(self, where: str, problem: str, *, hint: str | None = None) -> None:
        self.where = where
        self.problem = problem
        self.hint = hint
        super().__init__(f"{where}: {problem}" + (f" {hint}" if hint else ""))


class AlertError(ReportedlyError):
    """Somebody could not be told; what was to be told is kept and told again later.

    where: whom or what file.
    """

    def __init__(self, where: str, problem: str, *, hint: str | None = None) -> None:
        self.where = where
        self.problem = problem
        self.hint = hint
        super().__init__(f"{where}: {problem}" + (f" {hint}" if hint else ""))
