"""What has no place in a message to a person: expressions, what a programming language calls nothing and yes, lists in brackets."""

import re
from typing import Final

UNPLAIN: Final = re.compile(
    r"\\[dswbAZxu]|\(\?[:=!P]|\[\^|\.\*|\.\+|\$\.|\{\d+,\d*\}|\[['\"]|['\"]\]|\b(None|True|False)\b|<class|object at 0x|Error\(|\bstr\b|\bint\b"
)


def unplain_words(message: str, sent: str = "") -> list[str]:
    """Give what a person should not be shown, but for what was sent by that person."""
    return [found.group() for found in UNPLAIN.finditer(message) if found.group() not in sent]
