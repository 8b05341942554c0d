"""Which language a text is in, or None when there is too little to tell.

English is told by its commonest words, which costs microseconds; anything else goes to py3langid, whose
model comes inside its package. It takes about 0.3 s to unpack (measured; see ``_load_identifier``), so a
desk that reads English never pays for it, and importing this module costs nothing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 4000  # characters: more does not change the answer
SHORTEST = 40  # characters of letters below which even a good guess is a guess
SURE = 0.5  # share of the model's belief below which the answer is unknown; it spreads belief over 130 languages

# The commonest words of English that no other language writes often: "in", "on", "was" and "a" are left out.
ENGLISH = frozenset(
    "the and of that to with for from his her they their this which have has had would said were been not by".split(" ")
)
ENGLISH_SHARE = 0.2  # of a text's words; ordinary English has 0.25 to 0.4, no other language over 0.08
ENGLISH_KINDS = 4  # how many different ones, so that a list of "by" lines is no English text

# Those ISO 639-1 codes of the model in which news is published; its minor and dead ones only mislead.
LANGUAGES = (
    "af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr ht hu hy id ig is it ja ka "
    "kk km kn ko ku ky lo lt lv mg mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru rw si sk sl so sq sr sv sw ta "
    "te tg th tk tl tr ug uk ur uz vi xh yo zh zu"
)

WORD = re.compile(r"[^\W\d_]+")


def find_language(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None when it is too short, mixed or without letters."""
    words = WORD.findall(text[:SAMPLE])
    if sum(map(len, words)) < SHORTEST:
        return None
    known = [word for word in (word.lower() for word in words) if word in ENGLISH]
    if len(known) >= ENGLISH_SHARE * len(words) and len(set(known)) >= ENGLISH_KINDS:
        return "en"
    language, belief = _load_identifier().classify(" ".join(words))
    return str(language) if belief >= SURE else None


@cache
def _load_identifier() -> LanguageIdentifier:
    """The model, loaded once: 0.2 to 0.5 s, most of it unpacking 4.5 MB of xz."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES.split(" "))
    return identifier
