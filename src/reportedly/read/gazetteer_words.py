"""Words that tell a place's name from another name, in English: data for ``read/gazetteer_spots.py``."""

from __future__ import annotations

# A place follows, nearly always.
INSIDE = frozenset("in near outside around across throughout inside within beyond off".split())
# A place often follows.
TOWARDS = frozenset("from to at into toward towards through over via between along onto on for reach leave".split())
# Verbs of motion and location whose object is a place.
MOVES = frozenset(
    "reach leave enter visit cross attack bomb shell besiege capture retake seize occupy flee evacuate invade"
    " liberate strike hit tour surround storm".split()
)
# "the city of X": X is a place, whatever else it may be.
CALLED = frozenset(
    "city town village hamlet port settlement suburb neighborhood neighbourhood district province region"
    " oblast governorate county state republic island islands municipality capital borough community resort"
    " territory coast outskirts north south east west centre center streets people mayor governor".split()
)

# What a name's last word says it is. Those in capitals belong to the name, those in small letters to the phrase.
DESIGNATORS = {
    "region": "region province oblast governorate state prefecture voivodeship krai territory republic",
    "district": "district county raion rayon parish borough municipality canton",
    "town": "city town village township",
    "water": (
        "river sea ocean lake strait straits gulf bay canal creek reservoir channel lagoon falls lough loch fjord delta"
    ),
    "site": (
        "airport airfield airbase aerodrome street road avenue boulevard lane square park bridge dam hospital"
        " clinic church mosque cathedral synagogue temple monastery school library museum stadium arena hotel"
        " prison jail station port harbor harbour harbourfront checkpoint crossing base camp plant refinery"
        " mine tower palace castle fort fortress mall market beach hill hills mountain mountains mount valley"
        " peninsula island islands desert forest quarry pier terminal tunnel highway motorway garden gardens"
        " zoo cemetery courthouse drive place plaza hall house farm ranch corridor steelworks airstrip reactor"
        " compound headquarters shoal cape point pass plateau ridge building centre center"
    ),
}
# These name a body as often as a building: they need a preposition of place before them.
HALF_SITES = frozenset(
    "school library museum church hospital hall house centre center station port base farm park market hotel"
    " mine plant pass point place building camp clinic prison square tower state republic city village town"
    " territory falls".split()
)
# After the name of a region or country they name it again: "the Crimean Peninsula", "the Faroe Islands".
LANDFORMS = frozenset("peninsula island islands archipelago strip".split())
# Of those, the ones that may come first: "Mount X", "Lake X", "Port X".
BEFORE = {
    "water": "lake river loch lough gulf bay strait sea",
    "site": "mount camp fort cape mt port",
}

# Words that belong to a place's name or go before it without changing which place it is.
PARTS = frozenset(
    "north south east west northern southern eastern western northeast northwest southeast southwest"
    " northeastern northwestern southeastern southwestern north-east north-west south-east south-west"
    " north-eastern north-western south-eastern south-western central downtown upper lower inner outer greater"
    " mainland coastal rural suburban uptown midtown".split()
)
# Places without a name: they are kept as printed, without coordinates.
VAGUE = frozenset(
    "north south east west northeast northwest southeast southwest front frontline front-line border borders"
    " frontier coast rear".split()
)

