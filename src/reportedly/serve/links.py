"""Addresses of others, and whether they may be followed."""

from __future__ import annotations

from urllib.parse import urlsplit


def safe_link(url: str | None) -> str | None:
    """The address, if it is one that may be followed: http or https, and nothing that runs."""
    if not url or any(ord(c) <= 32 for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
