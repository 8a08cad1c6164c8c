"""Ten real public documents, and two invented ones, of which we hold a copy of one.

Titles, publishers, dates and addresses of the real ones are theirs; none of their text is copied here.
"""

from typing import Final

from advocacy_site.demo.shapes import SourceText

SOURCES: Final = (
    SourceText(
        key="water-framework",
        type="legislation",
        title="Directive 2000/60/EC of the European Parliament and of the Council of 23 October 2000 establishing "
        "a framework for Community action in the field of water policy",
        issued="23 October 2000",
        url="https://eur-lex.europa.eu/eli/dir/2000/60/oj",
        publisher="European Parliament and Council of the European Union",
        container="Official Journal of the European Communities (L 327)",
        pages="1–73",
        summary="The Water Framework Directive: member states manage water by river basin and bring it to good status.",
        tags=("law", "water-quality"),
    ),
    SourceText(
        key="waste-water-1991",
        type="legislation",
        title="Council Directive 91/271/EEC of 21 May 1991 concerning urban waste-water treatment",
        issued="21 May 1991",
        url="https://eur-lex.europa.eu/eli/dir/1991/271/oj",
        publisher="Council of the European Communities",
        container="Official Journal of the European Communities (L 135)",
        pages="40–52",
        summary="The first European law on collecting and treating the waste water of towns.",
        tags=("law", "wastewater"),
    ),
    SourceText(
        key="wastewater-2024",
        type="legislation",
        title="Directive (EU) 2024/3019 of the European Parliament and of the Council of 27 November 2024 "
        "concerning urban wastewater treatment (recast)",
        issued="27 November 2024",
        url="https://eur-lex.europa.eu/eli/dir/2024/3019/oj",
        publisher="European Parliament and Council of the European Union",
        container="Official Journal of the European Union (L, 2024/3019)",
        summary="The recast of the directive of 1991: smaller towns, stricter limits, plans for storm water overflows.",
        tags=("law", "wastewater"),
    ),
    SourceText(
        key="right-to-water",
        type="legislation",
        title="The human right to water and sanitation",
        number="A/RES/64/292",
        issued="28 July 2010",
        url="https://docs.un.org/en/A/RES/64/292",
        author="United Nations General Assembly",
        publisher="United Nations",
        summary="Resolution by which the General Assembly recognised safe water and sanitation as a human right.",
        tags=("human-rights", "drinking-water"),
    ),
    SourceText(
        key="right-to-environment",
        type="legislation",
        title="The human right to a clean, healthy and sustainable environment",
        number="A/RES/76/300",
        issued="28 July 2022",
        url="https://docs.un.org/en/A/RES/76/300",
        author="United Nations General Assembly",
        publisher="United Nations",
        summary="Resolution by which the General Assembly recognised a healthy environment as a human right.",
        tags=("human-rights", "law"),
    ),
    SourceText(
        key="aarhus",
        type="treaty",
        title="Convention on Access to Information, Public Participation in Decision-making and Access to Justice "
        "in Environmental Matters",
        issued="25 June 1998",
        url="https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no=XXVII-13&chapter=27",
        publisher="United Nations",
        container="United Nations Treaty Series",
        volume="2161",
        summary="The Aarhus Convention: the public may know, take part and go to court in matters of the environment.",
        tags=("open-records", "law"),
    ),
    SourceText(
        key="water-convention",
        type="treaty",
        title="Convention on the Protection and Use of Transboundary Watercourses and International Lakes",
        issued="17 March 1992",
        url="https://treaties.un.org/Pages/ViewDetails.aspx?src=TREATY&mtdsg_no=XXVII-5&chapter=27",
        publisher="United Nations",
        container="United Nations Treaty Series",
        volume="1936",
        summary="The Water Convention of Helsinki: neighbours protect and share the rivers that cross their borders.",
        tags=("law",),
    ),
    SourceText(
        key="european-waters",
        type="report",
        title="European waters — Assessment of status and pressures 2018",
        number="EEA Report No 7/2018",
        issued="2018",
        url="https://www.eea.europa.eu/publications/state-of-water",
        author="European Environment Agency",
        publisher="Publications Office of the European Union",
        publisher_place="Luxembourg",
        isbn="978-92-9213-947-6",
        doi="10.2800/303664",
        summary="What member states reported about their rivers, lakes, coasts and groundwater, put together.",
        tags=("water-quality",),
    ),
    SourceText(
        key="drinking-water-guidelines",
        type="report",
        title="Guidelines for drinking-water quality: fourth edition incorporating the first and second addenda",
        issued="2022",
        url="https://www.who.int/publications/i/item/9789240045064",
        author="World Health Organization",
        publisher="World Health Organization",
        publisher_place="Geneva",
        isbn="978-92-4-004506-4",
        summary="The values and methods by which health authorities judge water that people drink.",
        tags=("drinking-water", "water-quality"),
    ),
    SourceText(
        key="water-report-2024",
        type="report",
        title="The United Nations World Water Development Report 2024: Water for Prosperity and Peace",
        issued="2024",
        url="https://unesdoc.unesco.org/ark:/48223/pf0000388948",
        author="United Nations",
        publisher="UNESCO",
        publisher_place="Paris",
        isbn="978-92-3-100657-9",
        summary="The yearly report of the United Nations on water, in 2024 on what it means for peace.",
        tags=("drinking-water", "human-rights"),
    ),
    SourceText(
        key="outfall-records",
        type="report",
        title="Outfall records of the Orlune: notes to the first year (a sample)",
        issued="2026",
        author="Orlune Basin Authority",
        publisher="Orlune Basin Authority",
        summary="Invented, like the authority: it shows what readers get where we hold a copy of what we quote.",
        copy="""Outfall records of the Orlune
Notes to the first year
Invented for this sample, like the authority that is said to have written it.

1. What is recorded
Each of the 58 outfalls has a meter that writes a line whenever the flow begins and whenever it ends. The records are
complete for all outfalls, with the exception of four days in March on which the meters of two of them were replaced.

2. What counts as dry
A day counts as dry if none of the eleven rain gauges of the basin measured more than one millimetre on it or on the
day before.

3. What the records cannot say
The meters tell how long water ran, and not what was in it. The Authority does not dispute that waste water left the
sewers on dry days. It will say by the end of the year, outfall by outfall, what caused it and when it will end.
""",
        tags=("wastewater", "open-records"),
    ),
    SourceText(
        key="assembly-minutes",
        type="document",
        title="Minutes of the fourteenth sitting of the Orlune Basin Assembly (an invented document of this sample)",
        issued="2026",
        publisher="Orlune Basin Assembly",
        publisher_place="Port Orlune",
        summary="Who said what about sewers. The Assembly, its members and this document are invented.",
        tags=("wastewater",),
    ),
)
