"""The sample's campaigns: one that runs, one that was won, one that was closed. All of it is invented."""

from typing import Final

from advocacy_site.demo.shapes import (
    ActionText,
    CampaignText,
    DeliveryText,
    DemandText,
    EntryText,
    PetitionText,
    ReportText,
)

CAMPAIGNS: Final = (
    CampaignText(
        key="no-more-dry-spills",
        title="No More Dry Spills",
        summary="Half of the Orlune’s sewage outfalls run on days without rain. We ask 31 towns and one authority to "
        "stop that by the end of next year.",
        days=43,
        outcome="active",
        picture="town",
        tags=("wastewater", "open-records"),
        body="""
When it pours, sewers overflow. That is how they were built, and it will take years to build them otherwise. But on the
Orlune they overflow in the sun. Of 58 outfalls, 29 ran last year on days on which no rain fell. We know it, because
since we won [Open the Outfalls](/campaigns/open-the-outfalls/) everybody can know it.

## Where it comes from

A dry spill has a cause that somebody can find: a pump that has failed, a pipe that groundwater leaks into, a village
that was connected without anybody asking how much the plant can take. None of it needs a new invention. It needs a
plan, a budget and a date.

## Why now

European law has asked for treatment in every town of any size since 1991.[[waste-water-1991|art. 4]] The recast
directive asks larger towns to plan, outfall by outfall, how they will keep sewage out of
rivers.[[wastewater-2024|art. 5]] Councils are writing these plans now. It is the cheapest moment for a century to say
what should be in them.
""",
        demands=(
            DemandText(
                "End every dry-weather spill into the Orlune by the end of next year.", basis="waste-water-1991"
            ),
            DemandText("A public waste water plan for each of the 31 towns on the river.", basis="wastewater-2024"),
            DemandText("Outfall records that are published within a day.", basis="aarhus"),
        ),
        petition=PetitionText(
            slug="sign",
            title="Stop sewage on sunny days",
            addressee="The Orlune Basin Authority and the 31 towns on the river",
            text="We ask the Orlune Basin Authority and the towns on the Orlune to end all sewage overflows on dry "
            "days by the end of next year, to publish a waste water plan for every town, and to publish the records of "
            "every outfall within a day.",
            goal=100,
            days=43,
            signatures=64,
            thanks="Thank you. If you know one more person who swims, fishes or drinks, please send them the link.",
        ),
        releases=("dry-spills", "petition-launch", "five-promises"),
        links=(("rivers", "Newsletter"), ("weir-poster", "Poster at the seven weirs")),
        partners=(("anglers", "Anglers of the Lower Orlune"),),
        targets=("dunmore", "velt", "okono", "tarrow", "lisk"),
        actions=(
            ActionText(
                kind="email",
                slug="write",
                title="Write to your member of the Basin Assembly",
                text="The Assembly decides in spring how much money the towns get for their sewers. Members read the "
                "letters of people who live on their stretch of the river.",
                details={
                    "whom": "place",
                    "country": "QO",
                    "roles": ["member"],
                    "fallback": None,
                    "subject": "Sewage in the Orlune on days without rain",
                    "letter": "Dear member of the Assembly,\n\nhalf of the outfalls on the Orlune run on days on which no "
                    "rain falls. Please vote for the money that towns need to mend their sewers, and for a date by which "
                    "it has to be done.",
                    "points": [
                        "I swim in the river, and I have stopped.",
                        "Our town has known of its failed pump for years.",
                        "The records are public now. Nobody can say that nobody knew.",
                    ],
                },
                taken=5,
            ),
            ActionText(
                kind="call",
                slug="call",
                title="Call the Basin Authority",
                text="Two minutes on the telephone weigh more than an e-mail. Somebody picks up, and notes what you say.",
                details={
                    "whom": "targets",
                    "country": "",
                    "roles": [],
                    "fallback": None,
                    "script": "Good morning. My name is {name}, and I live in {place}.\n\nI would like to know when the "
                    "overflows in my town will stop on dry days. Thank you for passing that on.",
                },
            ),
            ActionText(
                kind="pledge",
                slug="sample",
                title="I take one water sample a month",
                text="I promise to take one sample a month at the weir nearest to me, for a year, and to send in what I "
                "find. The League lends me the kit.",
                details={"remind_on": None, "remind_after": 30, "reminder": "The kit fits into a bicycle basket."},
                taken=7,
            ),
            ActionText(
                kind="event",
                slug="walk",
                title="A walk along the seven weirs",
                text="Eleven kilometres, flat, with soup at the fourth weir. Dogs are welcome, boots are needed.",
                details={
                    "zone": "UTC",
                    "place": "Lock House",
                    "address": "7 Weir Lane, Port Orlune",
                    "online": "",
                    "capacity": 60,
                },
                ahead=24,
                taken=6,
            ),
            ActionText(
                kind="link",
                slug="join",
                title="Join a local group",
                text="Twenty-three groups look after their stretch of the river. One of them is yours.",
                details={"address": "https://letters.example.org/groups", "button": "Find your group"},
            ),
            ActionText(
                kind="share",
                slug="tell",
                title="Tell somebody who swims",
                text="People act when somebody they know asks them.",
                details={
                    "messages": [
                        "Half of the Orlune’s outfalls run on days without rain. I have signed against it:",
                        "Do you swim in the Orlune? Read this first:",
                    ],
                    "link": "rivers",
                },
            ),
        ),
        timeline=(
            EntryText(
                "launched", 43, "We begin at the weir of Port Orlune", "Two hundred people came, and forty canoes."
            ),
            EntryText(
                "response",
                20,
                "The Basin Assembly debates our demands",
                "Two members promise to vote for a date, one speaks against it.",
                source="assembly-minutes",
            ),
            EntryText("update", 6, "Eleven towns have sent us their plans", "Twenty are missing. We ask again."),
        ),
        coverage=(
            ReportText(19, "The Orlune Courier", "Assembly quarrels over sewers", "https://courier.example.org/sewers"),
            ReportText(41, "Radio Three Rivers", "Forty canoes and a demand", "https://radio.example.org/canoes"),
        ),
    ),
    CampaignText(
        key="open-the-outfalls",
        title="Open the Outfalls",
        summary="Fifty-eight boxes in a cellar held the records of what enters the Orlune. After eight months they "
        "were opened. This campaign is won.",
        days=640,
        outcome="won",
        ended=402,
        picture="estuary",
        tags=("open-records",),
        body="""
For years the Orlune Basin Authority recorded when each sewage outfall ran, and showed the records to nobody. The
Seven Weirs League asked for them, was refused eight times, and then asked in public.

Who holds information on the environment has to give it to anybody who asks.[[aarhus|art. 4]] The authority’s board
agreed in the end, by eight votes to one. Since then the records are published day by day.

## What we learned

Ask for something that can be counted. Bring your own pencils. And thank those who change their minds: it is harder
than being right from the start.
""",
        demands=(
            DemandText("Publish the records of all 58 outfalls, day by day.", basis="aarhus", met_days_ago=402),
            DemandText("Publish the records of the past ten years.", basis="aarhus", met_days_ago=310),
            DemandText("Publish them as files that anybody can work with.", basis="aarhus", met_days_ago=402),
        ),
        releases=("outfalls-opened", "open-letter"),
        targets=("dunmore",),
        timeline=(
            EntryText("launched", 640, "We ask for the records"),
            EntryText("response", 520, "The Authority refuses for the eighth time"),
            EntryText(
                "outcome",
                402,
                "The records are opened",
                "The board of the Authority agrees by eight votes to one. Since then anybody can look them up.",
            ),
        ),
        coverage=(
            ReportText(401, "The Orlune Courier", "Boxes leave the cellar", "https://courier.example.org/boxes"),
        ),
        deliveries=(
            DeliveryText(
                418,
                "Jonna Skerry and six volunteers",
                "In a wheelbarrow, at the door of the Authority.",
                6204,
                "dunmore",
            ),
        ),
        successor="no-more-dry-spills",
    ),
    CampaignText(
        key="let-the-lindrel-run",
        title="Let the Lindrel Run",
        summary="Two thirds of a mountain stream were to flow through a pipe. The application was withdrawn, and the "
        "campaign is closed.",
        days=470,
        outcome="closed",
        ended=327,
        picture="confluence",
        tags=("dams-and-weirs", "wildlife"),
        body="""
A company applied to divert two thirds of the Lindrel through a pipe to a turbine. In dry months, fifteen litres a
second would have stayed in the bed: enough to wet the stones.

European law forbids the deterioration of a river’s status, save under narrow
conditions.[[water-framework|art. 4(7)]] Whether these were met was never decided: the company withdrew. The objections
are kept at our office, in case anybody should apply again.
""",
        demands=(
            DemandText("Refuse the diversion of the Lindrel.", basis="water-framework"),
            DemandText("Leave at least nine tenths of its natural flow in the stream.", basis="water-framework"),
        ),
        petition=PetitionText(
            slug="object",
            title="An objection to the diversion of the Lindrel",
            addressee="The planning office at Lindrel Bridge",
            text="I object to the diversion of the Lindrel. The stream would lose two thirds of its water, and with it "
            "the trout, the dippers and the reason why people come to this valley.",
            goal=20,
            days=470,
            closed=458,
            signatures=23,
        ),
        releases=("lindrel-closed", "lindrel-alert"),
    ),
)
