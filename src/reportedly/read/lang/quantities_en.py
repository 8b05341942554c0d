"""English: the words by which figures are read. Data only; ``read/quantities.py`` says how it is used."""

from __future__ import annotations

from reportedly.read.lang import words_of


def _set(listing: str) -> frozenset[str]:
    return frozenset(words_of(listing))


def _table(**rows: str) -> dict[str, str]:
    """Each word of the listings with the name of its row."""
    return {word: name.replace("_", " ") for name, listing in rows.items() for word in words_of(listing)}


NUMBERS = {
    word: i
    for i, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen".split()
    )
} | {w: i * 10 for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {
    "dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000, "k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000,
    "tn": 1_000_000_000_000,
}  # fmt: skip

# Before a figure, the longest first; "well", "just" and "only" between them and the figure change nothing.
BEFORE = {
    ("at", "least"): ">=", ("no", "fewer", "than"): ">=", ("no", "less", "than"): ">=", ("not", "fewer", "than"): ">=",
    ("not", "less", "than"): ">=", ("a", "minimum", "of"): ">=", ("minimum",): ">=",
    ("more", "than"): ">", ("over",): ">", ("upward", "of"): ">", ("upwards", "of"): ">", ("in", "excess", "of"): ">",
    ("above",): ">", ("greater", "than"): ">", ("exceeded",): ">", ("exceeding",): ">", ("beyond",): ">",
    ("fewer", "than"): "<", ("less", "than"): "<", ("under",): "<", ("below",): "<",
    ("up", "to"): "<=", ("as", "many", "as"): "<=", ("as", "much", "as"): "<=", ("no", "more", "than"): "<=",
    ("not", "more", "than"): "<=", ("at", "most"): "<=", ("a", "maximum", "of"): "<=",
    ("about",): "~", ("around",): "~", ("some",): "~", ("roughly",): "~", ("approximately",): "~", ("nearly",): "~",
    ("almost",): "~", ("close", "to"): "~", ("perhaps",): "~", ("estimated",): "~", ("nearer",): "~", ("maybe",): "~",
    ("an", "estimated"): "~", ("circa",): "~", ("something", "like"): "~", ("or", "so"): "~", ("probably",): "~",
    ("something", "over"): ">", ("estimate",): "~", ("possibly",): "~",
}  # fmt: skip
AFTER = {
    ("or", "more"): ">=", ("and", "more"): ">=", ("or", "so"): "~", ("or", "fewer"): "<=", ("or", "less"): "<=",
    ("at", "least"): ">=", ("at", "most"): "<=", ("plus",): ">=", ("+",): ">=", ("-", "odd"): "~",
    (",", "perhaps", "more"): ">=", (",", "maybe", "more"): ">=", ("or", "thereabouts"): "~",
    (",", "more", "like"): "~",
}  # fmt: skip
FILLERS = _set("well just only even now exactly precisely a the all our its their his her these those another than far")
RANGE = _set("to - – — or and")

# What people are said to be: one word for each, so that outlets with different verbs can be compared.
STATES = _table(
    killed="kill dead die death fatality slay perish deceased drown massacre slaughter murder execute live_lost corpse",
    wounded="wound wounded injure injured injury hurt maim casualty",
    missing="missing unaccounted disappear vanish",
    arrested="arrest detain seize imprison jail",
    captured="capture",
    evacuated="evacuate relocate",
    displaced="displace displaced",
    fled="flee",
    escaped="escape abscond escaped",
    rescued="rescue save",
    treated="treat hospitalise hospitalize",
    infected="infect sicken",
    struck="hit strike beat",
    trapped="trap trapped stranded strand",
    safe="safe unharmed unhurt",
    alive="alive survive survivor",
    buried="bury",
    released="release free freed",
)
# Nouns that stand for people, so that a figure of them takes its state from the verb.
PEOPLE = _set(
    """people person civilian soldier man woman child patient prisoner inmate passenger resident sailor officer fighter
    militant worker docker firefighter driver shopper villager student protester demonstrator citizen troop serviceman
    servicewoman guard policeman police member trader nurse doctor teacher journalist refugee migrant tourist guest
    crew rebel gunman insurgent rescuer miner farmer employee staff boy girl family victim survivor hand hostage
    militiaman conscript recruit peacekeeper colleague neighbour neighbor pensioner baby infant schoolchild pupil
    supporter fan consumer customer others other adult paramedic medic pilot volunteer commander"""
)
# "Claimed 41 lives".
LIVES = _set("life")
TAKE_LIVES = _set("claim cost take lose")
# People do these of themselves; the verbs of the other states are done to them.
OWN_ACTS = _set("die perish drown flee escape survive disappear vanish burn abscond")
# Verbs that carry a state said after them: "are confirmed dead", "left four injured".
CARRIERS = _set(
    """be confirm report have leave know count list find see feel presume remain declare bring take put give hold send
    say"""
)
# Nouns of a count: "the death toll stands at nine", "put the number of missing at 30".
COUNTS = _set("toll number figure count total list tally estimate")
MEASURES = _table(
    kilometres="kilometre kilometer km kilometres kilometers kms",
    metres="metre meter metres meters",
    centimetres="centimetre centimeter cm",
    millimetres="millimetre millimeter mm",
    miles="mile miles",
    yards="yard yards",
    feet="foot feet ft",
    tonnes="tonne ton t tonnes tons",
    kilograms="kilogram kilo kg kilogramme",
    grams="gram gramme g",
    litres="litre liter litres liters",
    barrels="barrel bbl",
    hectares="hectare ha",
    acres="acre",
    megawatts="megawatt mw",
    gigawatts="gigawatt gw",
    per_cent="percent % per_cent percentage",
    degrees="degree",
    seconds="second",
    minutes="minute",
    hours="hour",
    days="day",
    weeks="week",
    months="month",
    years="year",
    knots="knot",
    kilometres_an_hour="kph kmh km/h",
    milligrams_per_litre="mg/l",
)
SPANS = _set("seconds minutes hours days weeks months years")
# After a stretch of time these make it a point in time, which is no figure; so do those before it.
TIME_AFTER = _set("ago later earlier before after old")
TIME_BEFORE = _set("past last next previous coming every")
CURRENCIES = {
    "$": "dollars", "us$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "₽": "roubles", "₴": "hryvnias",
}  # fmt: skip
MONEY = _set("dollar euro pound yen rouble ruble hryvnia crown franc mark lira peso dinar cent rupee zloty krona krone")

MONTHS = _set(
    """january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec."""
)
CLOCK_AFTER = _set("am pm a.m. p.m. a.m p.m o'clock gmt utc")
LABELS = _set("no no. nr nr. number # article page chapter section flight route highway channel gate room aged age")
# Before a bare four-figure number: it is a year.
YEAR_BEFORE = _set("in since until by from of during before after for early late mid the")
# "One" is seldom a count beside these, or alone.
NOT_ONE = _set("day side way thing another hand point time reason word place step")
