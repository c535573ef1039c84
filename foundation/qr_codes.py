"""QR codes."""

import io

import segno


def qr_svg(text: str) -> str:
    """``text`` as a QR code in SVG: black on white also on dark pages, because not every camera reads it otherwise."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=8, border=4, light="#fff", svgclass=None,
                                                  lineclass=None, omitsize=True)
    return out.getvalue().decode()
