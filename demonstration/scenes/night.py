"""Night: a patrol car with blue light hurries through the town."""

from demonstration.houses import rooftops, street
from demonstration.motion import ease, mix, wave
from demonstration.nature import clouds, hills, moon, stars
from demonstration.palette import BLUE_LIGHT, CREAM, NIGHT, SILVER, SKY_NIGHT, WINDOW_LIT, darker, faint, rgb
from demonstration.pen import HEIGHT, WIDTH, Pen
from demonstration.sets import lamp_post, road
from demonstration.vehicles import car

#: Points a second; so are all layers whole points from frame to frame, and an encoder can follow them.
SPEED = 600.0


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    travelled = SPEED * t
    x = mix(620, 1120, ease(t, 0, 5.2)) + 20 * wave(t, 0.3)
    flash = 0.5 + 0.5 * wave(t, 4)
    zoom = mix(1.14, 1.0, ease(t, -0.4, 1.6))
    with pen.at(x - x * zoom, 960 - 960 * zoom, zoom):
        pen.sky(SKY_NIGHT, 800)
        stars(pen, t)
        pen.glow(1480, 190, 260, CREAM, 0.35)
        moon(pen, 1480, 190, 66)
        clouds(pen, t, 4, rgb("4A5C9A"), 0.35)
        hills(pen, rgb("22305F"), 800, 260, 0.4)
        with pen.at(-100 - travelled * 0.125, 850):
            rooftops(pen, 15, 3200, rgb("1B2750"))
        with pen.at(-220 - travelled * 0.5, 880, 1.12):
            street(pen, 47, 3600, lit=0.55)
        pen.gradient(
            (-WIDTH, -HEIGHT, 3 * WIDTH, 2 * HEIGHT), (0, 250), (0, 900), (faint(NIGHT, 0.2), faint(NIGHT, 0.66))
        )
        pen.glow(x - 60, 740, 950, BLUE_LIGHT, 0.2 + 0.45 * flash)
        pen.box(-WIDTH, 876, 3 * WIDTH, 40, rgb("454E72"))
        road(pen, 912, 400, travelled)
        pen.box(-WIDTH, 912, 3 * WIDTH, 400, faint(NIGHT, 0.5))
        for number in range(8):
            lamp_x = number * 760 - travelled * 0.75 % 760 - 760
            lamp_post(pen, lamp_x, 905, 1.25, lit=True)
            pen.oval(lamp_x, 905, 150, 12, faint(WINDOW_LIT, 0.3))
        pen.glow(x - 40, 1040, 560, BLUE_LIGHT, 0.5 * flash)
        headlights(pen, x, 1010)
        with pen.at(x, 1020, 1.3):
            car(pen, travelled * 0.8, darker(SILVER, 0.18), police=True, t=t, lights=True)


def headlights(pen: Pen, x: float, y: float) -> None:
    """Let the headlights shine on the road."""
    reach = [(x + 290, y - 128), (x + 1100, y - 230), (x + 1100, y + 60), (x + 290, y - 100)]
    with pen.ghost(0.5):
        pen.polygon(reach, faint(WINDOW_LIT, 0.35))
    pen.oval(x + 640, y + 4, 380, 26, faint(WINDOW_LIT, 0.22))
