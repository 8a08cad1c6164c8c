"""LaTeX as it stands in bibliographies, as plain text: accents, letters, punctuation, and what only sets type.

An own reader in one pass, because what comes is anybody's file: no nesting is too deep, and nothing raises. A command that
is not known stays as it was typed, so that nothing is lost; the braces around its argument go.
"""

import re
import unicodedata
from typing import Final

TOKEN: Final = re.compile(
    r"\\(?P<word>[A-Za-z]+\*?)[ \t\n]*|\\(?P<sign>[^A-Za-z])|(?P<ligature>---?|``|''|\?`|!`)|(?P<single>[{}~$`^_])",
    re.DOTALL,
)
LIGATURES: Final = {"--": "–", "---": "—", "``": "“", "''": "”", "?`": "¿", "!`": "¡"}
COMBINING: Final = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "t": "\u0361",
}
SIGNS: Final = {letter: letter for letter in "&%$#_{}"} | {
    " ": " ", "\n": " ", "\t": " ", ",": " ", ";": " ", ":": " ", "\\": " ", "-": "", "/": "", "!": "", "@": "",
    "(": "", ")": "", "[": "", "]": "",
}  # fmt: skip
LETTERS: Final = {
    "ss": "ß", "SS": "ẞ", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "th": "þ", "TH": "Þ",
    "ng": "ŋ", "NG": "Ŋ",
    "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "quotesinglbase": "‚", "quotedblbase": "„",
    "guillemotleft": "«", "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›", "glqq": "„", "grqq": "“",
    "flqq": "«", "frqq": "»", "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}", "lbrace": "{",
    "rbrace": "}", "textasciitilde": "~", "textasciicircum": "^", "textasciigrave": "`", "textunderscore": "_", "textbar": "|",
    "textless": "<", "textgreater": ">", "textbullet": "•", "textperiodcentered": "·", "textellipsis": "…",
    "ldots": "…", "dots": "…", "textdegree": "°", "degree": "°", "textregistered": "®", "texttrademark": "™",
    "textcopyright": "©", "copyright": "©", "pounds": "£", "textsterling": "£", "textsection": "§", "S": "§",
    "textparagraph": "¶", "P": "¶", "euro": "€", "texteuro": "€", "EUR": "€", "textdollar": "$", "textyen": "¥",
    "textcent": "¢", "textordfeminine": "ª", "textordmasculine": "º", "textexclamdown": "¡", "textquestiondown": "¿",
    "textonehalf": "½", "textonequarter": "¼", "times": "×", "texttimes": "×", "pm": "±", "textpm": "±", "slash": "/",
    "space": " ", "quad": " ", "qquad": " ", "newline": " ", "par": " ", "textnumero": "№", "dag": "†", "ddag": "‡",
    "TeX": "TeX", "LaTeX": "LaTeX", "textquotestraightbase": "‚",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "leq": "≤", "geq": "≥", "approx": "≈", "rightarrow": "→", "to": "→",
}  # fmt: skip
# Commands that say how to set what follows, or are nothing in plain text.
SETTING: Final = frozenset(
    """
    emph textit textbf textsc texttt textsl textsf textrm textup textmd textnormal textsuperscript textsubscript it bf
    em sc tt sl sf rm itshape bfseries scshape upshape normalfont mathrm mathit mathbf mathsf mathcal text mbox hbox
    uppercase lowercase MakeUppercase MakeLowercase nocase NoCaseChange mkbibemph mkbibitalic mkbibbold mkbibparens url
    path nolinkurl protect relax noopsort ensuremath bibstring ignorespaces unskip small large footnotesize
    """.split()  # noqa: SIM905 - as a list it would be one line each
)
QUOTING: Final = {"enquote": "“”", "mkbibquote": "“”", "enquote*": "‘’"}
SUPERSCRIPTS: Final = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
SUBSCRIPTS: Final = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
# "$5 and $6" are sums of money that nobody escaped.
MATHS: Final = re.compile(r"[^$]{0,200}?[\\^_][^$]{0,200}\$")
SHIFTED: Final = re.compile(r"\{([0-9+\-n]{1,4})\}|([0-9n])")
# What an accent stands over: one letter, a letter in braces, or the dotless i and j.
ACCENTED: Final = re.compile(
    r"\s*(?:\{\s*(?:\\(?P<dotless>[ij])\s*|(?P<braced>[^\\{}\s]?[^\\{}]?))\}|\\(?P<bare_dotless>[ij])(?![A-Za-z])\s?|"
    r"(?P<bare>[^\\{}\s]))"
)


def to_text(source: str) -> str:
    """Return LaTeX as plain text (NFC). Spaces stay as they are; braces that set type are dropped."""
    if not any(letter in source for letter in "\\{}~$`'-"):
        return source
    return unicodedata.normalize("NFC", _Decoder(source).run())


class _Decoder:
    """One pass over a text. `closers` holds what each open brace is to put at its end."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.parts: list[str] = []
        self.closers: list[str] = []
        self.in_maths = False

    def run(self) -> str:
        while match := TOKEN.search(self.source, self.position):
            self.parts.append(self.source[self.position : match.start()])
            self.position = match.end()
            if match["word"]:
                self._word(match["word"], match[0])
            elif match["sign"]:
                self._sign(match["sign"], match[0])
            elif match["ligature"]:
                self.parts.append(LIGATURES[match["ligature"]])
            else:
                self._single(match["single"])
        return "".join([*self.parts, self.source[self.position :]])

    def _word(self, word: str, typed: str) -> None:
        if word in COMBINING and self._accent(word):
            return
        if word in LETTERS:
            self.parts.append(LETTERS[word])
        elif word in QUOTING and self.source.startswith("{", self.position):
            self.parts.append(QUOTING[word][0])
            self._open(QUOTING[word][1])
        elif word == "href" and self.source.startswith("{", self.position):
            self._open(" ")
        elif word.removesuffix("*") not in SETTING:
            self.parts.append(typed)

    def _sign(self, sign: str, typed: str) -> None:
        if sign in COMBINING and self._accent(sign):
            return
        self.parts.append(SIGNS.get(sign, typed))

    def _single(self, letter: str) -> None:
        if letter == "{":
            self.closers.append("")
        elif letter == "}":
            self.parts.append(self.closers.pop() if self.closers else "")
        elif letter == "~":
            self.parts.append(" ")
        elif letter == "`":
            self.parts.append("‘")
        elif letter == "$" and (self.in_maths or MATHS.match(self.source, self.position)):
            self.in_maths = not self.in_maths
        elif not (self.in_maths and self._shift(letter)):
            self.parts.append(letter)

    def _open(self, closer: str) -> None:
        self.position += 1
        self.closers.append(closer)

    def _accent(self, accent: str) -> bool:
        """Put an accent on the letter that follows; return whether there is one."""
        match = ACCENTED.match(self.source, self.position)
        if not match:
            return False
        self.position = match.end()
        letters = match["braced"] or match["bare"] or match["dotless"] or match["bare_dotless"] or " "
        self.parts.append(letters[:1] + COMBINING[accent] + letters[1:])
        return True

    def _shift(self, letter: str) -> bool:
        """Set figures in maths higher or lower ("CO$_2$"); return whether there are such."""
        match = SHIFTED.match(self.source, self.position)
        if not match:
            return False
        self.position = match.end()
        figures = match[1] or match[2]
        self.parts.append(figures.translate(SUPERSCRIPTS if letter == "^" else SUBSCRIPTS))
        return True
