"""`python -m bot` is `turnout`."""

from bot.cli import main

main()
