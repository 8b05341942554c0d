"""Addresses: what the versions of one page share."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tld import get_tld
from w3lib.url import canonicalize_url

# Parameters that say where a reader came from, and never what is shown. A "*" stands for any ending.
TRACKING = (
    "utm_*", "at_*", "mc_*", "mtm_*", "pk_*", "piwik_*", "matomo_*", "hsa_*", "ns_*", "wt.*", "sc_*", "ga_*", "_hs*",
    "vero_*", "oly_*", "ml_*", "elq*", "trk*",
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
    "igshid", "igsh", "li_fat_id", "epik", "rdt_cid", "s_kwcid", "_ga", "_gl", "_openstat", "mkt_tok", "cmpid",
    "ito", "ncid", "ocid", "icid", "smid", "smtyp", "ref", "referrer", "referer", "ref_src", "ref_url", "sharetype",
    "sr_share", "spref", "xtor", "xtref", "cmpredirect", "fb_action_ids", "fb_action_types", "fb_ref", "fb_source",
    "traffic_source", "guccounter", "guce_referrer", "guce_referrer_sig", "_branch_match_id", "intcmp",
    "int_source", "int_medium", "int_campaign", "wtmc", "nlid",
    "amp", "_amp", "isamp", "amp_js_v", "amp_gsa", "usqp", "amp_r", "amp_tf",
)  # fmt: skip
AMP_PAIRS = frozenset({("outputtype", "amp"), ("output", "amp"), ("mode", "amp"), ("view", "amp"), ("format", "amp")})
PORTS = {"http": 80, "https": 443}
# Hosts that show the pages of another at its own addresses: the front that a reader's device gets.
FRONTS = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
AMP_CACHE = "cdn.ampproject.org"
AMP_CACHE_PATH = re.compile(r"^/[a-z](?:/s)?/(?=[^/]+\.[^/]+)")
AMP_TAIL = re.compile(r"/amp(?:\.html?)?$|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
AMP_HEAD = re.compile(r"^/amp(?=/.)", re.IGNORECASE)
ROUNDS = 8  # an address of an AMP cache within one within one is nobody's
_TRACKING_NAMES = frozenset(name for name in TRACKING if not name.endswith("*"))
_TRACKING_STARTS = tuple(name[:-1] for name in TRACKING if name.endswith("*"))


def canonical_url(url: str, *, declared: str | None = None) -> str:
    """The address that all versions and variants of one page share.

    Scheme and host in lower case, https for http, without the default port, the fragment, ``www.``, mobile and AMP
    fronts, AMP paths and parameters, tracking parameters (``TRACKING``) and a slash at the end; the other parameters
    sorted. declared: what the page calls its canonical address; it counts only on the same registrable site and
    where it is not the front page (sites declare both by mistake), and may be relative.
    Idempotent; what is no http address comes back as it was.
    """
    folded = _settle(url)
    if declared:
        try:
            other = _settle(urljoin(url, declared.strip()))
        except ValueError:  # no address at all
            return folded
        if registrable_site(other) == registrable_site(folded) is not None and not _is_front_page(other):
            return other
    return folded


def registrable_site(url: str) -> str | None:
    """The part of a host that someone registered ("harbour.example"), a number whole; None without one."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return _find_site(host) if host else None


@lru_cache(4096)
def _find_site(host: str) -> str:
    found = get_tld(f"https://{host}/", as_object=True, fail_silently=True)
    site = getattr(found, "fld", None)
    if isinstance(site, str):
        return site
    return host if ":" in host or host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:])


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _settle(url: str) -> str:
    """Fold until nothing changes: one fold may lay bare what the next one takes."""
    for _ in range(ROUNDS):
        folded = _fold(url)
        if folded == url:
            break
        url = folded
    return url


def _fold(url: str) -> str:
    try:
        parts = urlsplit(canonicalize_url(url.strip()))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except (ValueError, UnicodeError):
        return url
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not host:
        return url
    path = parts.path or "/"
    if host == AMP_CACHE or host.endswith("." + AMP_CACHE):
        inner, found = AMP_CACHE_PATH.subn("", path)
        if found and (place := inner.partition("/"))[0]:
            host, port, path = place[0].lower(), None, "/" + place[2]
    if not host.replace(".", "").isdigit():
        host = FRONTS.sub("", host)
    path = AMP_TAIL.sub("", AMP_HEAD.sub("", path)).rstrip("/") or "/"
    kept = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(*pair))
    shown = f"[{host}]" if ":" in host else host
    if port is not None and port != PORTS[scheme]:
        shown = f"{shown}:{port}"  # another port is another server, which may know no TLS
    else:
        scheme = "https"
    return urlunsplit((scheme, shown, path, urlencode(kept), ""))


def _is_tracking(name: str, value: str) -> bool:
    name = name.lower()
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_STARTS) or (name, value.lower()) in AMP_PAIRS
