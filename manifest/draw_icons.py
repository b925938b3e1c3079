"""Draws the app's icons, a ticket with a tick on it: `python manifest/draw_icons.py`."""  # noqa: INP001 - a script beside the manifest, not a package

import struct
import zlib
from collections.abc import Callable
from itertools import product
from math import cos, hypot, radians, sin
from pathlib import Path

Colour = tuple[int, int, int, int]
Point = tuple[float, float]
Painting = Callable[[Point], Colour]  # the colour at a point; both axes run from -1 to 1

WHITE = (255, 255, 255, 255)
CLEAR = (255, 255, 255, 0)
TOP, BOTTOM = (24, 134, 148), (12, 74, 92)
TILT = 14  # degrees
SAMPLES = 5  # along each side of a pixel, so that edges are smooth

# The ticket lies around the middle and is two wide; the other measures follow from that.
HALF_HEIGHT = 0.7
CORNER = 0.14
NOTCH = 0.2
TICK = ((-0.46, 0.0), (-0.12, 0.34), (0.5, -0.34))


def colour_icon(at: Point) -> Colour:
    """A white ticket, its tick cut out, on the accent colour."""
    here = _on_ticket(at, size=0.66)
    pen = 0.12
    return WHITE if _from_edge(here) < 0 and _from_tick(here) > pen else _background(at)


def outline_icon(at: Point) -> Colour:
    """The same ticket in lines."""
    here = _on_ticket(at, size=0.86)
    pen = 0.07
    return WHITE if min(abs(_from_edge(here)), _from_tick(here) - 0.02) < pen else CLEAR


def png(painting: Painting, side: int) -> bytes:
    """The square picture as a PNG file. Source: the PNG specification, colour type 6."""
    rows = (_row(painting, y, side) for y in range(side))
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def _row(painting: Painting, y: int, side: int) -> bytes:
    return b"".join(bytes(_pixel(painting, x, y, side)) for x in range(side))


def _pixel(painting: Painting, x: int, y: int, side: int) -> list[int]:
    """The mean colour of the pixel's samples."""
    steps = [(2 * step + 1) / (2 * SAMPLES) for step in range(SAMPLES)]
    colours = [
        painting((2 * (x + dx) / side - 1, 2 * (y + dy) / side - 1))
        for dx, dy in product(steps, steps)
    ]
    return [round(sum(channel) / len(colours)) for channel in zip(*colours, strict=True)]


def _background(at: Point) -> Colour:
    part = (at[1] + 1) / 2
    red, green, blue = (
        round(top + (bottom - top) * part) for top, bottom in zip(TOP, BOTTOM, strict=True)
    )
    return red, green, blue, 255


def _on_ticket(at: Point, size: float) -> Point:
    """Where the point lies on the ticket, which is tilted and of this size."""
    x, y, turn = at[0] / size, at[1] / size, radians(TILT)
    return x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)


def _from_edge(at: Point) -> float:
    """How far it is to the ticket's edge, negative on the ticket: round corners, two notches."""
    x, y = abs(at[0]), abs(at[1])
    over_x, over_y = x - 1 + CORNER, y - HALF_HEIGHT + CORNER
    within = min(max(over_x, over_y), 0)
    from_rectangle = hypot(max(over_x, 0), max(over_y, 0)) + within - CORNER
    return max(from_rectangle, NOTCH - hypot(x - 1, y))


def _from_tick(at: Point) -> float:
    left, foot, right = TICK
    return min(_from_line(at, left, foot), _from_line(at, foot, right))


def _from_line(at: Point, start: Point, end: Point) -> float:
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    x, y = at[0] - start[0], at[1] - start[1]
    part = (x * along_x + y * along_y) / (along_x**2 + along_y**2)
    part = min(max(part, 0), 1)
    return hypot(x - part * along_x, y - part * along_y)


if __name__ == "__main__":
    folder = Path(__file__).parent
    (folder / "color.png").write_bytes(png(colour_icon, 192))
    (folder / "outline.png").write_bytes(png(outline_icon, 32))