# What follows a place's name in the name of a body: the body is meant, not the place.
BODIES = frozenset(
    "university college institute school academy police times post herald tribune journal news press daily"
    " gazette chronicle observer guardian star sun mail express echo today council government ministry"
    " department agency authority commission committee court parliament senate assembly congress legislature"
    " administration association federation union league club fc united rovers wanderers athletic albion town"
    " rangers celtic cup open bank group company corporation corp inc ltd llc plc partners holdings airlines"
    " airways air railway railways rail party movement front army navy force forces corps guard command brigade"
    " regiment battalion division brigades church diocese archdiocese society foundation trust fund network"
    " chamber board bureau office orchestra symphony theatre theater ballet opera festival marathon grand prix"
    " championship championships games olympics tournament convention treaty accord accords agreement protocol"
    " declaration summit conference act bill law code constitution exchange index stock securities capital"
    " energy oil gas petroleum electric power insurance health medical media radio tv television broadcasting"
    " pictures records studios museum gallery awards prize medal tigers lions bears eagles chiefs patriots"
    " giants jets cowboys lakers knicks yankees mets dodgers warriors bulls kings rockets heat saints falcons"
    " panthers sharks wolves bulldogs hawks raiders titans colts texans broncos chargers rams cardinals ravens"
    " steelers browns bengals dolphins bills packers vikings royals twins angels astros marlins braves"
    " nationals phillies orioles pirates reds cubs padres indians redskins commanders wizards magic hornets"
    " pacers pistons bucks timberwolves thunder jazz clippers grizzlies pelicans mavericks spurs nuggets"
    " blazers islanders flyers devils penguins capitals hurricanes lightning predators blues stars wild"
    " avalanche canucks flames oilers ducks senators canadiens leafs sabres bruins redbacks invitational"
    " classic masters derby stakes premier minister secretary representative representatives attorney sheriff".split()
)
# "University of X", "Bank of X": a body again.
BODIES_OF = frozenset(
    "university college bank church bishop archbishop duke duchess earl prince princess king queen institute"
    " academy museum ministry department board council court parliament house government chamber association"
    " federation union society party commissioner archdiocese diocese order battle siege treaty bureau statue"
    " heart voice theatre theater son daughter".split()
)
# The next name is a person's.
TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baron baroness president vice-president chancellor"
    " minister premier senator sen rep congressman congresswoman governor gov mayor judge justice sheriff chief"
    " captain capt colonel col general gen major maj lieutenant lt sergeant sgt corporal private admiral"
    " commander inspector detective officer constable deputy pastor reverend rev father sister brother bishop"
    " archbishop cardinal pope imam sheikh sheik rabbi king queen prince princess emperor saint coach manager"
    " director chairman chairwoman spokesman spokeswoman spokesperson secretary ambassador attorney actor"
    " actress singer author director lawyer uncle aunt commissioner superintendent principal councillor"
    " councilman councilwoman councilor ceo striker midfielder defender goalkeeper quarterback".split()
)
SPEECH = frozenset(
    "say tell add claim ask state explain warn argue note announce insist reply write admit believe think"
    " recall declare suggest stress comment joke laugh smile remember testify know feel want agree hope like"
    " love".split()
)
# Given names that are also places' names, and the commonest others: before a name of a place, it is a surname.
GIVEN = frozenset(
    "aaron adam adrian ahmed alan albert alex alexander alexandra ali alice amanda amy andre andrea andrew"
    " andy angela ann anna anne anthony antonio arthur ashley barbara ben benjamin bernard beth bill bob boris"
    " brad brandon brenda brian bruce bryan carl carlos carol caroline catherine charles charlie charlotte"
    " chris christian christina christine christopher claire colin connor craig cynthia dan daniel danny dave"
    " david dean deborah debra denis dennis diana diane don donald donna doug douglas dylan ed eddie edward"
    " elena elizabeth ellen emily emma eric ernest eva evan fatima fernando frances francis frank fred gabriel"
    " gary geoff george gerald gina glen glenn gordon graham grant greg gregory hannah harold harry heather"
    " helen henry howard hugh ian igor irina isaac ivan jack jackson jacob jake james jamie jan jane janet"
    " jason jay jean jeff jeffrey jennifer jeremy jerry jesse jessica jill jim jimmy joan joe joel john johnny"
    " jon jonathan jordan jose joseph joshua juan judith judy julia julian julie justin karen kate katherine"
    " kathleen kathy katie keith kelly ken kenneth kevin kim kyle larry laura lauren lawrence lee leo leon"
    " leonard leslie lewis linda lisa liz louis louise lucas lucy luis luke lynn marc marcus margaret maria"
    " marie mario marion mark martin mary matt matthew max megan melissa michael michelle miguel mike mohamed"
    " mohammad mohammed molly monica nancy natalie nathan neil nicholas nick nicole nina noah norman oleg olga"
    " oliver olivia oscar pamela pat patricia patrick paul paula peter phil philip phillip rachel ralph ray"
    " raymond rebecca richard rick rob robert robin roger ron ronald rosa rose ross roy russell ruth ryan sally"
    " sam samantha samuel sandra sara sarah scott sean sergei seth shane sharon shawn simon sophia sophie"
    " stanley stephanie stephen steve steven stewart stuart sue susan suzanne sylvia tanya ted teresa terry"
    " theresa thomas tim timothy tina toby todd tom tommy tony tracy travis tyler valerie vanessa victor"
    " victoria vincent virginia vladimir walter wanda warren wayne wendy will william yuri zach chelsea"
    " florence paris sydney savannah austin dallas houston madison brooklyn carson chester clinton hamilton"
    " lincoln washington jefferson sofia alexandria geneva georgia asia india kenya carolina dakota"
    " jacksonville".split()
)

