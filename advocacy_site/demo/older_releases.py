"""The sample's older press releases, newest first. Rivers, places, people, measurements and events are invented."""

from typing import Final

from advocacy_site.demo.shapes import ReleaseText

OLDER: Final = (
    ReleaseText(
        key="fish-pass",
        kind="release",
        days=236,
        place="KESTRE MILLS",
        title="First sea trout climb the new pass at Kestre Mills",
        subhead="The camera counted eleven fish in the first three nights; the weir had been closed to them since 1884",
        summary="Three nights after the fish pass at Kestre Mills was opened, a camera counted eleven sea trout on "
        "their way upstream, the first in over a century.",
        tags=("dams-and-weirs", "wildlife"),
        picture="weir",
        read_also=("lindrel-closed",),
        body="""
At seven minutes past two in the morning, a sea trout as long as a forearm swam through a slot in a concrete wall and
made the evening news. It was the first of eleven that the camera at Kestre Mills counted in its first three nights.

The weir has closed the Kestre to fish since 1884, when it was built to turn a mill that burned down nineteen years
later. The new pass, a staircase of thirty pools each a hand’s breadth higher than the last, took four summers, a
legacy, and the help of two hundred schoolchildren who sorted the gravel.

“I have waited on this bank for forty years, and I will not pretend that something got into my eye,” said Osric
Lantry of the Kestre Anglers, one of the League’s member groups.

Whether fish and gravel can travel is no side issue. River continuity is among the qualities by which the status of a
river is judged under European law.[[water-framework|Annex V, point 1.1.1]] The Orlune and its tributaries still have
six weirs without a pass. The League has published drawings for the next two, which anybody may build from.
""",
    ),
    ReleaseText(
        key="lindrel-closed",
        kind="statement",
        days=327,
        title="Statement on the end of the Lindrel diversion",
        summary="The company that wanted to divert the Lindrel has withdrawn its application. The League closes its "
        "campaign, thanks those who wrote, and says what remains to be done.",
        tags=("dams-and-weirs", "wildlife"),
        picture="spring",
        read_also=("lindrel-alert",),
        body="""
The company that applied to divert two thirds of the Lindrel through a pipe has withdrawn its application. It gave no
reason, and we shall not invent one. The Seven Weirs League closes its campaign “Let the Lindrel Run” today.

We did not win an argument; the argument was called off. The authority never had to say whether a new diversion could
be squared with the duty to prevent deterioration of the status of a river.[[water-framework|art. 4(1)(a)(i)]] The
next applicant may ask the same question, and we would rather have the answer first.

What we did see is a public hearing that 412 people attended, in a valley with 900 inhabitants. To everybody who
wrote, spoke, or brought soup: thank you. The Lindrel does not know what was planned for it. That is how it should be.

For the board: Mira Aldwater, chair.
""",
    ),
    ReleaseText(
        key="outfalls-opened",
        kind="release",
        days=402,
        place="PORT ORLUNE",
        title="Basin authority will publish every outfall record, ten years back",
        subhead="After eight months of refusals, the authority agrees to all three demands of “Open the Outfalls”",
        summary="The Orlune Basin Authority will publish what each sewage outfall discharges, daily and ten years "
        "back. The Seven Weirs League declares its campaign won.",
        tags=("open-records", "wastewater"),
        picture="estuary",
        read_also=("open-letter", "good-status"),
        body="""
The Orlune Basin Authority will publish the records of all 58 sewage outfalls on the river: when they ran, for how
long, and how the weather was. Its board voted eight to one on Monday evening, in a room in which there were more
listeners than chairs. The records of the past ten years follow within a year.

“We came with three demands and leave with three votes,” said Jonna Skerry, who led the campaign “Open the Outfalls”.
“I had prepared a speech for losing. I shall keep it; one never knows.”

The authority had refused eight requests of the League, at first because the records were incomplete, then because
they were too many. The Aarhus Convention knows neither reason. It asks each party to see that environmental
information progressively becomes available in electronic databases that the public can easily
reach.[[aarhus|art. 5(3)]]

Pell Wainthorpe, who chairs the authority, said after the vote that publishing the records had turned out to be less
work than refusing them. The League agrees, and has offered to help with the first year.

## What happens next

- Within three months: daily records of all outfalls, on the authority’s own pages.
- Within a year: the records of the past ten years, as files that anybody can work with.
- From then on: the League reads them, and says what it finds.
""",
    ),
    ReleaseText(
        key="lindrel-alert",
        kind="action_alert",
        days=468,
        place="LINDREL BRIDGE",
        title="Action alert: ten days left to object to the Lindrel diversion",
        summary="A company wants to lead two thirds of the Lindrel through a pipe. Anybody may object until the "
        "hearing closes, and it takes a page of plain words.",
        tags=("dams-and-weirs", "open-records"),
        picture="confluence",
        body="""
Two thirds of the Lindrel are to flow through a pipe, four kilometres long, to a turbine at Lindrel Bridge. The plans
lie open in the town hall for ten more days. Until then everybody may object: you need not live here, own land, or
know the word “hydromorphology”.

That is not a courtesy. When a project of this kind is decided on, the public is to be informed early, to see all that
bears on the decision, and to have its view taken into account.[[aarhus|art. 6]]

## How to write an objection that is read

- Say in the first sentence what you object to, and in the second who you are.
- One reason that you know at first hand weighs more than ten that you copied.
- Ask a question that has an answer: how much water stays in the river in August?
- Send it with your name before the tenth day is over. Keep the receipt.

We have put a letter on the campaign’s page that you can sign as it is. Your own is better.
""",
    ),
    ReleaseText(
        key="good-status",
        kind="memo",
        days=577,
        title="Memo to editors: what “good status” means, and what it does not",
        summary="Five sentences that are often wrong in reports about rivers, and what to write instead.",
        tags=("law", "water-quality"),
        picture="dawn",
        body="""
Reports on rivers tend to contain one of five sentences. Each is nearly right. Here is what we would write instead,
with the place where it can be looked up.

## “The river is clean”

The law does not know clean rivers. It knows ecological status, in five classes, and chemical status, in two. A river
has good status when both are at least good.[[water-framework|art. 2(18)]]

## “Most European rivers are in good condition”

In the assessment of 2018 around 40 per cent of Europe’s surface waters were in good ecological status or potential,
and 38 per cent in good chemical status.[[european-waters|executive summary]] Groundwater does
better.

## “The water is good enough to drink”

Good status is about what lives in a river. Water that people drink is judged by other rules, and above all by what it
does to their health.[[drinking-water-guidelines|chap. 3]]

## “Water is a resource like any other”

The directive begins with the opposite: “Water is not a commercial product like any other but, rather, a heritage which
must be protected, defended and treated as such.”[[water-framework|recital 1|Water is not a commercial product like
any other but, rather, a heritage which must be protected, defended and treated as such]]

## “Nobody is responsible”

Somebody is. Every river basin has an authority, every authority a plan, and every plan an annex in which the measures
stand. On the Orlune it is annex 7. We are glad to send it.
""",
    ),
    ReleaseText(
        key="open-letter",
        kind="open_letter",
        days=641,
        title="Open letter: show the public what the outfalls discharge",
        summary="Twenty-three local groups ask the Orlune Basin Authority to publish what it knows about the river’s "
        "sewage outfalls.",
        tags=("open-records", "human-rights"),
        picture="estuary",
        read_also=("river-log",),
        body="""
To the board of the Orlune Basin Authority

Dear Mr Wainthorpe, dear members of the board,

in your cellar there is a shelf with 58 boxes. Each belongs to a sewage outfall, and in each lies a paper roll on which
a pen has drawn, day by day, whether it ran. We know of it because one of you told us, with some pride, how well the
pens work.

We ask you to let the public see the rolls.

Information of this kind is not yours to keep. It is to be given to whoever asks, without their having to say why,
within a month.[[aarhus|art. 4(1)–(2)]] And the purpose goes deeper than paper. In 2022 the General Assembly of the
United Nations recognised “the right to a clean, healthy and sustainable environment as a human
right”.[[right-to-environment|para. 1|the right to a clean, healthy and sustainable environment as a human right]] A
right that nobody can check is a wish.

You fear, we are told, that the rolls will be misread. Some will be. We offer you our laboratory, our patience and our
Saturday mornings, so that they are misread as little as possible.

Yours sincerely,

Mira Aldwater, for the Seven Weirs League and its 23 member groups
""",
    ),
    ReleaseText(
        key="river-log",
        kind="release",
        days=718,
        place="UPPER SARN",
        title="Volunteers open a public log of the Orlune, one weir at a time",
        subhead="Sixty people, seven weirs, four values: what anybody can measure, everybody can read",
        summary="Sixty volunteers have begun to measure the Orlune at all seven weirs, every week, and to publish what "
        "they find in a log that is open to all.",
        tags=("volunteers", "water-quality"),
        picture="spring",
        body="""
Every Saturday at nine, sixty people along the Orlune now fill a bottle. They note temperature, oxygen, ammonium and
how far one can see into the water, and by noon the values stand in a log that anybody may read, copy and doubt.

“We are not a laboratory, and we say so beside each number,” said Tobias Fenwright, who trained the volunteers. “But a
thermometer does not care who reads it, and fifty-two Saturdays make a year that nobody has measured before.”

The Orlune is in no worse company than most. About 40 per cent of Europe’s surface waters were in good ecological
status when the European Environment Agency put the reports together in 2018.[[european-waters|executive summary]] What
the League wants to know is which weir on its own river drags the average down, and in which week.

The log begins at Upper Sarn, where the river is two steps wide, and ends 142 kilometres further on at the Old Bridge
of Port Orlune. Who wants to join needs rubber boots, a pencil, and a liking for company at nine on a Saturday.
""",
    ),
)
