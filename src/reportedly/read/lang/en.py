"""English: the words by which sources are read. Data only; ``LanguageData`` says what each listing is for."""

from __future__ import annotations

import re

from reportedly.read.lang import Gender, LanguageData, Noun, NounKind, Pronoun, inflect, words_of

PLURALS = (
    (r"person$", "people"),
    (r"man$", "men"),
    (r"child$", "children"),
    (r"wife$", "wives"),
    (r"(?<=[^aeiou])y$", "ies"),
    (r"(s|x|z|ch|sh)$", r"\1es"),
    (r"$", "s"),
)
GENDERS: tuple[tuple[str, Gender], ...] = (
    (
        r"woman$|^(?:girl|girlfriend|actress|waitress|mother|grandmother|gran|sister|daughter|aunt|niece|wife|widow|queen"
        r"|princess|nun|midwife|heiress|first lady|maid)$",
        "f",
    ),
    (
        r"man$|^(?:boy|boyfriend|actor|father|grandfather|brother|son|uncle|nephew|husband|widower|king|prince|monk|priest"
        r"|pope|imam|rabbi|emir|sultan|sheikh|emperor|bishop|archbishop|cardinal)$",
        "m",
    ),
)
# Words that people use for one another; a gender that the form tells is kept beside the lemma.
LEMMAS = {
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "chairman": "chair", "chairwoman": "chair",
    "chairperson": "chair", "congressman": "lawmaker", "congresswoman": "lawmaker", "premier": "prime minister",
    "policeman": "officer", "policewoman": "officer", "ceo": "chief executive", "leader": "leader",
    "footballer": "player", "businesswoman": "businessman", "adviser": "adviser", "advisor": "adviser",
    "frontman": "spokesperson", "mouthpiece": "spokesperson", "boss": "head", "vice-president": "vice president",
}  # fmt: skip

# Offices: one person holds each, so that "the governor" is somebody in particular.
OFFICES = """minister president governor mayor premier chancellor prime_minister vice_president vice-president
secretary undersecretary chair chairman chairwoman chairperson director chief head leader commander commissioner
ambassador envoy prosecutor judge king queen prince princess pope bishop archbishop patriarch rabbi imam cardinal
chief_executive ceo principal superintendent sheriff speaker treasurer dean rector provost founder co-founder
coordinator inspector general-secretary ombudsman whip justice attorney_general warden captain skipper master general
colonel admiral commodore marshal ruler emir sultan sheikh emperor candidate nominee front-runner frontrunner boss
president-elect deputy senator congressman congresswoman lawmaker=lawmakers councillor deputy_minister owner coach
landlord vicar abbot host chief_of_staff administrator regulator_general first_lady home_secretary harbourmaster
harbormaster sergeant lieutenant major brigadier constable detective vicar-general coroner"""

SPOKESPEOPLE = "spokesperson spokesman spokeswoman mouthpiece"

PEOPLE = """person man woman boy girl child teenager official officer aide adviser advisor diplomat witness resident
driver soldier fighter gunman doctor nurse surgeon medic paramedic patient teacher schoolteacher student pupil
professor lecturer scientist researcher expert analyst economist historian lawyer attorney solicitor barrister
journalist reporter correspondent columnist editor writer author novelist poet blogger pundit commentator photographer
activist campaigner protester demonstrator volunteer worker employee staffer manager executive foreman engineer
technician operator investigator auditor accountant banker trader broker dealer buyer seller customer shopper client
tenant neighbour neighbor villager farmer fisherman fishmonger shepherd sailor seaman deckhand pilot passenger
traveller tourist refugee migrant prisoner inmate detainee hostage captive survivor victim relative friend colleague
partner husband wife widow widower mother father parent son daughter brother sister uncle aunt nephew niece cousin
grandmother grandfather gran priest pastor monk nun elder clerk porter guard gateman doorman steward bouncer waiter
waitress cook chef barman baker butcher grocer shopkeeper plumber electrician carpenter builder mechanic docker
stevedore miner quarryman railwayman policeman policewoman firefighter fireman rescuer coastguard agent spy politician
delegate representative negotiator mediator monitor peacekeeper supporter backer critic opponent rival ally strategist
consultant pollster lobbyist fundraiser donor voter elector member veteran reservist conscript recruit rebel insurgent
militant militiaman separatist terrorist suspect defendant plaintiff juror dissident exile musician singer actor
actress producer artist dancer player footballer referee athlete fan conductor courier messenger interpreter
translator assistant participant guest visitor geologist seismologist meteorologist forecaster biologist chemist
physicist ecologist epidemiologist virologist hydrologist cardholder saver investor shareholder creditor borrower
contractor supplier entrepreneur businessman businesswoman industrialist tycoon billionaire millionaire heir bystander
onlooker passer-by=passers-by motorist cyclist pedestrian private corporal gendarme trooper bureaucrat mandarin
civil_servant loyalist hardliner moderate conservative liberal socialist communist nationalist reformer angler
hut-keeper innkeeper programme-seller pensioner retiree homeowner taxpayer user reader viewer listener scholar
academic theologian philosopher psychologist psychiatrist therapist pharmacist dentist vet midwife caretaker janitor
cleaner carer counsellor counselor kin hairdresser helmsman lookout watchman lifeguard diver crewman crew_member
eyewitness by-stander dissenter gentleman lady stationmaster bandit republican democrat"""

