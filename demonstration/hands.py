"""Large hands for close-ups."""

from demonstration.palette import Colour, darker, lighter
from demonstration.pen import Pen


def holding_behind(pen: Pen, skin: Colour, sleeve: Colour) -> None:
    """Draw palm and arm behind something that is held upright around the origin."""
    pen.limb([(60, 470), (240, 1000)], [270, 330], skin)
    pen.limb([(190, 760), (300, 1100)], [390, 430], sleeve)
    pen.limb([(196, 742), (120, 760)], [60, 60], darker(sleeve, 0.15))
    pen.blob([(-260, 120), (-120, 40), (200, 60), (300, 200), (300, 560), (-60, 640), (-250, 420)], skin)


def holding_before(pen: Pen, skin: Colour) -> None:
    """Draw the finger tips and the thumb that lie around what is held."""
    shade = darker(skin, 0.12)
    for number, (y, reach) in enumerate(((-60, 196), (48, 186), (156, 190), (258, 204))):
        pen.limb([(290, y + 26), (reach, y)], [76 - 5 * number, 62 - 4 * number], skin)
        pen.oval(reach - 2, y - 2, 21, 17, lighter(skin, 0.35))
        pen.bow([(292, y + 64), (250, y + 52), (reach, y + 34)], shade, 5)
    pen.limb([(-170, 620), (-292, 350), (-284, 220), (-226, 96)], [210, 120, 92, 66], skin)
    pen.oval(-216, 82, 19, 25, lighter(skin, 0.35))


def pointing(pen: Pen, skin: Colour, sleeve: Colour) -> None:
    """Draw a hand from the lower right whose forefinger touches the origin."""
    shade = darker(skin, 0.12)
    pen.limb([(250, 330), (560, 800)], [170, 230], skin)
    pen.limb([(420, 590), (700, 1000)], [270, 330], sleeve)
    pen.blob([(90, 150), (220, 110), (330, 220), (360, 380), (240, 430), (130, 350)], skin)
    pen.limb([(0, 14), (78, 108), (170, 230)], [46, 60, 78], skin)
    pen.oval(2, 8, 15, 19, lighter(skin, 0.35))
    for y in (0, 52, 104):
        pen.limb([(262 + y * 0.3, 158 + y), (176 + y * 0.4, 222 + y), (232 + y * 0.3, 262 + y)], [64, 60, 54], skin)
        pen.bow([(250 + y * 0.3, 196 + y), (210 + y * 0.4, 214 + y), (172 + y * 0.4, 254 + y)], shade, 5)
    pen.limb([(150, 330), (120, 250), (150, 190)], [74, 62, 50], shade)
