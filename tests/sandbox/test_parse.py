"""Telegram's HTML, both ways."""

import pytest

from sandbox import detect, parse


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &#33; &nbsp;", 'a <b> & "c" ! &nbsp;', []),
        ("😀 <b>x</b>", "😀 x", [{"offset": 3, "length": 1, "type": "bold"}]),
        ("  <i> x </i> ", "x", [{"offset": 0, "length": 1, "type": "italic"}]),
        (
            "<b>a<i>b</i></b>",
            "ab",
            [{"offset": 0, "length": 2, "type": "bold"}, {"offset": 1, "length": 1, "type": "italic"}],
        ),
        (
            '<a href="https://x.org/?a=1&amp;b">x</a>',
            "x",
            [{"offset": 0, "length": 1, "type": "text_link", "url": "https://x.org/?a=1&b"}],
        ),
        ("<a href='nowhere'>x</a>", "x", []),
        ("<span class='tg-spoiler'>x</span>", "x", [{"offset": 0, "length": 1, "type": "spoiler"}]),
        ("<blockquote expandable>x</blockquote>", "x", [{"offset": 0, "length": 1, "type": "expandable_blockquote"}]),
        (
            '<pre><code class="language-python">x</code></pre>',
            "x",
            [{"offset": 0, "length": 1, "type": "pre", "language": "python"}],
        ),
        (
            '<tg-time unix="1700000000" format="wDT">then</tg-time>',
            "then",
            [{"offset": 0, "length": 4, "type": "date_time", "unix_time": 1700000000, "date_time_format": "wDT"}],
        ),
        (
            '<tg-emoji emoji-id="5">👍</tg-emoji>',
            "👍",
            [{"offset": 0, "length": 2, "type": "custom_emoji", "custom_emoji_id": "5"}],
        ),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[dict[str, object]]) -> None:
    assert parse.html(source) == (text, entities)


def test_addresses_and_commands_are_found_outside_code() -> None:
    text, known = parse.html("/start or https://x.org/a. or me@x.org, not <code>/this</code>")

    found = [(one["type"], one["offset"], one["length"]) for one in detect.entities(text, known)]

    assert found == [("bot_command", 0, 6), ("url", 10, 15), ("email", 30, 8), ("code", 44, 5)]