INSIDERS = "source insider whistleblower"

# Plural-only people, and bodies of people that take a plural verb.
CROWDS = """people residents locals troops rescuers authorities leaders officials staff crew public families relatives
workers organisers organizers voters experts analysts scientists researchers critics supporters opponents allies aides
advisers others observers sides countries nations states governments survivors witnesses neighbours neighbors anglers
nurses doctors clergy elite elites elders activists campaigners demonstrators protesters rebels militants separatists
insurgents spooks chiefs mourners fans youths women men children teenagers parents shoppers customers majority
minority half third percent those americans europeans africans asians russians ukrainians britons
worshippers villagers"""

ORGANISATIONS = """ministry agency command council party=parties company court police broadcaster government office
newspaper commission committee department authority army=armies navy=navies air_force airforce military service union
federation confederation association organisation organization institute institution university=universities college
school hospital clinic bank firm corporation group foundation charity=charities trust league front movement coalition
alliance bloc parliament congress senate assembly=assemblies cabinet kremlin palace presidency=presidencies
administration regime junta state embassy=embassies consulate mission secretariat bureau board tribunal chamber club
society=societies church mosque parish diocese brigade regiment battalion division corps unit squadron fleet
force=forces militia staff headquarters watchdog regulator inspectorate constabulary prosecution channel station
network outlet website portal magazine daily weekly tabloid journal wire publisher operator airline railway carrier
manufacturer maker refinery shipowner shipper retailer supermarket utility=utilities consortium think-tank thinktank
laboratory=laboratories lab observatory registry=registries register exchange fund treasury city town county
municipality republic kingdom campaign team delegation caucus panel taskforce task-force working-group infirmary guild
order lobby=lobbies body=bodies faction wing directorate centre center telegraph tribune herald gazette chronicle
registrar academy=academies museum theatre orchestra insurer lender brokerage bakery brewery conglomerate startup
start-up white_house state_department supreme_court high_court home_office foreign_office pentagon vatican
general_staff press_service press_office central_bank civil_defence fire_brigade fire_department rescue_service
mountain_rescue red_cross red_crescent"""

DOCUMENTS = """report statement letter tweet post poll survey study=studies law bill document footage data memo
memorandum note email e-mail message book article editorial story=stories analysis=analyses transcript recording video
clip photo photograph image picture map log record file filing lawsuit complaint indictment affidavit verdict ruling
judgment judgement opinion decree resolution treaty=treaties agreement memoranda paper communique communiqué bulletin
briefing_paper factsheet fact_sheet sheet press_release release leaflet pamphlet advert ad advertisement commercial
headline caption census estimate audit review inquiry=inquiries investigation dossier manifesto list chart table
graphic dataset database index ledger logbook blog thread page interview column newsletter sitrep update notice
warning announcement declaration contract certificate diary=diaries autobiography biography memoir evidence test
tally=tallies rules constitution code guideline guidance proposal schedule timetable manual imagery forecast
projection rumour rumor version quote comment remark"""

TITLES: dict[str, Gender | None] = {
    **dict.fromkeys(
        words_of(
            """mr sir lord king prince pope brother father bro baron duke count emperor monsignor herr don señor"""
        ),
        "m",
    ),
    **dict.fromkeys(
        words_of("mrs ms miss dame lady queen princess madam madame sister baroness duchess frau señora mme"), "f"
    ),
    **dict.fromkeys(
        words_of(
            """dr doctor prof professor rev reverend hon gen lt col maj capt cpt sgt cpl cmdr cdr
        adm supt insp det pvt brig gov sen rep pres amb pc pte general lieutenant colonel major captain sergeant
        corporal commander commodore admiral superintendent inspector detective private brigadier governor senator
        representative president ambassador minister chancellor mayor councillor cllr commissioner secretary premier
        judge justice deputy chief marshal sheriff bishop archbishop cardinal patriarch rabbi imam sheikh sheik
        ayatollah mullah constable trooper comrade speaker congressman congresswoman director chairman chairwoman
        chair lieutenant-general major-general colonel-general lieutenant-colonel vice-admiral rear-admiral
        ex-president attorney coach"""
        ),
        None,
    ),
}
RANKS = frozenset(
    words_of(
        """lieutenant major colonel vice rear brigadier chief senior deputy acting former retired late first
        second lt maj col ex"""
    )
)

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "dozen": 12, "couple": 2,
    "pair": 2, "both": 2, "trio": 3,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip

