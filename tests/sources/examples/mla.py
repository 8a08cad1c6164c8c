"""MLA, 9th edition: the examples of the MLA Style Center and of Purdue's Online Writing Lab, which teaches the Handbook.

The Handbook lets writers leave out "https://", its examples do, ours do not; the tests compare without it. Publishers
are typed as the examples abbreviate them ("Utah State UP"). Ranges of pages have a dash here, a hyphen there.
"""

from tests.sources.examples import Example, item

CENTER = "https://style.mla.org/works-cited/citations-by-format/"
OWL = "https://owl.purdue.edu/owl/research_and_citation/mla_style/mla_formatting_and_style_guide/"
BOOKS = f"{OWL}mla_works_cited_page_books.html"
PERIODICALS = f"{OWL}mla_works_cited_page_periodicals.html"
ELECTRONIC = f"{OWL}mla_works_cited_electronic_sources.html"

EXAMPLES = [
    Example(
        item("book", "Chaos: Making a New Science", "Gleick, James", "1987", publisher="Penguin"),
        "Gleick, James. <Chaos: Making a New Science>. Penguin, 1987.",
        BOOKS,
    ),
    Example(
        item(
            "book",
            "The Allyn and Bacon Guide to Peer Tutoring",
            "Gillespie, Paula\nLerner, Neal",
            "2000",
            publisher="Allyn and Bacon",
        ),
        "Gillespie, Paula, and Neal Lerner. <The Allyn and Bacon Guide to Peer Tutoring>. Allyn and Bacon, 2000.",
        BOOKS,
    ),
    Example(
        item(
            "book",
            "Writing New Media: Theory and Applications for Expanding the Teaching of Composition",
            "Wysocki, Anne Frances\nJohnson-Eilola, Johndan\nSelfe, Cynthia L.\nSirc, Geoffrey",
            "2004",
            publisher="Utah State UP",
        ),
        "Wysocki, Anne Frances, et al. <Writing New Media: Theory and Applications for Expanding the Teaching of "
        "Composition>. Utah State UP, 2004.",
        BOOKS,
    ),
    Example(
        item("book", "Encyclopedia of Indiana", issued="1993", publisher="Somerset"),
        "<Encyclopedia of Indiana>. Somerset, 1993.",
        BOOKS,
    ),
    Example(
        item(
            "book",
            "Consequences of Rapid Population Growth in Developing Countries",
            "United Nations",
            "1991",
            publisher="Taylor and Francis",
        ),
        "United Nations. <Consequences of Rapid Population Growth in Developing Countries>. Taylor and Francis, 1991.",
        CENTER,
    ),
    Example(
        item(
            "book",
            "Ancient Rhetorics for Contemporary Students",
            "Crowley, Sharon\nHawhee, Debra",
            "2004",
            edition="3",
            publisher="Pearson",
        ),
        "Crowley, Sharon, and Debra Hawhee. <Ancient Rhetorics for Contemporary Students>. 3rd ed., Pearson, 2004.",
        BOOKS,
    ),
    Example(
        item(
            "book",
            "The Prince",
            "Machiavelli, Niccolò",
            "2018",
            translator="Marriott, W. K.",
            edition="Kindle ed.",
            publisher="Library of Alexandria",
        ),
        "Machiavelli, Niccolò. <The Prince>. Translated by W. K. Marriott, Kindle ed., Library of Alexandria, 2018.",
        ELECTRONIC,
    ),
    Example(
        item(
            "book",
            "How to Write a Lot: A Practical Guide to Productive Academic Writing",
            "Silva, Paul J.",
            "2007",
            edition="E-book",
            publisher="American Psychological Association",
        ),
        "Silva, Paul J. <How to Write a Lot: A Practical Guide to Productive Academic Writing>. E-book, American "
        "Psychological Association, 2007.",
        ELECTRONIC,
    ),
    Example(
        item(
            "chapter",
            "Girl",
            "Kincaid, Jamaica",
            "1994",
            editor="Wolff, Tobias",
            container_title="The Vintage Book of Contemporary American Short Stories",
            publisher="Vintage",
            page="306-307",
        ),
        "Kincaid, Jamaica. “Girl.” <The Vintage Book of Contemporary American Short Stories>, edited by Tobias Wolff, "
        "Vintage, 1994, pp. 306–307.",
        BOOKS,
    ),
    Example(
        item(
            "chapter",
            "The Cultural Consequences of Printing and the Internet",
            "Dewar, James A.\n{Peng Hwa Ang}",
            "2007",
            editor="Baron, Sabrina Alcorn\nLindquist, Eric N.\nShevlin, Eleanor F.",
            container_title="Agent of Change: Print Culture Studies after Elizabeth L. Eisenstein",
            publisher="University of Massachusetts Press",
            page="365-77",
        ),
        "Dewar, James A., and Peng Hwa Ang. “The Cultural Consequences of Printing and the Internet.” <Agent of "
        "Change: Print Culture Studies after Elizabeth L. Eisenstein>, edited by Sabrina Alcorn Baron et al., "
        "University of Massachusetts Press, 2007, pp. 365–77.",
        CENTER,
    ),
    Example(
        item(
            "article-journal",
            "Conflicting Nationalisms: The Voice of the Subaltern in Mahasweta Devi’s <Bashai Tudu>",
            "Bagchi, Alaknanda",
            "1996",
            container_title="Tulsa Studies in Women’s Literature",
            volume="15",
            issue="1",
            page="41-50",
        ),
        "Bagchi, Alaknanda. “Conflicting Nationalisms: The Voice of the Subaltern in Mahasweta Devi’s <Bashai Tudu>.” "
        "<Tulsa Studies in Women’s Literature>, vol. 15, no. 1, 1996, pp. 41–50.",
        PERIODICALS,
        differs="The title inside the title is not italic: titles are plain text.",
    ),
    Example(
        item(
            "article-journal",
            "Questions of Transport: Reading Primo Levi Reading Dante",
            "Goldman, Anne",
            "2010",
            container_title="The Georgia Review",
            volume="64",
            issue="1",
            page="69-88",
        ),
        "Goldman, Anne. “Questions of Transport: Reading Primo Levi Reading Dante.” <The Georgia Review>, vol. 64, no. "
        "1, 2010, pp. 69–88.",
        CENTER,
    ),
    Example(
        item(
            "article-journal",
            "Love and Courtship in Mid-Twentieth-Century England",
            "Langhamer, Claire",
            "2007",
            container_title="Historical Journal",
            volume="50",
            issue="1",
            page="173-196",
            archive="ProQuest",
            DOI="10.1017/S0018246X06005966",
        ),
        "Langhamer, Claire. “Love and Courtship in Mid-Twentieth-Century England.” <Historical Journal>, vol. 50, no. "
        "1, 2007, pp. 173–196. <ProQuest>, https://doi.org/10.1017/S0018246X06005966.",
        ELECTRONIC,
    ),
    Example(
        item(
            "article-journal",
            "Toxicity of Nitrite to Three Species of Freshwater Invertebrates",
            "Alonso, Alvaro\nCamargo, Julio A.",
            "February 3, 2006",
            container_title="Environmental Toxicology",
            volume="21",
            issue="1",
            page="90-94",
            archive="Wiley Online Library",
            DOI="10.1002/tox.20155",
        ),
        "Alonso, Alvaro, and Julio A. Camargo. “Toxicity of Nitrite to Three Species of Freshwater Invertebrates.” "
        "<Environmental Toxicology>, vol. 21, no. 1, 3 Feb. 2006, pp. 90–94. <Wiley Online Library>, "
        "https://doi.org/10.1002/tox.20155.",
        ELECTRONIC,
        differs="Without “Accessed 26 May 2009”: what has a date needs none.",
    ),
    Example(
        item(
            "article-journal",
            "Research in Youth Culture and Policy: Current Conditions and Future Directions",
            "Dolby, Nadine",
            "2008",
            container_title="Social Work and Society: The International Online-Only Journal",
            volume="6",
            issue="2",
            URL="http://www.socwork.net/sws/article/view/60/362",
        ),
        "Dolby, Nadine. “Research in Youth Culture and Policy: Current Conditions and Future Directions.” <Social Work "
        "and Society: The International Online-Only Journal>, vol. 6, no. 2, 2008, "
        "www.socwork.net/sws/article/view/60/362.",
        ELECTRONIC,
        differs="Without “Accessed 20 May 2009”: what has a date needs none.",
    ),
    Example(
        item(
            "article-magazine",
            "TV Makes a Too-Close Call",
            "Poniewozik, James",
            "November 20, 2000",
            container_title="Time",
            page="70-71",
        ),
        "Poniewozik, James. “TV Makes a Too-Close Call.” <Time>, 20 Nov. 2000, pp. 70–71.",
        PERIODICALS,
    ),
    Example(
        item(
            "article-newspaper",
            "New Health Center Targets County’s Uninsured Patients",
            "Brubaker, Bill",
            "May 24, 2007",
            container_title="Washington Post",
            page="LZ01",
        ),
        "Brubaker, Bill. “New Health Center Targets County’s Uninsured Patients.” <Washington Post>, 24 May 2007, p. "
        "LZ01.",
        PERIODICALS,
    ),
    Example(
        item(
            "webpage",
            "The Reading Brain: Differences between Digital and Print",
            "Hollmichel, Stefanie",
            "April 25, 2013",
            container_title="So Many Books",
            URL="https://somanybooksblog.com/2013/04/25/the-reading-brain-differences-between-digital-and-print/",
        ),
        "Hollmichel, Stefanie. “The Reading Brain: Differences between Digital and Print.” <So Many Books>, 25 Apr. "
        "2013, somanybooksblog.com/2013/04/25/the-reading-brain-differences-between-digital-and-print/.",
        CENTER,
    ),
    Example(
        item(
            "webpage",
            "Athlete’s Foot - Topic Overview",
            issued="September 25, 2014",
            container_title="WebMD",
            URL="https://www.webmd.com/skin-problems-and-treatments/tc/athletes-foot-topic-overview",
        ),
        "“Athlete’s Foot - Topic Overview.” <WebMD>, 25 Sept. 2014, "
        "www.webmd.com/skin-problems-and-treatments/tc/athletes-foot-topic-overview.",
        ELECTRONIC,
    ),
    Example(
        item(
            "webpage",
            "How to Make Vegetarian Chili",
            "Lundman, Susan",
            container_title="eHow",
            accessed={"date-parts": [[2015, 7, 6]]},
            URL="https://www.ehow.com/how_10727_make-vegetarian-chili.html",
        ),
        "Lundman, Susan. “How to Make Vegetarian Chili.” <eHow>, www.ehow.com/how_10727_make-vegetarian-chili.html. "
        "Accessed 6 July 2015.",
        ELECTRONIC,
    ),
    Example(
        item(
            "webpage",
            "10 Tips on Writing the Living Web",
            "Bernstein, Mark",
            "August 16, 2002",
            container_title="A List Apart: For People Who Make Websites",
            URL="http://alistapart.com/article/writeliving",
        ),
        "Bernstein, Mark. “10 Tips on Writing the Living Web.” <A List Apart: For People Who Make Websites>, 16 Aug. "
        "2002, alistapart.com/article/writeliving.",
        ELECTRONIC,
        differs="Without “Accessed 4 May 2009”: what has a date needs none.",
    ),
    Example(
        item(
            "document",
            "Guide to Literary and Critical Theory",
            "Felluga, Dino",
            "November 28, 2003",
            publisher="Purdue U",
            URL="http://www.cla.purdue.edu/english/theory/",
        ),
        "Felluga, Dino. <Guide to Literary and Critical Theory>. Purdue U, 28 Nov. 2003, "
        "www.cla.purdue.edu/english/theory/.",
        ELECTRONIC,
        differs="Without “Accessed 10 May 2006”: what has a date needs none.",
    ),
    Example(
        item(
            "post",
            "SC demonstrated why all the debates are the engines of this campaign.",
            "@tombrokaw",
            "January 22, 2012",
            container_title="Twitter",
            URL="https://twitter.com/tombrokaw/status/160996868971704320",
        ),
        "@tombrokaw. “SC demonstrated why all the debates are the engines of this campaign.” <Twitter>, 22 Jan. 2012, "
        "twitter.com/tombrokaw/status/160996868971704320.",
        ELECTRONIC,
        differs="Without “3:06 a.m.”: the record has no time of day.",
    ),
    Example(
        item(
            "personal_communication",
            "Re: Modernist Literature",
            "Kunka, Andrew",
            "November 15, 2000",
            recipient="Watts, John",
        ),
        "Kunka, Andrew. “Re: Modernist Literature.” Received by John Watts, 15 Nov. 2000.",
        ELECTRONIC,
    ),
]
