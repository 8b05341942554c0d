"""English: the words and phrases by which times are read. Data only; ``read/times.py`` says how it is used.

A text is cut into words and marks, each of which has one class. ``CLASSES`` lists the classes by word, with
the value that a word carries; digits get theirs from their form. ``RULES`` are phrases over classes: a class
name stands for one word of it, ``?``, ``|`` and brackets are as in regular expressions. The longest phrase
wins, of two that are equally long the earlier rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from reportedly.read.lang import words_of


def _set(listing: str) -> frozenset[str]:
    return frozenset(words_of(listing))


def _numbered(words: str, first: int = 0) -> dict[str, int]:
    """Each word with its place in the list; words joined by ``/`` share one."""
    return {word: i for i, group in enumerate(words.split(), first) for word in group.split("/")}


WEEKDAYS = _numbered("monday tuesday wednesday thursday friday saturday sunday")
# A short weekday is one only beside a date or a clock time ("Sat. 5 May"): "Sun" and "Wed" are other words too.
SHORT_WEEKDAYS = _numbered("mon tue/tues wed thu/thur/thurs fri sat sun")
MONTHS = _numbered("january february march april may june july august september october november december", 1)
SHORT_MONTHS = _numbered("jan feb mar apr _ jun jul aug sep/sept oct nov dec", 1)
# Months that are verbs, adjectives or people as well: taken only where the words around them speak of time.
NAME_MONTHS = frozenset({"march", "april", "may", "june", "august"})

CLASSES: Mapping[str, Mapping[str, int]] = {
    # From midnight of the day, in hours: see DAY_PARTS for the stretch that each covers.
    "daypart": _numbered(
        "morning afternoon evening night dawn/daybreak/sunrise dusk/sunset/nightfall lunchtime/midday daylight"
    ),
    "noon": {"noon": 12, "midnight": 0},
    "deictic": {"yesterday": -1, "today": 0, "tomorrow": 1},
    "tonight": {"tonight": 0},
    "overnight": {"overnight": 0},
    "hours": {"hours": 1},
    "unit": _numbered("minute hour day week weekend fortnight month quarter year decade century"),
    "units": _numbered("minutes _ days weeks weekends fortnights months quarters years decades centuries"),
    "season": _numbered("spring summer autumn/fall winter"),
    "digitword": _numbered("one two three four five six seven eight nine ten eleven twelve", 1)
    | {"fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90},
    "ordinal": _numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1)
    | {"twentieth": 20, "nineteenth": 19, "eighteenth": 18, "seventeenth": 17, "final": -1},
    "several": _numbered("few several couple many"),
    "recent": {"recent": -1},
    "a": {"a": 1, "an": 1},
    "half": {"half": 1},
    "last": {"last": -1},
    "past": {"past": -1},
    "prior": {"previous": -1, "preceding": -1, "prior": -1},
    "next": {"next": 1},
    "coming": {"coming": 1, "upcoming": 1},
    "following": {"following": 1},
    "this": {"this": 0, "current": 0, "present": 0},
    "that": {"that": 0, "same": 0},
    "whole": {"entire": 0, "whole": 0, "full": 0},
    "earlier": {"earlier": 0},
    "later": {"later": 1},
    "early": {"early": 0},
    "mid": {"mid": 1, "middle": 1},
    "late": {"late": 2},
    "start": {"beginning": 0, "start": 0, "outset": 0, "opening": 0},
    "end": {"end": 2, "close": 2},
    "height": {"outbreak": 0, "height": 1, "onset": 0, "eve": 0, "wake": 0},
    "small": {"small": 0},
    "the": {"the": 0},
    "of": {"of": 0},
    "on": {"on": 0},
    "in": {"in": 0},
    "at": {"at": 0},
    "to": {"to": 0},
    "through": {"through": 0, "thru": 0},
    "and": {"and": 0, "or": 0},
    "ago": {"ago": 0},
    "back": {"back": 0},
    "more": {"more": 0, "over": 0},
    "than": {"than": 0},
    "less": {"less": 0, "under": 0},
    "about": {"about": 0, "around": 0, "roughly": 0, "approximately": 0, "nearly": 0, "almost": 0, "some": 0},
    "shortly": {"shortly": 0, "just": 0, "soon": 0, "moments": 0},
    "since": {"since": 0},
    "by": {"by": 0},
    "until": {"until": 0, "till": 0},
    "before": {"before": -1},
    "after": {"after": 1},
    "from": {"from": 0},
    "between": {"between": 0},
    "local": {"local": 0},
    "time": {"time": 0},
    "oclock": {"o'clock": 0, "o’clock": 0},
    "every": {"every": 0, "each": 0},
    "age": {"year-old": 0},
    "recently": {"recently": -1, "lately": -1, "currently": 0, "nowadays": 0, "presently": 0, "soon": 1},
    "these": {"these": 0},
    "period": {"period": 0, "point": 0, "stage": 0},
    "future": {"future": 1},
    "near": {"near": 1, "immediate": 1, "foreseeable": 1, "distant": 1},
    "term": {"term": 1},
    "long": {"long": 1, "short": 1, "medium": 1},
    "moment": {"moment": 0},
}

# Hours from the midnight that begins the day. A night belongs to the day on which it begins.
DAY_PARTS = ((6, 12), (12, 18), (18, 24), (18, 30), (4, 8), (17, 21), (11, 14), (6, 18))
# The day as a whole, by thirds: "early on Sunday", "late on Friday".
EARLY_DAY, MID_DAY, LATE_DAY = (0, 9), (10, 16), (18, 24)
EARLY_MORNING = (0, 9)
SMALL_HOURS = (0, 6)
# Months from January that begin a season, by the meteorologists of the northern half; each lasts three.
SEASON_MONTHS = (3, 6, 9, 12)

# Abbreviations that several zones share (CST, IST, BST) are left out: they say nothing for certain.
ZONES: Mapping[str, int] = {
    "gmt": 0, "utc": 0, "wet": 0, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180,
    "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "jst": 540,
}  # fmt: skip
# Zones without a fixed offset: the words are a zone's, the offset stays unknown.
LOOSE_ZONES = frozenset({"et", "pt", "ct", "mt", "bst", "ist", "cst"})

# Parts of rules that come again; a rule names them in braces.
PARTS: Mapping[str, str] = {
    "third": "((early|mid|late) (dash|on|in)? | the? (start|mid|end) of)",
    "count": "(num|digitword|a|a? several of?|half a|digitword (dash|and) digitword|num (dash|and) num)",
    "anyunit": "(unit|units|hours)",
    "which": "(last|next|this|coming|past|prior|following|that)",
    "yearlike": "(year|(last|next|this|that|prior|following) unit|the (last|next|that|prior|following|this) unit)",
    "zone": "(zone|local time)",
    "clocktime": "(clock ampm?|num ampm|(num|digitword) oclock (in the daypart)?|noon|(num|digitword) in the daypart)",
}

RULES: tuple[tuple[str, str], ...] = (
    ("iso", "iso"),
    ("numeric", "slash"),
    ("date", "(weekday dot? comma?)? the? (num|ordinal) of? month dot? (comma? year|comma? {which} unit)?"),
    ("date", "the? (weekday dot? comma?)? month dot? the? (num|ordinal) (comma? year)?"),
    ("dates", "(num|ordinal) (dash|to|and) (num|ordinal) of? month dot? (comma? year)?"),
    ("dates", "the? month dot? (num|ordinal) (dash|to|and|through) (num|ordinal) (comma? year)?"),
    ("month", "{third}? month dot? (of|comma)? {yearlike}"),
    ("month", "{third}? the? {which}? month dot?"),
    ("year", "{third}? the? year"),
    ("years", "year dash (year|num)"),
    ("decade", "{third}? the? decade ((to|dash) decade)?"),
    ("century", "{third}? the? ordinal dash? unit"),
    ("season", "{third}? (in? the|in|last|next|this|that|since|by|coming) season (of? {yearlike})?"),
    ("season", "{third}? season of? year"),
    ("weekday", "{third}? the? ({which})? weekday poss? daypart?"),
    ("weekday", "(in|on|at)? {third}? the? (daypart|early hours|small hours) (of|on) ({which})? weekday"),
    ("weekday", "weekday of? the? (last|next|this) unit daypart?"),
    ("deictic", "({third}|earlier|later|late)? deictic poss? daypart?"),
    ("deictic", "in? the? (early|small) hours of (deictic|this daypart)"),
    ("tonight", "({third}|earlier|later)? tonight"),
    ("tonight", "({third}|earlier|later)? last daypart"),
    ("overnight", "overnight"),
    ("thispart", "({third}|earlier|later)? (this|that|the that|the prior|the following|the next) daypart"),
    ("smallhours", "in the (small|early) hours"),
    ("relative", "({third}|earlier|later in?|late in?)? (on|at|more)? the? {which} unit"),
    ("relative", "(the|a) whole unit"),
    ("relative", "(earlier|later|late|early|end|start) (in|of)? the unit"),
    ("weekend", "(at|more|on|in) the unit"),
    ("beside", "the unit (before|after|prior|earlier)"),
    ("period", "{third}? the? (last|first|ordinal) unit of {yearlike}"),
    ("period", "the? (last|ordinal) unit of the? {which}? (month|unit)"),
    ("quarter", "the? ordinal dash? unit (of? {yearlike})?"),
    ("half", "the? ordinal half of (month|{yearlike})"),
    ("rolling", "(in|more|of|for)? the? (past|last|next|coming|prior|following) {count}? {anyunit}"),
    ("ago", "(about|more than?|less than)? {count}? {anyunit} (and a half)? (ago|back)"),
    ("apart", "(about|more than?|less than)? {count}? {anyunit} (earlier|later)"),
    ("yearago", "the? that (unit|period|time) (of|in)? (a unit (ago|earlier)|last unit|the? prior unit)"),
    ("fromnow", "in (about|less than|more than)? {count} {anyunit} (poss? time)?"),
    ("event", "(about|more than?|less than|shortly)? {count}? {anyunit} (before|after)"),
    ("event", "(early|late|mid|later) on? in the"),
    ("event", "(at|since|from|near|toward) the (start|end|height) of the"),
    ("vague", "recently"),
    ("vague", "(in|over|for)? recent units"),
    ("vague", "(in|of) the (near? future|past)"),
    ("vague", "(at|for) the moment"),
    ("vague", "(at|for)? the? long dash? term"),
    ("vague", "these units"),
    ("clock", "(about|shortly? (before|after))? {clocktime} {zone}?"),
    ("clock", "num zone"),
    ("hourpart", "(at|about|by|since|until) (num|digitword) this daypart"),
)  # fmt: skip

# What may stand between a clock time or a part of the day and its day.
CLOCK_JOINTS = frozenset({"", "on", ",", "at", ", on", ", at", "of", "on the", "in", "on the day of"})
RANGE_WORDS = frozenset({"to", "until", "till", "through", "and", "-", "–", "—"})

# Verbs and words by which a clause speaks of what is to come, or of what has been.
AHEAD = _set(
    """will shall would should could may might must can plans plan planned planning expects expect expected expecting
    scheduled due set slated ahead upcoming forthcoming deadline hopes intends aims going wants urged promised vowed
    won't wouldn't shan't pledged until by"""
)
BEHIND = _set(
    """said told says say was were had did has have got came went took made gave left found fell struck hit shot began
    broke sent met won lost held saw heard ran flew drove rose paid brought fought sank blew withdrew wrote spoke led
    fled became took shut cut spread bought sold stood kept thought knew grew drew threw caught taught built burnt
    lay wasn't weren't hadn't didn't hasn't haven't been since after"""
)
# After these a word in -ed is a participle and says nothing of the time: "will be closed on Monday".
BE = _set("be is are am being get gets become")
NOT_PAST = _set("need speed indeed hundred red bed shed seed feed breed unprecedented united armed need wed led")
# After a weekday: papers and programmes ("Sunday Times"). Before it: days with a name ("Black Friday").
PAPERS = _set(
    "times post mirror telegraph express mail herald world star sun independent people night live morning club review"
    " tribune record business sport politics gazette agenda"
)
NAMED_DAYS = _set("black bloody good palm super ash easter cyber maundy giving whit shrove fat holy ruby casual freaky")
TITLES = _set(
    "mr mrs ms miss dr sir lady lord dame general gen captain colonel minister president secretary senator sen judge"
    " chancellor leader premier prime pm mayor governor"
)
# "Their last night" is no night before publication.
OWNERS = _set("my your his her its our their whose")
# Before a month that is a name as well; the first are safe even before a capital ("in April Jones left").
SURE_BEFORE_MONTH = _set("in since until till during last next this early late mid throughout")
OPEN_BEFORE_MONTH = _set("by from of before after to through end beginning start and between")
# A bare four-figure number is a year after these, unless what it counts follows.
BEFORE_YEAR = _set(
    "in since until till by from of before after during for to through and early late mid between around circa"
    " throughout over the spring summer autumn fall winter than"
)
COUNTED = _set(
    "people men women feet metres meters dead troops soldiers per percent miles tonnes tons kilometres kilometers km"
    " kg crew staff police children homes more or"
)
NOT_COUNTED = _set("was is has this as its does his thus perhaps")
# Words that end the noun phrase of "early in the …".
PHRASE_ENDS = _set(
    """a an the and or but that which who whom whose when where while as if because so than then of in on at by for from
    to with into over under after before since until is are was were be been has have had will would could should may
    might can did does do said says it he she they we i you there not still now also"""
)