FEMALE = """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret
ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura helen sharon cynthia
kathleen amy angela anna ruth brenda pamela nicole katherine catherine virginia christine janet maria heather diane
julie joyce victoria kelly christina joan evelyn judith megan alice martha hillary carly hannah jacqueline ann anne
rachel olivia emma sophie sophia julia natalia olga elena svetlana irina tatiana ekaterina oksana yulia daria iryna
olena ursula fatima aisha leila zainab ingrid astrid greta marta ines carmen rosa lucia isabel ana eva claire
charlotte louise fiona theresa nicola""".split()
MALE = """james robert john michael david william richard joseph thomas charles christopher daniel matthew anthony
mark donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary
nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack
dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle walter ethan jeremy harold keith christian
roger noah gerald bernie ted marco jeb bill joe tom jim bob mike dan steve tony ivan sergei vladimir dmitry dmitri
oleg igor mikhail nikolai andrei andriy volodymyr oleksandr petro yuri boris viktor anton pavel mohammed muhammad
ahmed ali hassan hussein omar ibrahim abdullah yusuf karim khalid carlos juan luis miguel pedro diego hans karl otto
lars erik olaf bjorn pierre jean""".split()

PLURAL_BODIES = "police staff media press customs"
_LISTINGS: tuple[tuple[str, NounKind], ...] = (
    (DOCUMENTS, "document"), (ORGANISATIONS, "organisation"), (PEOPLE, "person"),
    (INSIDERS, "insider"), (SPOKESPEOPLE, "spokesperson"), (OFFICES, "office"),
)  # fmt: skip

PRONOUNS = {
    **dict.fromkeys(("he", "him", "himself"), Pronoun(kind="person", gender="m")),
    **dict.fromkeys(("she", "herself"), Pronoun(kind="person", gender="f")),
    "her": Pronoun(kind="person", gender="f", possessive=True),
    "hers": Pronoun(kind="person", gender="f"),
    "his": Pronoun(kind="person", gender="m", possessive=True),
    **dict.fromkeys(("they", "them", "themselves", "theirs"), Pronoun(kind="plural")),
    "their": Pronoun(kind="plural", possessive=True),
    **dict.fromkeys(("it", "itself"), Pronoun(kind="thing")),
    "its": Pronoun(kind="thing", possessive=True),
    **dict.fromkeys(("i", "me", "myself", "mine", "we", "us", "ourselves", "ours"), Pronoun(kind="speaker")),
    **dict.fromkeys(("my", "our"), Pronoun(kind="speaker", possessive=True)),
    **dict.fromkeys(("who", "whom", "which", "that"), Pronoun(kind="relative")),
    "whose": Pronoun(kind="relative", possessive=True),
    **dict.fromkeys(("each", "both"), Pronoun(kind="each")),
    **dict.fromkeys(("one", "another"), Pronoun(kind="some")),
    **dict.fromkeys(("some", "others", "many", "most", "several", "few", "none", "all", "those"), Pronoun(kind="some")),
}

# Later listings win: "secretary" is an office before it is an employee.
NOUNS: dict[str, Noun] = {word: Noun(lemma=word, kind="people", plural=True) for word in words_of(CROWDS)}
for _listing, _kind in _LISTINGS:
    NOUNS.update(inflect(_listing, _kind, plurals=PLURALS, lemmas=LEMMAS, genders=GENDERS))
NOUNS.update({word: Noun(lemma=word, kind="organisation", plural=False) for word in words_of(PLURAL_BODIES)})

# Bodies that text calls now by one word, now by another.
CLASSES = (
    "company firm corporation operator manufacturer maker carrier airline shipowner owner group lender insurer",
    "agency watchdog regulator inspectorate body institute service",
    "broadcaster channel station network outlet newspaper daily weekly tabloid website portal magazine paper",
    "army military forces troops command staff",
    "police force constabulary",
    "charity trust foundation organisation group",
    "union federation",
    "movement front league party rebels militia",
    "hospital clinic infirmary",
    "commission inquiry panel committee",
    "laboratory lab",
    "ministry department",
    "think-tank institute",
)

