"""How wide a text will be, and how to break it: layout is settled before the chart is drawn."""

NARROW = set("iljtfrI.,:;!|'()[] ")
WIDE = set("mwMW@%&")


def text_width(text: str, size: float) -> float:
    """Estimated width in pixels at a font size in pixels; errs on the wide side for Inter and Liberation."""
    return sum(_ems(character) for character in text) * size


def wrap(text: str, width: float, size: float, most: int = 2) -> list[str]:
    """Lines of at most ``width`` pixels; what does not fit in ``most`` lines ends in an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shorten(line, width, size) for line in lines] or [""]


def shorten(text: str, width: float, size: float) -> str:
    """The text itself, or as much of it as fits with an ellipsis."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _ems(character: str) -> float:
    if character in NARROW:
        return 0.34
    if character in WIDE or ord(character) > 0x2E80:
        return 1.0 if ord(character) > 0x2E80 else 0.92
    return 0.7 if character.isupper() else 0.58
