"""The sample's press releases, newest first. Rivers, places, people, measurements and events are invented."""

from typing import Final

from advocacy_site.demo.armenian import DRY_SPILLS
from advocacy_site.demo.older_releases import OLDER
from advocacy_site.demo.shapes import ReleaseText

NEWER: Final = (
    ReleaseText(
        key="night-sampling",
        kind="release",
        days=-1,
        place="PORT ORLUNE",
        title="Night teams to sample all seven weirs on the same tide",
        subhead="Forty volunteers, seven weirs, one night: the League wants to know what the river carries after dark",
        summary="Forty trained volunteers will take samples at every weir of the Orlune in a single night, to catch "
        "what daytime sampling misses. Results follow within a week.",
        tags=("water-quality", "volunteers"),
        picture="night",
        read_also=("dry-spills", "river-log"),
        body="""
Forty volunteers of the Seven Weirs League will stand at seven weirs tonight and fill the same bottle at the same
hours: ten in the evening, one, and four in the morning. It is the first time that the whole length of the Orlune is
sampled in one night.

“Sewers do not keep office hours,” said Tobias Fenwright, who leads the League’s laboratory. “All our samples so far
were taken between breakfast and tea. If something is let go at night, we have been looking at the wrong half of
the day.”

European law asks for surface waters to be monitored so that there is a coherent and comprehensive view of their
status.[[water-framework|art. 8(1)]] It does not say at what time of day. The League will test for ammonium,
dissolved oxygen and intestinal bacteria, and will publish every value, the dull ones too, within a week.

## For journalists

Two of the seven weirs can be visited during the night: Kestre Mills and the Old Bridge in Port Orlune. Please call
the press office first, bring a torch and leave your dog at home.
""",
    ),
    ReleaseText(
        key="dry-spills",
        kind="release",
        days=6,
        place="PORT ORLUNE",
        title="Half of the Orlune’s sewage outfalls spilled on days without rain, first open records show",
        subhead="29 of 58 outfalls ran in dry weather; three of them on more than a hundred days",
        summary="The first outfall records that the basin authority had to publish show that 29 of 58 sewage outfalls "
        "on the Orlune spilled on dry days. The Seven Weirs League asks for a plan for every town.",
        tags=("wastewater", "water-quality", "open-records"),
        picture="dawn",
        read_also=("petition-launch", "outfalls-opened", "five-promises"),
        body="""
Of the 58 sewage outfalls along the Orlune, 29 spilled on days on which no rain fell, according to the first year of
records that the Orlune Basin Authority has published. The Seven Weirs League, which had asked for the records for
two years, released its analysis of all 21,170 entries today.

Combined sewers are built to overflow in a cloudburst, when rain and waste water share one pipe. They are not built to
overflow in the sun. Yet three outfalls, at Upper Sarn, Kestre Mills and Port Orlune East, ran on more than a hundred
dry days each, and together they account for six of every ten dry-weather hours.

The Authority’s own notes leave little room for doubt. They call the records “complete for all outfalls, with the
exception of four days in March”,[[outfall-records|section 1|complete for all outfalls, with the exception of four
days in March]] and add that it “does not dispute that waste water left the sewers on dry days. It will say… what
caused it and when it will end.”[[outfall-records|section 3|does not dispute that waste water left the sewers on dry
days. It will say… what caused it and when it will end.]]

“Rain can no longer be the excuse,” said Mira Aldwater, who chairs the League. “The records are in the open now. Every
town can look up its own outfall, and every council can be asked what it means to do about it.”

## What the law expects

Since 1991 European law has required towns of more than 2,000 inhabitants’ worth of waste water to collect it and to
treat it before it reaches a river.[[waste-water-1991|arts. 3–4]] The recast directive, which member states must now
write into their own law, goes further: it wants plans for larger towns under which overflow in heavy rain carries no
more than a small share, two per cent as a guide, of the pollution that the sewers collect in a year of dry
days.[[wastewater-2024|Annex V, point 2]]

“The rule for storms is two per cent,” said Tobias Fenwright, who leads the League’s laboratory. “The rule for a dry
Tuesday is nought. On the lower Orlune we counted 4,306 hours.”

## Why it matters beyond the river

Eleven villages draw their drinking water from wells beside the Orlune and the Kestre. Across the world 2.2 billion
people still lacked safely managed drinking water in 2022, the United Nations
reports,[[water-report-2024|executive summary]] and the League is clear that its members are not among the worst off.
“But a well that was safe for our grandparents should not need an excuse from us,” said Dr Halla Brynmoor, a public
health doctor and member of the League.

The League asks the towns and the authority for three things: an end to dry-weather spills by the end of next year, a
waste water plan for every town on the river, and records that are published within a day. Its petition
[No More Dry Spills](/campaigns/no-more-dry-spills/) is open to everybody.
""",
    ),
    DRY_SPILLS,
    ReleaseText(
        key="petition-launch",
        kind="action_alert",
        days=43,
        place="PORT ORLUNE",
        title="Action alert: sign for a river that runs clean in dry weather",
        summary="The petition “No More Dry Spills” asks 31 towns and the Orlune Basin Authority to stop sewage "
        "overflows on dry days by the end of next year.",
        tags=("wastewater", "volunteers"),
        picture="town",
        read_also=("five-promises",),
        body="""
Today the Seven Weirs League opens its petition “No More Dry Spills”. It is addressed to the Orlune Basin Authority
and to the 31 towns whose sewers end in the river, and it takes about a minute to sign.

What we ask for is modest. We do not ask that sewers never overflow. We ask that they do not overflow when it has not
rained, and that every town says in public how and by when it will see to that. The new European directive on urban
waste water asks the larger towns for such plans anyway;[[wastewater-2024|art. 5]] we ask the smaller ones to join
them.

## What you can do this week

- [Sign the petition](/campaigns/no-more-dry-spills/sign/). It counts once you have confirmed it by e-mail.
- Take the poster to your library, your rowing club and your dentist. The code on it leads to the petition.
- Ask your council one question at its next meeting: on how many dry days did our outfall run?

“People often ask me whether a signature changes anything,” said Jonna Skerry, who runs the campaign. “The last time
we asked, the authority opened ten years of locked drawers. It was 4,000 signatures that turned the key.”
""",
    ),
    ReleaseText(
        key="five-promises",
        kind="memo",
        days=151,
        place="BRUSSELS",
        title="Five promises on clean water, and how the Orlune stands against them",
        subhead="A memo for reporters and candidates",
        summary="Governments have promised clean water in five documents that bind or guide them. This memo sets each "
        "promise beside what was measured on one river last year.",
        tags=("law", "human-rights", "water-quality"),
        picture="confluence",
        read_also=("good-status", "outfalls-opened"),
        body="""
Clean rivers are not a favour that a government grants when money allows. They were promised, in writing, more than
once. This memo takes five of these promises and sets beside each what the League’s volunteers and the authority’s own
records say of the Orlune.

## 1. Good status for every river

Member states were to bring all surface waters to good status within fifteen years of the directive’s entry into
force, that is by 2015.[[water-framework|art. 4(1)(a)]] Of the nine stretches into which the Orlune is divided, two
have reached it.

## 2. Waste water treated in every town

Towns above 2,000 inhabitants’ equivalents were to have secondary treatment by the end of 2005 at the
latest.[[waste-water-1991|art. 4(1)]] Of the 31 towns on the Orlune, 26 have it. Five send what they collect through
a screen and into the river.

## 3. Water and sanitation as human rights

In 2010 the General Assembly of the United Nations recognised the right to “safe and clean drinking water and
sanitation” as a human right.[[right-to-water|para. 1|safe and clean drinking water and sanitation]] Eleven villages
here drink from wells beside the river; four of them were told to boil their water at least once last year.

## 4. Answers within a month

Who asks a public authority for environmental information is to get it “as soon as possible and at the latest within
one month after the request has been submitted”.[[aarhus|art. 4(2)|as soon as possible and at the latest within one
month after the request has been submitted]] The League’s average wait, over 44 requests, was 97 days.

## 5. No harm to the neighbours

The Orlune ends in a sea that belongs to others too. Parties to the Water Convention “shall take all appropriate
measures to prevent, control and reduce any transboundary impact”.[[water-convention|art. 2(1)|shall take all
appropriate measures to prevent, control and reduce any transboundary impact]] Nobody has yet measured how much of the
nitrogen in the bay came down our river. We think that somebody should.

“None of these five was extorted by campaigners,” said Mira Aldwater, who chairs the League. “Governments wrote them
themselves, and signed them with a good pen. We only ask them to read their own handwriting.”
""",
    ),
)

DRAFT: Final = ReleaseText(
    key="kestre-wells",
    kind="release",
    days=None,
    place="KESTRE MILLS",
    title="Wells beside the Kestre: what a year of nitrate readings tells, and what it does not",
    summary="A year of readings from eighteen private wells. Figures to be checked with the laboratory before this "
    "goes out.",
    tags=("drinking-water",),
    picture="spring",
    body="""
Eighteen households along the Kestre have let the League test their wells once a month for a year. In seven of the
wells nitrate was above 50 milligrams a litre at least once, the value up to which the World Health Organization
considers water safe for bottle-fed infants.[[drinking-water-guidelines|chap. 12]]

Tobias to confirm: is well 11 counted twice in March? Quote from Dr Brynmoor to follow.
""",
)

RELEASES: Final = (*NEWER, *OLDER, DRAFT)
