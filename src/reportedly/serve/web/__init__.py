"""A record over HTTP: the REST API under ``/api``, and pages for people. ``make_app`` makes the application."""

from reportedly.serve.web.app import make_app
from reportedly.serve.web.desk import WebOptions

__all__ = ["WebOptions", "make_app"]