# Names in the gazetteer that are ordinary words, months, days or peoples, and are hardly ever a place in the news.
ORDINARY = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat al el de van"
    " jewish islamic capital commonwealth alliance secondary co corp inc mercury herald a about above act after"
    " again all also although american an and another any april are arab as at august ban bank bar basin battle"
    " bay be because before best beyond big bill bishop black blue board book both bow boy bridge brown but by"
    " call camp can cap center central centre century chief christian christmas church city clay close coast"
    " college come congress council country county court cross date day de deal december del democrat"
    " democratic did do down each east easter eastern en end england's english european even every ex fair fall"
    " family far federal february few fire first five for force four free french friday friend from front gas"
    " general german get go god gold golden good gov government grand great green gross group had half hall has"
    " have he health her here high hill him his home hope house how hunter i ice if in independence indian"
    " internet is islam island it its january july june just king la lake land last later law league leave less"
    " let life light like little live local long los love low lower made main make man many march market mass"
    " may mayor me media meet men mercy mid middle military mill mine minister minor miss mission mobile monday"
    " money moon more most mount mr mrs much muslim my nation national navy near never new next nice night nine"
    " no normal north northern not nothing november now number o october of off office oh old on once one only"
    " open opera or orange order other our out over page park parliament part party past peace people police"
    " pop pope port post power premier president press price pride prime prince progress province public"
    " quarter queen railway read real red republic republican reserve river road rock roman rose round royal"
    " rule run rush russian sale same saturday save say school sea second see senate september service seven"
    " she short show sign silver since six so social some soon south southern spring spring stage star state"
    " states station still stone store street such summer sun sunday super sure sweet take tall team ten than"
    " that the their them then there these they thing this those though three thursday time to today together"
    " tomorrow too top total tower town true trump truth try tuesday turn two un under union unit united"
    " universal university unless until up upper us use valley van very view village violence wall war was"
    " water way we wednesday week well were west western what when where which while white who why wild will"
    " winter wish with wood work world year yes yesterday yet young your zone mine data media sport sports"
    " start pay page bush obama clinton merkel putin macron biden modi allah lord man person plain plains"
    " police ward art bell berry best bright buy canon cook cooper crime crown dawn deep drew eagle early eden"
    " era euro fame fast fox google facebook twitter gap gender grace grove harmony hero honor ideal ira isis"
    " joy justice kong liberty lucky media metro millennium moral music nato novel opportunity pace parade"
    " pilot pink plan plus poll prior prosperity provision queens quick rally reform riot rugby safe sand ski"
    " sky smart smoking split stop storm strong success sunny surprise tank tax terrorist trade trial trinity"
    " uber union unity veteran victory virus volunteer vote youth zero ball boom bomb champion charge"
    " cross-border download email energy focus foundation full fund hip hop image impact index island kings"
    " lead link list logo lounge major match model newsletter photo photos program protest record report review"
    " senator sheriff source statement stock story subscribe survey target teen tip title tribe truck video"
    " visit voice volume welcome winner word works".split()
)
# Small words inside a name.
INNER = frozenset(
    "of the de la le el al del di da do dos das du des der den van von und y e upon on in sur sous en les los"
    " las and am an ad bei op ob pod nad na za".split()
)
# Small words that never stand in a name that only a designator makes a place's.
LINKS = frozenset("and of in on en the upon y und an am y 's ’s".split())
