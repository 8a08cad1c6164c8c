"""The sample's campaigns: one that runs, one that was won, one that was closed. All of it is invented."""

from typing import Final

from advocacy_site.demo.shapes import CampaignText, DemandText, PetitionText

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
