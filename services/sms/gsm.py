"""How long an SMS is: in the alphabet of phones (GSM 03.38) it holds twice as much as in any other. Pure."""

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€")
"""These take two places."""
SIGNS = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("‘’‚′`´", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "),
        "…": "...",
        "·": "-",
        "•": "-",
        "×": "x",
        "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th",
        "Œ": "Oe", "œ": "oe", "ẞ": "ss",
    }
)  # fmt: skip
PICTURES = {"So", "Sk", "Cf", "Cn", "Co", "Cs", "Mn"}
"""Categories of emoji and of what joins them."""
GSM_SINGLE, GSM_PART, WIDE_SINGLE, WIDE_PART = 160, 153, 70, 67


def is_gsm(text: str) -> bool:
    return all(char in BASIC or char in DOUBLE for char in text)


def segments(text: str) -> int:
    """So many parts it is sent and paid as."""
    if is_gsm(text):
        length, single, part = len(text) + sum(char in DOUBLE for char in text), GSM_SINGLE, GSM_PART
    else:
        length, single, part = len(text.encode("utf-16-be")) // 2, WIDE_SINGLE, WIDE_PART
    return 1 if length <= single else -(-length // part)


def reduced(text: str) -> str:
    """The same in the alphabet of phones where that costs no word: marks over letters and pictures are given up.

    A text with letters that it does not know at all, such as Cyrillic ones, keeps everything but its pictures.
    """
    plain = "".join(_nearest(char) for char in unicodedata.normalize("NFC", text).translate(SIGNS))
    if is_gsm(plain):
        return _spaced(plain)
    return _spaced("".join(char for char in text if unicodedata.category(char) not in PICTURES - {"Mn"}))


def _nearest(char: str) -> str:
    if char in BASIC or char in DOUBLE:
        return char
    if unicodedata.category(char) in PICTURES:
        return ""
    base = "".join(one for one in unicodedata.normalize("NFKD", char) if unicodedata.category(one) != "Mn")
    return base if base and is_gsm(base) else char


def _spaced(text: str) -> str:
    return " ".join(text.split())
