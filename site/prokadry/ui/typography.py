"""Russian typography: no-break spaces where a line must not end, on plain text and on finished HTML."""

import re

NBSP = "\N{NO-BREAK SPACE}"

# A rule replaces a plain space and only looks at its neighbours, so a second pass finds nothing.
RULES = [
    # Short words hold on to the next one: «в доме», «от 18 до 35».
    re.compile(
        r"(?:(?<=(?<!\w)[^\W\d_])|(?<=(?<!\w)[^\W\d_]{2}))(?<!(?<!\w)(?:бы|же|ли|ль))(?<!(?<!\w)[бж]) (?=\S)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<=(?<!\w)(?:без|для|под|над|при|про|обо|или)) (?=\S)", re.IGNORECASE),
    # Particles hold on to the previous word: «если бы», «так же».
    re.compile(r"(?<=\w) (?=(?:бы?|же?|ли|ль)(?!\w))", re.IGNORECASE),
    # A dash never begins a line.
    re.compile(r"(?<=\S) (?=[—–](?:\s|$))"),
    # A number holds on to its unit, month or noun, to the rest of its digits and to the sign before it.
    re.compile(r"(?<=\d) (?=[%‰₽°×]|(?!(?:[авикосу]|до|за|из|на|но|от|по|со)(?!\w))[^\W\d_])", re.IGNORECASE),
    re.compile(r"(?<=\d) (?=\d{3}(?!\d))"),
    re.compile(r"(?<=[№§]) (?=\d)"),
    # Initials and the abbreviations «т. е.», «т. д.», «г. Омск», «ст. 5».
    re.compile(r"(?<=(?<!\w)[А-ЯЁ]\.) (?=[А-ЯЁ])"),
    re.compile(r"(?<=(?<!\w)т\.) (?=[едпкн]\.)"),
    re.compile(r"(?<=(?<!\w)(?:ст|ул|им|гл|пп)\.) (?=\S)"),
]

# What is not prose in finished HTML: comments, elements whose text is not to be touched, tags.
MARKUP = re.compile(
    r"(<!--.*?-->|<(script|style|pre|code|textarea)\b[^>]*>.*?</\2\s*>|<(?:[^'\"<>]|\"[^\"]*\"|'[^']*')*+>)",
    re.DOTALL | re.IGNORECASE,
)


def bind_words(text: str) -> str:
    """Return plain text with no-break spaces where Russian typography asks for them."""
    for rule in RULES:
        text = rule.sub(NBSP, text)
    return text


def bind_words_in_html(html: str) -> str:
    """Return HTML whose text has no-break spaces; tags, comments, code and entities stay as they are."""
    parts: list[str] = []
    end = 0
    for match in MARKUP.finditer(html):
        parts += [bind_words(html[end : match.start()]), match.group(0)]
        end = match.end()
    parts.append(bind_words(html[end:]))
    return "".join(parts)
