"""The sample's standing pages in English; the Armenian ones are in `armenian`."""

from typing import Final

from advocacy_site.demo import armenian
from advocacy_site.demo.shapes import PageText

ENGLISH: Final = (
    PageText(
        key="about",
        slug="about",
        title="About us",
        summary="Who the Seven Weirs League is, and what it does.",
        body="""
The Seven Weirs League is a union of 23 local groups along the Orlune and its two tributaries, the Lindrel and the
Kestre. We measure the water every Saturday, ask for records that the public has a right to see, and build ways for
fish past the seven weirs that gave us our name.

## How we work

- We publish what we measure, also when it does not suit us.
- We say where each claim comes from. The small numbers in our releases lead to the source.
- We ask first, and campaign when asking has not helped.

## Who pays for it

Members do, with a fee that they set themselves. We take no money from those whose outfalls we count.

## This is a sample

The League, its rivers, its people and its campaigns are invented. They show what this software can do for a group
like yours. The documents that the texts cite are real, and so are their addresses.
""",
    ),
    PageText(
        key="contact",
        slug="contact",
        title="Contact",
        summary="Whom to write to, and when to expect an answer.",
        body="""
## Press

Ines Marrowby answers journalists at [press@sevenweirs.example.org](mailto:press@sevenweirs.example.org), on
weekdays within two hours.

## Everybody else

Write to [hello@sevenweirs.example.org](mailto:hello@sevenweirs.example.org). We are volunteers, and answer within two
days.

## Something wrong in a text of ours?

Tell us, please, at the same address. We correct in public.

These addresses are invented, like the rest of the sample: nobody will answer.
""",
    ),
    PageText(
        key="privacy",
        slug="privacy",
        title="Privacy",
        summary="What we hold of you, why, and how to have it removed.",
        body="""
You can read this site without telling us anything. It sets no cookie for readers, loads nothing from other sites and
counts nobody.

## If you sign

We store your name, your e-mail address and what else you chose to write, to be able to say truthfully how many people
have signed. Your signature counts when you have confirmed it through the link that we send you. Your name is shown in
public only if you ticked the box that says so.

## If you follow a campaign link

Short links that begin with /go/ count one visit for the day. Nothing about you is stored with it.

## Your rights

You may see, correct, take along and remove what we hold, without asking anybody: every message from us leads to your own
page. [Have the link to it mailed again](/me/) if you have lost it. One message to
[privacy@sevenweirs.example.org](mailto:privacy@sevenweirs.example.org) is enough, too.

Names are kept for a year after a campaign has ended. After that only the number remains.

This page belongs to the sample. A real group writes its own, with the advice of somebody who knows its law.
""",
    ),
)

PAGES: Final = (*ENGLISH, *armenian.PAGES)
