"""The two shapes that every module of the sandbox speaks in."""

from typing import Any

Json = dict[str, Any]
Files = dict[str, tuple[str, bytes]]  # form field -> file name and content