LANGUAGE = LanguageData(
    code="en",
    definite=frozenset(words_of("the this that these those")),
    indefinite=frozenset(words_of("a an one some any another")),
    determiners=frozenset(
        words_of("another the a an this that these those some any no every each both all many several most few")
    ),
    openers=frozenset(
        words_of(
            """but and however though although meanwhile while so yet also then still or nor even
        only just as if when after before later earlier now today instead by that according to in reply response turn
        for at on"""
        )
    ),
    pronouns=PRONOUNS,
    titles=TITLES,
    ranks=RANKS,
    given_names={**dict.fromkeys(FEMALE, "f"), **dict.fromkeys(MALE, "m")},
    particles=frozenset(words_of("van von de del della der den di da dos du la le al el bin ibn ben abu ter ten zu y")),
    nouns=NOUNS,
    classes=tuple(frozenset(words_of(line)) for line in CLASSES),
    government=frozenset(
        words_of(
            """ministry army police government office command department military navy embassy
        presidency cabinet parliament authority court forces administration council secretariat consulate"""
        )
    ),
    any_body=frozenset(words_of("body organisation group institution entity")),
    unmarked=frozenset(
        words_of(
            """company firm corporation operator manufacturer maker carrier airline shipowner owner
        group conglomerate lender insurer agency broadcaster channel station network outlet newspaper website portal
        magazine paper organisation charity foundation body institution lab laboratory bank"""
        )
    ),
    counted=frozenset(
        words_of(
            """source insider official diplomat aide adviser officer person employee worker trader
        witness staffer executive banker lawyer guard man woman soldier"""
        )
    ),
    suffixes=words_of("er or ist ian ee ant man woman person eer smith wright keeper maid"),
    plural_suffixes=words_of("ers ors ists ians ees ants men women eers"),
    company_marks=frozenset(
        words_of("ltd inc corp plc llc gmbh ag sa nv co bros sons partners holdings limited & group")
    ),
    numbers=NUMBERS,
    ordinals=ORDINALS,
    quantities=frozenset(
        words_of(
            """number group handful dozens hundreds thousands scores millions couple pair majority
        minority host range variety half third quarter percent lot plenty some many most several few one two three
        four five all both none each any members trio string share bunch crowd"""
        )
    ),
    others=frozenset(("other",)),
    anothers=frozenset(("another",)),
    answers=frozenset(("A", "Q")),
    shifted=frozenset(("would",)),
    singular=frozenset(("a", "an", "another")),
    both=frozenset(("both",)),
    sides=frozenset(
        words_of("side sides party parties country countries state states nation nations government governments")
    ),
    countries=frozenset(words_of("country countries state states nation nations government governments")),
    former=frozenset(("former",)),
    latter=frozenset(("latter",)),
    reciprocals=("each other", "one another"),
    partitives=frozenset(("of",)),
    complements=frozenset(("of", "for", "in", "at")),
    relatives=frozenset(("who", "which", "that", "whose", "whom")),
    insider_words=frozenset(("source", "insider", "official", "person")),
    breaks=frozenset(
        words_of(
            """of for in from at with on near behind close by to about against among inside outside
        across around over under after before during since between without within into onto through who which that
        whose whom where when whether familiar briefed speaking quoted cited told said is was are were has had have
        will would living based working there here not standing wearing involved present aboard including plus as what
        how being leading representing affiliated"""
        )
    ),
    joints=frozenset(words_of("of for and & on de la du des di del the to in against at")),
    conjunctions=frozenset(words_of("and or & plus nor")),
    authors=frozenset(words_of("from by of")),
    places_after=frozenset(
        words_of("in near at from to across around outside inside into towards toward via over between")
    ),
    not_names=frozenset(
        words_of(
            """monday tuesday wednesday thursday friday saturday sunday january february march april
        may june july august september october november december i the a an this that these those he she it they we
        you his her its their our my but and or so yet if when while as at in on of for from by to with after before
        since until then there here what who which why how where not no yes some many most all any each every both
        another other one two three mr mrs ms dr more read watch photo image video copyright reuters ap afp now today
        yesterday tomorrow however meanwhile earlier later although though because despite according under over
        between during was were had has have is are did does do can could will would should may might"""
        )
    ),
    unnamed=re.compile(
        r"\b(?:condition (?:of anonymity|that)"
        r"|(?:asked|asking|wished|wishing|want(?:ed)?|refus\w+|declin\w+|prefer\w+|request\w+)"
        r" (?:\w+ )?(?:to be|not to be|anonymity)|anonym\w+|un(?:named|identified|identifiable)"
        r"|(?:who|to) (?:would|could|did|is|are|was|were|be) ?(?:not|n['’]t)"
        r" (?:\w+ ){0,2}(?:named|identified|quoted|authori[sz]ed|give)"
        r"|not authori[sz]ed|familiar with|briefed (?:on|about)|close to|well-placed|(?:gave|giving) only"
        r"|with (?:direct |first-hand )?knowledge of"
        r"|name (?:was |has been |is )?(?:withheld|changed))\b",
        re.IGNORECASE,
    ),
    spellings={
        "defense": "defence",
        "center": "centre",
        "labor": "labour",
        "organization": "organisation",
        "harbor": "harbour",
        "armor": "armour",
        "program": "programme",
    },
    participles=("ed", "ing"),
    possessives=("'s", "’s", "s'", "s’"),
)
