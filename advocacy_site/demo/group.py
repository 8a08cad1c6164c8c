"""The invented group: its name, its words about itself, its contact, its tags and menus."""

from typing import Final

INVENTED: Final = (
    "A sample: this group, its people and its campaigns are invented. The sources it cites are real, but for two that "
    "say that they are not."
)

SETTINGS: Final = {
    "name": "Seven Weirs League",
    "tagline": "For rivers that run clean, from the spring to the sea",
    "accent_colour": "#0f5d73",
    "boilerplate": "The Seven Weirs League is a union of 23 local groups along the Orlune and its two tributaries. "
    "Since its first water sample it has worked for open records, treated waste water and rivers in which fish "
    f"can travel. {INVENTED}",
    "contact_name": "Ines Marrowby",
    "contact_email": "press@sevenweirs.example.org",
    "contact_phone": "+00 555 0107",
    "address": "Lock House, 7 Weir Lane\nPort Orlune",
    "footer": INVENTED,
}

CONTACT: Final = {
    "name": "Ines Marrowby",
    "role": "Press officer",
    "email": "press@sevenweirs.example.org",
    "phone": "+00 555 0107",
}

SOCIAL: Final = (
    ("Mastodon", "https://social.example.org/@sevenweirs"),
    ("Newsletter", "https://letters.example.org/sevenweirs"),
)

EDITOR: Final = {"username": "sample-editor", "first_name": "Jonna", "last_name": "Skerry"}
"""Who wrote and published the samples. Cannot sign in."""

TAGS: Final = {
    "water-quality": ("Water quality", "What is in the water, how it is measured, and how it changes."),
    "wastewater": ("Wastewater", "Sewers, treatment plants and what leaves them."),
    "drinking-water": ("Drinking water", "From the well to the tap, and who can rely on it."),
    "open-records": ("Open records", "The public’s right to know what enters its rivers."),
    "law": ("Law", "Directives, conventions and rulings that protect water."),
    "human-rights": ("Human rights", "Water, sanitation and a healthy environment as rights of every person."),
    "dams-and-weirs": ("Dams and weirs", "What stands in a river’s way, and how fish get past it."),
    "wildlife": ("Wildlife", "Who lives in the river and on its banks."),
    "volunteers": ("Volunteers", "The people who take the samples."),
}

MENUS: Final = (
    # Menu, language, label, address or the key of a standing page.
    ("main", "en", "Press", "/press/"),
    ("main", "en", "Campaigns", "/campaigns/"),
    ("main", "en", "Sources", "/sources/"),
    ("main", "en", "Topics", "/tags/"),
    ("main", "en", "About", "about"),
    ("footer", "en", "Contact", "contact"),
    ("footer", "en", "Privacy", "privacy"),
    ("footer", "en", "Feeds", "/feeds/"),
    ("main", "hy", "Մամուլ", "/press/"),
    ("main", "hy", "Արշավներ", "/campaigns/"),
    ("main", "hy", "Աղբյուրներ", "/sources/"),
    ("main", "hy", "Թեմաներ", "/tags/"),
    ("main", "hy", "Մեր մասին", "about"),
    ("footer", "hy", "Կապ", "contact"),
    ("footer", "hy", "Գաղտնիություն", "privacy"),
    ("footer", "hy", "Լրահոսեր", "/feeds/"),
)

GIVEN_NAMES: Final = (
    "Ada", "Bram", "Calla", "Dorin", "Elke", "Finn", "Greta", "Halla", "Ivo", "Juna", "Kester", "Lio", "Maren",
    "Nils", "Odile", "Pim", "Runa", "Silas", "Tamsin", "Wilf",
)  # fmt: skip
FAMILY_NAMES: Final = (
    "Brookmere", "Eddystone", "Fallowford", "Heronsgate", "Kingcup", "Millrace", "Otterburn-Lee", "Reedmace",
    "Sluiceman", "Waterhen", "Weirwood",
)  # fmt: skip
"""For supporters: names made of rivers, so that they are plainly nobody’s."""

COMMENTS: Final = (
    "My children learned to swim at the third weir. I would like theirs to as well.",
    "I have fished here for forty years and have never seen so much grey water in June.",
    "Open records were the first step. Now please use them.",
    "We drink from a well two fields from the Kestre.",
    "It should not take a petition to stop sewage on a sunny day.",
)
