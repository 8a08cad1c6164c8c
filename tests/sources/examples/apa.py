"""APA, 7th edition: the examples of apastyle.apa.org and of chapter 10 of the Publication Manual (2020).

Titles are typed in the Manual's sentence case, since no machine makes it.
"""

from tests.sources.examples import Example, item

ARTICLES = "https://apastyle.apa.org/style-grammar-guidelines/references/examples/journal-article-references"
BOOKS = "https://apastyle.apa.org/style-grammar-guidelines/references/examples/book-references"
MANUAL = "Publication Manual of the American Psychological Association, 7th ed., section"

EXAMPLES = [
    Example(
        item(
            "article-journal",
            "Emotions in storybooks: A comparison of storybooks that represent ethnic and racial groups in the "
            "United States",
            "Grady, J. S.\nHer, M.\nMoreno, G.\nPerez, C.\nYelinek, J.",
            "2019",
            container_title="Psychology of Popular Media Culture",
            volume="8",
            issue="3",
            page="207-217",
            DOI="10.1037/ppm0000185",
        ),
        "Grady, J. S., Her, M., Moreno, G., Perez, C., & Yelinek, J. (2019). Emotions in storybooks: A comparison of "
        "storybooks that represent ethnic and racial groups in the United States. <Psychology of Popular Media "
        "Culture>, <8>(3), 207–217. https://doi.org/10.1037/ppm0000185",
        ARTICLES,
        short="Grady et al., 2019.",
    ),
    Example(
        item(
            "article-journal",
            "Teaching medicine with the help of “Dr. House”",
            "Jerrentrup, A.\nMueller, T.\nGlowalla, U.\nHerder, M.\nHenrichs, N.\nNeubauer, A.\nSchaefer, J. R.",
            "2018",
            container_title="PLoS ONE",
            volume="13",
            issue="3",
            page="e0193972",
            DOI="10.1371/journal.pone.0193972",
        ),
        "Jerrentrup, A., Mueller, T., Glowalla, U., Herder, M., Henrichs, N., Neubauer, A., & Schaefer, J. R. (2018). "
        "Teaching medicine with the help of “Dr. House.” <PLoS ONE>, <13>(3), Article e0193972. "
        "https://doi.org/10.1371/journal.pone.0193972",
        ARTICLES,
    ),
    Example(
        item(
            "article-journal",
            "Addressing trauma in the college essay writing process",
            "Lipscomb, A. Y.",
            "winter 2021",
            container_title="The Journal of College Admission",
            issue="249",
            page="30-33",
            URL="https://www.catholiccollegesonline.org/pdf/"
            "national_ccaa_in_the_news_-_nacac_journal_of_college_admission_winter_2021.pdf",
        ),
        "Lipscomb, A. Y. (2021, Winter). Addressing trauma in the college essay writing process. <The Journal of "
        "College Admission>, (249), 30–33. https://www.catholiccollegesonline.org/pdf/"
        "national_ccaa_in_the_news_-_nacac_journal_of_college_admission_winter_2021.pdf",
        ARTICLES,
    ),
    Example(
        item(
            "article-journal",
            "How do older and young adults start searching for information? Impact of age, domain knowledge and "
            "problem complexity on the different steps of information searching",
            "Sanchiz, M.\nChevalier, A.\nAmadieu, F.",
            "2017",
            container_title="Computers in Human Behavior",
            volume="72",
            page="67-78",
            DOI="10.1016/j.chb.2017.02.038",
        ),
        "Sanchiz, M., Chevalier, A., & Amadieu, F. (2017). How do older and young adults start searching for "
        "information? Impact of age, domain knowledge and problem complexity on the different steps of information "
        "searching. <Computers in Human Behavior>, <72>, 67–78. https://doi.org/10.1016/j.chb.2017.02.038",
        ARTICLES,
        short="Sanchiz et al., 2017.",
    ),
    Example(
        item(
            "article-journal",
            "Where access meets multimodality: The case of ASL music videos",
            "Butler, J.",
            "2017",
            container_title="Kairos: A Journal of Rhetoric, Technology, and Pedagogy",
            volume="21",
            issue="1",
            URL="http://technorhetoric.net/21.1/topoi/butler/index.html",
        ),
        "Butler, J. (2017). Where access meets multimodality: The case of ASL music videos. <Kairos: A Journal of "
        "Rhetoric, Technology, and Pedagogy>, <21>(1). http://technorhetoric.net/21.1/topoi/butler/index.html",
        ARTICLES,
        short="Butler, 2017.",
    ),
    Example(
        item(
            "article-journal",
            "Language learning as language use: A cross-linguistic model of child language development",
            "McCauley, Stewart M.\nChristiansen, Morten H.",
            "2019",
            container_title="Psychological Review",
            volume="126",
            issue="1",
            page="1-51",
            DOI="https://doi.org/10.1037/rev0000126",
        ),
        "McCauley, S. M., & Christiansen, M. H. (2019). Language learning as language use: A cross-linguistic model of "
        "child language development. <Psychological Review>, <126>(1), 1–51. https://doi.org/10.1037/rev0000126",
        f"{MANUAL} 10.1",
    ),
    Example(
        item(
            "book",
            "The psychology of prejudice: From attitudes to social action",
            "Jackson, Lynne M.",
            "2019",
            edition="2",
            publisher="American Psychological Association",
            DOI="10.1037/0000168-000",
        ),
        "Jackson, L. M. (2019). <The psychology of prejudice: From attitudes to social action> (2nd ed.). American "
        "Psychological Association. https://doi.org/10.1037/0000168-000",
        BOOKS,
        short="Jackson, 2019.",
    ),
    Example(
        item(
            "book",
            "Behave: The biology of humans at our best and worst",
            "Sapolsky, Robert M.",
            "2017",
            publisher="Penguin Books",
        ),
        "Sapolsky, R. M. (2017). <Behave: The biology of humans at our best and worst>. Penguin Books.",
        BOOKS,
        short="Sapolsky, 2017.",
    ),
    Example(
        item(
            "book",
            "The big picture/Academic writing: The one-hour guide",
            "Svendsen, S.\nLøber, L.",
            "2020",
            edition="3rd digital ed.",
            publisher="Hans Reitzel Forlag",
            URL="https://thebigpicture-academicwriting.digi.hansreitzel.dk/",
        ),
        "Svendsen, S., & Løber, L. (2020). <The big picture/Academic writing: The one-hour guide> (3rd digital ed.). "
        "Hans Reitzel Forlag. https://thebigpicture-academicwriting.digi.hansreitzel.dk/",
        BOOKS,
        short="Svendsen & Løber, 2020.",
    ),
    Example(
        item(
            "book",
            "Early childhood education: Values and practices in Denmark",
            issued="2010",
            editor="Hygum, E.\nPedersen, P. M.",
            publisher="Hans Reitzels Forlag",
            URL="https://earlychildhoodeducation.digi.hansreitzel.dk/",
        ),
        "Hygum, E., & Pedersen, P. M. (Eds.). (2010). <Early childhood education: Values and practices in Denmark>. "
        "Hans Reitzels Forlag. https://earlychildhoodeducation.digi.hansreitzel.dk/",
        BOOKS,
        short="Hygum & Pedersen, 2010.",
    ),
    Example(
        item(
            "book",
            "Nanotechnology based approaches for tuberculosis treatment",
            issued="2020",
            editor="Kesharwani, P.",
            publisher="Academic Press",
        ),
        "Kesharwani, P. (Ed.). (2020). <Nanotechnology based approaches for tuberculosis treatment>. Academic Press.",
        BOOKS,
        short="Kesharwani, 2020.",
    ),
    Example(
        item(
            "book",
            "Microaggression theory: Influence and implications",
            issued="2019",
            editor="Torino, G. C.\nRivera, D. P.\nCapodilupo, C. M.\nNadal, K. L.\nSue, D. W.",
            publisher="John Wiley & Sons",
            DOI="10.1002/9781119466642",
        ),
        "Torino, G. C., Rivera, D. P., Capodilupo, C. M., Nadal, K. L., & Sue, D. W. (Eds.). (2019). <Microaggression "
        "theory: Influence and implications>. John Wiley & Sons. https://doi.org/10.1002/9781119466642",
        BOOKS,
        short="Torino et al., 2019.",
    ),
    Example(
        item(
            "book",
            "Conditioned emotional reactions: The case of Little Albert",
            "Watson, J. B.\nRayner, R.",
            "2013",
            editor="Webb, D.",
            publisher="CreateSpace Independent Publishing Platform",
            URL="http://a.co/06Se6Na",
        ),
        "Watson, J. B., & Rayner, R. (2013). <Conditioned emotional reactions: The case of Little Albert> (D. Webb, "
        "Ed.). CreateSpace Independent Publishing Platform. http://a.co/06Se6Na",
        BOOKS,
        differs="“(Original work published 1920)” is left out: the record has one date.",
    ),
    Example(
        item(
            "book",
            "Entrenchment and the psychology of language learning: How we reorganize and adapt linguistic knowledge",
            issued="2017",
            editor="Schmid, Hans-Jörg",
            publisher="American Psychological Association; De Gruyter Mouton",
            DOI="10.1037/15969-000",
        ),
        "Schmid, H.-J. (Ed.). (2017). <Entrenchment and the psychology of language learning: How we reorganize and "
        "adapt linguistic knowledge>. American Psychological Association; De Gruyter Mouton. "
        "https://doi.org/10.1037/15969-000",
        f"{MANUAL} 10.2",
    ),
    Example(
        item(
            "book",
            "Handbook of social psychology",
            issued="2010",
            editor="Fiske, S. T.\nGilbert, D. T.\nLindzey, G.",
            edition="5",
            volume="1",
            publisher="John Wiley & Sons",
            DOI="10.1002/9780470561119",
        ),
        "Fiske, S. T., Gilbert, D. T., & Lindzey, G. (Eds.). (2010). <Handbook of social psychology> (5th ed., Vol. "
        "1). John Wiley & Sons. https://doi.org/10.1002/9780470561119",
        f"{MANUAL} 10.2",
    ),
    Example(
        item(
            "book",
            "The psychology of the child",
            "Piaget, J.\nInhelder, B.",
            "1969",
            translator="Weaver, H.",
            edition="2",
            publisher="Basic Books",
        ),
        "Piaget, J., & Inhelder, B. (1969). <The psychology of the child> (H. Weaver, Trans.; 2nd ed.). Basic Books.",
        f"{MANUAL} 10.2",
        differs="“(Original work published 1966)” is left out: the record has one date.",
    ),
    Example(
        item(
            "chapter",
            "Affirmative cognitive behavior therapy with sexual and gender minority people",
            "Balsam, K. F.\nMartell, C. R.\nJones, K. P.\nSafren, S. A.",
            "2019",
            editor="Iwamasa, G. Y.\nHays, P. A.",
            container_title="Culturally responsive cognitive behavior therapy: Practice and supervision",
            edition="2",
            page="287-314",
            publisher="American Psychological Association",
            DOI="10.1037/0000119-012",
        ),
        "Balsam, K. F., Martell, C. R., Jones, K. P., & Safren, S. A. (2019). Affirmative cognitive behavior therapy "
        "with sexual and gender minority people. In G. Y. Iwamasa & P. A. Hays (Eds.), <Culturally responsive cognitive "
        "behavior therapy: Practice and supervision> (2nd ed., pp. 287–314). American Psychological Association. "
        "https://doi.org/10.1037/0000119-012",
        f"{MANUAL} 10.3",
    ),
    Example(
        item(
            "article-newspaper",
            "How will humanity react to alien life? Psychologists have some predictions",
            "Guarino, Ben",
            "December 4, 2017",
            container_title="The Washington Post",
            URL="https://www.washingtonpost.com/news/speaking-of-science/wp/2017/12/04/"
            "how-will-humanity-react-to-alien-life-psychologists-have-some-predictions",
        ),
        "Guarino, B. (2017, December 4). How will humanity react to alien life? Psychologists have some predictions. "
        "<The Washington Post>. https://www.washingtonpost.com/news/speaking-of-science/wp/2017/12/04/"
        "how-will-humanity-react-to-alien-life-psychologists-have-some-predictions",
        f"{MANUAL} 10.1",
    ),
    Example(
        item(
            "article-newspaper",
            "Cats who take direction",
            "Hess, Amanda",
            "January 3, 2019",
            container_title="The New York Times",
            page="C1",
        ),
        "Hess, A. (2019, January 3). Cats who take direction. <The New York Times>, C1.",
        f"{MANUAL} 10.1",
    ),
    Example(
        item(
            "article-magazine",
            "Really cool neutral plasmas",
            "Bergeson, S.",
            "January 4, 2019",
            container_title="Science",
            volume="363",
            issue="6422",
            page="33-34",
            DOI="10.1126/science.aau7988",
        ),
        "Bergeson, S. (2019, January 4). Really cool neutral plasmas. <Science>, <363>(6422), 33–34. "
        "https://doi.org/10.1126/science.aau7988",
        f"{MANUAL} 10.1",
    ),
    Example(
        item(
            "report",
            "Facing forward: Life after cancer treatment",
            "National Cancer Institute",
            "2018",
            number="NIH Publication No. 18-2424",
            publisher="U.S. Department of Health and Human Services, National Institutes of Health",
            URL="https://www.cancer.gov/publications/patient-education/life-after-treatment.pdf",
        ),
        "National Cancer Institute. (2018). <Facing forward: Life after cancer treatment> (NIH Publication No. "
        "18-2424). U.S. Department of Health and Human Services, National Institutes of Health. "
        "https://www.cancer.gov/publications/patient-education/life-after-treatment.pdf",
        f"{MANUAL} 10.4",
        short="National Cancer Institute, 2018.",
    ),
    Example(
        item(
            "report",
            "Democratic defense against disinformation",
            "Fried, Daniel\nPolyakova, Alina",
            "2018",
            publisher="Atlantic Council",
            URL="https://www.atlanticcouncil.org/images/publications/"
            "Democratic_Defense_Against_Disinformation_FINAL.pdf",
        ),
        "Fried, D., & Polyakova, A. (2018). <Democratic defense against disinformation>. Atlantic Council. "
        "https://www.atlanticcouncil.org/images/publications/Democratic_Defense_Against_Disinformation_FINAL.pdf",
        f"{MANUAL} 10.4",
    ),
    Example(
        item(
            "report",
            "What we heard: Summary of key findings: 2013 Canada Council’s Inter-Arts Office consultation",
            "Canada Council for the Arts",
            "2013",
            publisher="Canada Council for the Arts",
            URL="http://publications.gc.ca/collections/collection_2017/canadacouncil/K23-65-2013-eng.pdf",
        ),
        "Canada Council for the Arts. (2013). <What we heard: Summary of key findings: 2013 Canada Council’s "
        "Inter-Arts Office consultation>. "
        "http://publications.gc.ca/collections/collection_2017/canadacouncil/K23-65-2013-eng.pdf",
        f"{MANUAL} 10.4",
    ),
    Example(
        item(
            "report",
            "Summary health statistics for U.S. adults: National Health Interview Survey, 2012",
            "Blackwell, D. L.\nLucas, J. W.\nClarke, T. C.",
            "2014",
            number="Vital and Health Statistics Series 10, Issue 260",
            publisher="Centers for Disease Control and Prevention",
            URL="https://www.cdc.gov/nchs/data/series/sr_10/sr10_260.pdf",
        ),
        "Blackwell, D. L., Lucas, J. W., & Clarke, T. C. (2014). <Summary health statistics for U.S. adults: National "
        "Health Interview Survey, 2012> (Vital and Health Statistics Series 10, Issue 260). Centers for Disease "
        "Control and Prevention. https://www.cdc.gov/nchs/data/series/sr_10/sr10_260.pdf",
        f"{MANUAL} 10.4",
    ),
    Example(
        item(
            "report",
            "FDA authorizes first interoperable insulin pump intended to allow patients to customize treatment through "
            "their individual diabetes management devices",
            "{U.S. Food and Drug Administration}",
            "February 14, 2019",
            genre="Press release",
            URL="https://www.fda.gov/NewsEvents/Newsroom/PressAnnouncements/ucm631412.htm",
        ),
        "U.S. Food and Drug Administration. (2019, February 14). <FDA authorizes first interoperable insulin pump "
        "intended to allow patients to customize treatment through their individual diabetes management devices> "
        "[Press release]. https://www.fda.gov/NewsEvents/Newsroom/PressAnnouncements/ucm631412.htm",
        f"{MANUAL} 10.4",
    ),
    Example(
        item(
            "webpage",
            "People at high risk of developing flu-related complications",
            "Centers for Disease Control and Prevention",
            "January 23, 2018",
            publisher="Centers for Disease Control and Prevention",
            URL="https://www.cdc.gov/flu/about/disease/high_risk.htm",
        ),
        "Centers for Disease Control and Prevention. (2018, January 23). <People at high risk of developing "
        "flu-related complications>. https://www.cdc.gov/flu/about/disease/high_risk.htm",
        f"{MANUAL} 10.16",
    ),
    Example(
        item(
            "webpage",
            "U.S. and world population clock",
            "{U.S. Census Bureau}",
            publisher="U.S. Department of Commerce",
            accessed={"date-parts": [[2019, 7, 3]]},
            URL="https://www.census.gov/popclock/",
        ),
        "U.S. Census Bureau. (n.d.). <U.S. and world population clock>. U.S. Department of Commerce. Retrieved July 3, "
        "2019, from https://www.census.gov/popclock/",
        f"{MANUAL} 10.16",
        short="U.S. Census Bureau, n.d.",
    ),
    Example(
        item(
            "webpage",
            "What happens to your mind and body when you feel homesick?",
            "Bologna, Caroline",
            "June 27, 2018",
            container_title="HuffPost",
            URL="https://www.huffpost.com/entry/what-happens-mind-body-homesick_n_5b201ebde4b09d7a3d77eee1",
        ),
        "Bologna, C. (2018, June 27). <What happens to your mind and body when you feel homesick?> HuffPost. "
        "https://www.huffpost.com/entry/what-happens-mind-body-homesick_n_5b201ebde4b09d7a3d77eee1",
        f"{MANUAL} 10.16",
    ),
    Example(
        item(
            "post",
            "Biologists have identified more than 400 different plant species growing in @BadlandsNPS #DYK "
            "#biodiversity",
            "Badlands National Park (@BadlandsNPS)",
            "February 26, 2018",
            genre="Tweet",
            container_title="Twitter",
            URL="https://twitter.com/badlandsnps/status/968196500412133379",
        ),
        "Badlands National Park [@BadlandsNPS]. (2018, February 26). <Biologists have identified more than 400 "
        "different plant species growing in @BadlandsNPS #DYK #biodiversity> [Tweet]. Twitter. "
        "https://twitter.com/badlandsnps/status/968196500412133379",
        f"{MANUAL} 10.15",
        short="Badlands National Park, 2018.",
    ),
    Example(
        item(
            "interview",
            "Simone de Beauvoir discusses the art of writing",
            "de Beauvoir, Simone",
            "May 4, 1960",
            container_title="Studs Terkel Radio Archive",
            publisher="The Chicago History Museum",
            URL="https://studsterkel.wfmt.com/programs/simone-de-beauvoir-discusses-art-writing",
        ),
        "de Beauvoir, S. (1960, May 4). <Simone de Beauvoir discusses the art of writing> [Interview]. Studs Terkel "
        "Radio Archive; The Chicago History Museum. "
        "https://studsterkel.wfmt.com/programs/simone-de-beauvoir-discusses-art-writing",
        f"{MANUAL} 10.13",
    ),
    Example(
        item(
            "motion_picture",
            "One flew over the cuckoo’s nest",
            issued="1975",
            director="Forman, M.",
            publisher="United Artists",
        ),
        "Forman, M. (Director). (1975). <One flew over the cuckoo’s nest> [Film]. United Artists.",
        f"{MANUAL} 10.12",
    ),
    Example(
        item(
            "motion_picture",
            "Happiness",
            "Cutts, Steve",
            "November 24, 2017",
            container_title="Vimeo",
            URL="https://vimeo.com/244405542",
        ),
        "Cutts, S. (2017, November 24). <Happiness> [Video]. Vimeo. https://vimeo.com/244405542",
        f"{MANUAL} 10.12",
    ),
    Example(
        item(
            "thesis",
            "Resistance to authority: Methodological innovations and new lessons from the Milgram experiment",
            "Hollander, M. M.",
            "2017",
            number="Publication No. 10289373",
            genre="Doctoral dissertation",
            publisher="University of Wisconsin–Madison",
            archive="ProQuest Dissertations and Theses Global",
        ),
        "Hollander, M. M. (2017). <Resistance to authority: Methodological innovations and new lessons from the "
        "Milgram experiment> (Publication No. 10289373) [Doctoral dissertation, University of Wisconsin–Madison]. "
        "ProQuest Dissertations and Theses Global.",
        f"{MANUAL} 10.6",
    ),
    Example(
        item(
            "dataset",
            "American trends panel Wave 26",
            "Pew Research Center",
            "2018",
            publisher="Pew Research Center",
            URL="https://www.pewsocialtrends.org/dataset/american-trends-panel-wave-26/",
        ),
        "Pew Research Center. (2018). <American trends panel Wave 26> [Data set]. "
        "https://www.pewsocialtrends.org/dataset/american-trends-panel-wave-26/",
        f"{MANUAL} 10.9",
    ),
    Example(
        item(
            "speech",
            "Everybody’s got a little music in them: Using music therapy to connect, engage, and motivate",
            "Fistek, A.\nJester, E.\nSonnenberg, K.",
            "July 12–15, 2017",
            genre="Conference session",
            event_title="Autism Society National Conference",
            event_place="Milwaukee, WI, United States",
            URL="https://asa.confex.com/asa/2017/webprogramarchives/Session9517.html",
        ),
        "Fistek, A., Jester, E., & Sonnenberg, K. (2017, July 12–15). <Everybody’s got a little music in them: Using "
        "music therapy to connect, engage, and motivate> [Conference session]. Autism Society National Conference, "
        "Milwaukee, WI, United States. https://asa.confex.com/asa/2017/webprogramarchives/Session9517.html",
        f"{MANUAL} 10.5",
    ),
]
