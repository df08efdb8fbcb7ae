"""Pictures for the demo, drawn here: nobody is on them."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

_SIZE = (960, 640)


def draw_photograph(number: int) -> bytes:
    """Return a JPEG of a banner, a stage and a crowd of plain figures; the same number gives the same picture."""
    dice = random.Random(number)
    picture = Image.new("RGB", _SIZE, (223, 229, 234))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 430, *_SIZE), fill=(198, 207, 215))
    left = dice.randrange(60, 260)
    pen.rectangle((left, 120, left + 520, 260), fill=(163, 36, 26))
    for row in range(2):
        pen.rectangle((left + 50, 165 + 45 * row, left + 470 - 120 * row, 183 + 45 * row), fill=(242, 217, 214))
    for _ in range(dice.randrange(6, 16)):
        x, y = dice.randrange(40, 900), dice.randrange(390, 520)
        shade = dice.choice([(93, 104, 120), (122, 133, 148), (129, 139, 153)])
        pen.ellipse((x - 22, y - 60, x + 22, y - 16), fill=shade)
        pen.rounded_rectangle((x - 34, y - 14, x + 34, y + 110), 30, fill=shade)
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80)
    return kept.getvalue()
