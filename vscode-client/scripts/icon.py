"""Draws `icon.png`: a check mark whose end shines, on a dark plate. 128 by 128 pixels, by distance to three shapes."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

SIZE = 128
DARK, LIGHT, GOLD = (38, 50, 64), (236, 240, 241), (241, 179, 55)
STROKES = ((30, 68, 54, 92), (54, 92, 94, 44))
SPARK = (96, 30)


def main() -> None:
    """Write the picture."""
    rows = b"".join(b"\0" + b"".join(_pixel(x, y) for x in range(SIZE)) for y in range(SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    (Path(__file__).resolve().parent.parent / "icon.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _pixel(x: int, y: int) -> bytes:
    """The colour of a pixel as red, green, blue and opacity."""
    outside = max(abs(x - 63.5) - 40, 0) ** 2 + max(abs(y - 63.5) - 40, 0) ** 2
    plate = _cover(outside**0.5 - 22)
    colour = _mixed(DARK, LIGHT, max(_cover(_distance(x, y, *stroke) - 7) for stroke in STROKES))
    dx, dy = abs(x - SPARK[0]), abs(y - SPARK[1])
    colour = _mixed(colour, GOLD, _cover((dx**0.5 + dy**0.5) ** 2 - 16))
    return bytes((*colour, round(255 * plate)))


def _cover(distance: float) -> float:
    return min(max(0.5 - distance, 0.0), 1.0)


def _distance(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> float:
    """From a point to a stroke."""
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
    along = min(max(along, 0.0), 1.0)
    return float(((x - ax - along * (bx - ax)) ** 2 + (y - ay - along * (by - ay)) ** 2) ** 0.5)


def _mixed(under: tuple[int, ...], over: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(under, over, strict=True))


if __name__ == "__main__":
    main()
