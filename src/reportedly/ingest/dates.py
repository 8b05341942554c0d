"""Dates as pages write them, into ISO 8601, no more precise than they were."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
# The part of ISO 8601 that pages use; a space for the T and a missing colon in the offset are common slips.
DATE_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|[+-]\d{2}(?::?\d{2})?)?", re.IGNORECASE
)


def parse_date(raw: str) -> str | None:
    """The date or time in ISO 8601, with its offset if it has one; None when it is neither ISO 8601 nor RFC 5322.

    A date stays a date: no midnight is made up. A time without an offset stays without.
    """
    raw = raw.strip()
    try:
        if DATE_ONLY.fullmatch(raw):
            return date.fromisoformat(raw).isoformat()
        if (match := DATE_TIME.fullmatch(raw)) is not None:
            day, time, offset = match.groups()
            return datetime.fromisoformat(f"{day}T{time}{(offset or '').upper()}").isoformat()
        if raw[:3].isalpha() and ":" in raw:
            return parsedate_to_datetime(raw).isoformat()
    except (ValueError, TypeError, OverflowError):
        return None
    return None
