"""What was decided about somebody, and whether they know, as the chat and the pages say alike. Plain text."""

from services.translator import Translator, mark

DONE: dict[str, str] = {
    "approve": mark("✅ Approved, and told."),
    "reject": mark("✖️ Rejected, and told."),
    "take_out": mark("✖️ Taken out, and told."),
    "move_up": mark("✅ They have a place, and are told."),
}
UNTOLD: dict[str, str] = {
    "approve": mark("✅ Approved. I cannot write to them: please tell them yourself."),
    "reject": mark("✖️ Rejected. I cannot write to them: please tell them yourself."),
    "take_out": mark("✖️ Taken out. I cannot write to them: please tell them yourself."),
    "move_up": mark("✅ They have a place. I cannot write to them: please tell them yourself."),
}


def decided(act: str, t: Translator, *, is_told: bool) -> str:
    return t((DONE if is_told else UNTOLD)[act])
