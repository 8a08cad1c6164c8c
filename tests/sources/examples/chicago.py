"""Chicago, 18th edition: the examples of the Manual's public citation guide and of its chapter 14.

The guide is on chicagomanualofstyle.org. Ours name no database ("ProQuest Ebook Central"), and short titles are the
ones that our rule makes where the Manual chooses its own.
"""

from tests.sources.examples import Example, item

GUIDE = "https://www.chicagomanualofstyle.org/tools_citationguide/citation-guide-1.html"
MANUAL = "The Chicago Manual of Style, chapter 14"

EXAMPLES = [
    Example(
        item(
            "book", "Interior Chinatown", "Yu, Charles", "2020", publisher="Pantheon Books", publisher_place="New York"
        ),
        "Charles Yu, <Interior Chinatown> (Pantheon Books, 2020), 45.",
        GUIDE,
        locator="45",
        short="Yu, <Interior Chinatown>, 45.",
        entry="Yu, Charles. <Interior Chinatown>. Pantheon Books, 2020.",
    ),
    Example(
        item(
            "book",
            "The Channels of Student Activism: "
            "How the Left and Right Are Winning (and Losing) in Campus Politics Today",
            "Binder, Amy J.\nKidder, Jeffrey L.",
            "2022",
            publisher="University of Chicago Press",
        ),
        "Amy J. Binder and Jeffrey L. Kidder, <The Channels of Student Activism: How the Left and Right Are Winning "
        "(and Losing) in Campus Politics Today> (University of Chicago Press, 2022), 117–18.",
        GUIDE,
        locator="117-18",
        short="Binder and Kidder, <Channels of Student Activism>, 117–18.",
        entry="Binder, Amy J., and Jeffrey L. Kidder. <The Channels of Student Activism: How the Left and Right "
        "Are Winning (and Losing) in Campus Politics Today>. University of Chicago Press, 2022.",
    ),
    Example(
        item(
            "chapter",
            "The Queen Mary Psalter",
            "Doyle, Kathleen",
            "2023",
            container_title="The Book by Design: The Remarkable Story of the World’s Greatest Invention",
            editor="Marks, P. J. M.\nParkin, Stephen",
            publisher="University of Chicago Press",
        ),
        "Kathleen Doyle, “The Queen Mary Psalter,” in <The Book by Design: The Remarkable Story of the World’s "
        "Greatest Invention>, ed. P. J. M. Marks and Stephen Parkin (University of Chicago Press, 2023), 64.",
        GUIDE,
        locator="p. 64",
        short="Doyle, “Queen Mary Psalter,” 64.",
        entry="Doyle, Kathleen. “The Queen Mary Psalter.” In <The Book by Design: The Remarkable Story of the "
        "World’s Greatest Invention>, edited by P. J. M. Marks and Stephen Parkin. University of Chicago "
        "Press, 2023.",
    ),
    Example(
        item(
            "book", "The Wedding Party", "{Liu Xinwu}", "2021", translator="Tiang, Jeremy", publisher="Amazon Crossing"
        ),
        "Liu Xinwu, <The Wedding Party>, trans. Jeremy Tiang (Amazon Crossing, 2021), 279.",
        GUIDE,
        locator="279",
        short="Liu Xinwu, <Wedding Party>, 279.",
        entry="Liu Xinwu. <The Wedding Party>. Translated by Jeremy Tiang. Amazon Crossing, 2021.",
    ),
    Example(
        item(
            "book",
            "Moby-Dick; or, The Whale",
            "Melville, Herman",
            "1851",
            publisher="Harper & Brothers",
            URL="https://melville.electroniclibrary.org/moby-dick-side-by-side",
        ),
        "Herman Melville, <Moby-Dick; or, The Whale> (Harper & Brothers, 1851), 627, "
        "https://melville.electroniclibrary.org/moby-dick-side-by-side.",
        GUIDE,
        locator="627",
        short="Melville, <Moby-Dick>, 627.",
    ),
    Example(
        item(
            "book",
            "The Chicago Guide to Fact-Checking",
            "Borel, Brooke",
            "2023",
            edition="2",
            publisher="University of Chicago Press",
        ),
        "Brooke Borel, <The Chicago Guide to Fact-Checking>, 2nd ed. (University of Chicago Press, 2023), 92.",
        GUIDE,
        locator="92",
        short="Borel, <Chicago Guide to Fact-Checking>, 92.",
        entry="Borel, Brooke. <The Chicago Guide to Fact-Checking>. 2nd ed. University of Chicago Press, 2023.",
    ),
    Example(
        item(
            "article-journal",
            "Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life",
            "Kwon, Hyeyoung",
            "2022",
            container_title="American Journal of Sociology",
            volume="127",
            issue="6",
            page="1818-59",
            DOI="https://doi.org/10.1086/720277",
        ),
        "Hyeyoung Kwon, “Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life,” "
        "<American Journal of Sociology> 127, no. 6 (2022): 1842–43, https://doi.org/10.1086/720277.",
        GUIDE,
        locator="1842–43",
        short="Kwon, “Inclusion Work,” 1842–43.",
        entry="Kwon, Hyeyoung. “Inclusion Work: Children of Immigrants Claiming Membership in Everyday Life.” "
        "<American Journal of Sociology> 127, no. 6 (2022): 1818–59. https://doi.org/10.1086/720277.",
    ),
    Example(
        item(
            "article-newspaper",
            "Are Flax Seeds All That?",
            "Blum, Dani",
            "December 13, 2023",
            container_title="New York Times",
            URL="https://www.nytimes.com/2023/12/13/well/eat/flax-seeds-benefits.html",
        ),
        "Dani Blum, “Are Flax Seeds All That?,” <New York Times>, December 13, 2023, "
        "https://www.nytimes.com/2023/12/13/well/eat/flax-seeds-benefits.html.",
        GUIDE,
        short="Blum, “Are Flax Seeds All That?”",
        entry="Blum, Dani. “Are Flax Seeds All That?” <New York Times>, December 13, 2023. "
        "https://www.nytimes.com/2023/12/13/well/eat/flax-seeds-benefits.html.",
    ),
    Example(
        item(
            "article-magazine",
            "The Prophet of Dystopia",
            "Mead, Rebecca",
            "April 17, 2017",
            container_title="New Yorker",
        ),
        "Rebecca Mead, “The Prophet of Dystopia,” <New Yorker>, April 17, 2017, 43.",
        GUIDE,
        locator="43",
        short="Mead, “Prophet of Dystopia,” 43.",
    ),
    Example(
        item(
            "interview",
            "“If You Have a Face, You Have a Place in the Conversation About AI,” Expert Says",
            "Buolamwini, Joy",
            "November 28, 2023",
            interviewer="Mosley, Tonya",
            container_title="Fresh Air",
            publisher="NPR",
            medium="audio",
        ),
        "Joy Buolamwini, “‘If You Have a Face, You Have a Place in the Conversation About AI,’ Expert Says,” "
        "interview by Tonya Mosley, <Fresh Air>, NPR, November 28, 2023, audio, at 37:58.",
        GUIDE,
        locator="at 37:58",
        short="Buolamwini, “If You Have…,” at 37:58.",
    ),
    Example(
        item(
            "thesis",
            "King Lear and Its Folktale Analogues",
            "Rutz, Cynthia Lillian",
            "2013",
            genre="PhD diss.",
            publisher="University of Chicago",
        ),
        "Cynthia Lillian Rutz, “King Lear and Its Folktale Analogues” (PhD diss., University of Chicago, 2013), "
        "99–100.",
        MANUAL,
        locator="99-100",
        short="Rutz, “King Lear…,” 99–100.",
    ),
    Example(
        item(
            "webpage",
            "About Yale: Yale Facts",
            publisher="Yale University",
            accessed={"date-parts": [[2022, 3, 8]]},
            URL="https://www.yale.edu/about-yale/yale-facts",
        ),
        "“About Yale: Yale Facts,” Yale University, accessed March 8, 2022, https://www.yale.edu/about-yale/yale-facts.",
        GUIDE,
        short="“About Yale.”",
        entry="Yale University. “About Yale: Yale Facts.” Accessed March 8, 2022. "
        "https://www.yale.edu/about-yale/yale-facts.",
    ),
    Example(
        item(
            "post",
            "In honor of Earth Day, I’m recycling my tweets",
            "Conan O’Brien (@ConanOBrien)",
            "April 22, 2015",
            container_title="Twitter",
            URL="https://twitter.com/ConanOBrien/status/590940792967016448",
        ),
        "Conan O’Brien (@ConanOBrien), “In honor of Earth Day, I’m recycling my tweets,” Twitter, April 22, 2015, "
        "https://twitter.com/ConanOBrien/status/590940792967016448.",
        GUIDE,
        short="Conan O’Brien (@ConanOBrien), “In honor of Earth…”",
    ),
    Example(
        item("personal_communication", "Facebook direct message to author", "Gomez, Sam", "August 1, 2024"),
        "Sam Gomez, Facebook direct message to author, August 1, 2024.",
        GUIDE,
        short="Gomez, Facebook direct message to author.",
    ),
    Example(
        item(
            "speech",
            "Censorship in Children’s Literature during Argentina’s Dirty War (1976–1983)",
            "Hong, Viviana",
            "April 30, 2015",
            genre="lecture",
            event_title="University of Chicago",
            event_place="Chicago, IL",
        ),
        "Viviana Hong, “Censorship in Children’s Literature during Argentina’s Dirty War (1976–1983)” "
        "(lecture, University of Chicago, Chicago, IL, April 30, 2015).",
        MANUAL,
        short="Hong, “Censorship in Children’s Literature…”",
    ),
    Example(
        item(
            "legal_case",
            "Citizens United v. Federal Election Commission",
            issued="2010",
            volume="558",
            container_title="U.S.",
            page="310",
        ),
        "<Citizens United v. Federal Election Commission>, 558 U.S. 310, 322 (2010).",
        MANUAL,
        locator="322",
        short="<Citizens United v. Federal Election Commission>, 322.",
    ),
    Example(
        item("bill", "Homeland Security Act of 2002", issued="2002", number="H.R. 5005", container_title="107th Cong."),
        "Homeland Security Act of 2002, H.R. 5005, 107th Cong. (2002).",
        MANUAL,
        short="Homeland Security Act of 2002.",
    ),
    Example(
        item(
            "treaty",
            "Treaty Banning Nuclear Weapon Tests in the Atmosphere, in Outer Space and Under Water",
            issued="August 5, 1963",
            volume="14",
            container_title="U.S.T.",
            page="1313",
        ),
        "Treaty Banning Nuclear Weapon Tests in the Atmosphere, in Outer Space and Under Water, August 5, 1963, "
        "14 U.S.T. 1313.",
        MANUAL,
        short="Treaty Banning Nuclear Weapon…",
    ),
    Example(
        item("motion_picture", "Crumb", issued="1994", director="Zwigoff, Terry", publisher="Superior Pictures"),
        "<Crumb>, directed by Terry Zwigoff (Superior Pictures, 1994).",
        MANUAL,
        short="<Crumb>.",
    ),
    Example(
        item(
            "article-journal",
            "Temporal Variation in Selection Influences Microgeographic Local Adaptation",
            "Dittmar, Emily L.\nSchemske, Douglas W.",
            "2023",
            title_short="Temporal Variation",
            container_title="American Naturalist",
            volume="202",
            issue="4",
            page="471-85",
            DOI="10.1086/725865",
        ),
        "Emily L. Dittmar and Douglas W. Schemske, “Temporal Variation in Selection Influences Microgeographic Local "
        "Adaptation,” <American Naturalist> 202, no. 4 (2023): 480, https://doi.org/10.1086/725865.",
        GUIDE,
        locator="480",
        short="Dittmar and Schemske, “Temporal Variation,” 480.",
        entry="Dittmar, Emily L., and Douglas W. Schemske. “Temporal Variation in Selection Influences Microgeographic "
        "Local Adaptation.” <American Naturalist> 202, no. 4 (2023): 471–85. https://doi.org/10.1086/725865.",
    ),
]
