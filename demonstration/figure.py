"""Whole people: body, limbs and clothes, from a look and a pose."""

import math
from dataclasses import replace

from demonstration.badges import star
from demonstration.cast import Look
from demonstration.head import head
from demonstration.lettering import width_of, write
from demonstration.palette import GOLD, INK, NEON, NIGHT, SILVER, Colour, darker, faint, lighter
from demonstration.pen import Pen, Point, curve, middle
from demonstration.pose import (
    ANKLE_Y,
    FOREARM,
    HIP_Y,
    NECK_Y,
    SHIN,
    SHOULDER_Y,
    THIGH,
    UPPER_ARM,
    Face,
    Pose,
    joint,
    walking,
)


def person(pen: Pen, look: Look, pose: Pose, x: float, y: float, scale: float = 1.0, *, flip: bool = False) -> None:
    """Draw somebody who stands at the point, mirrored to look to the left."""
    with pen.at(x, y, scale * look.size, flip=flip):
        if not pose.sitting:
            pen.oval(0, 0, 62, 9, faint(NIGHT, 0.2))
        narrow = 1 - 0.5 * pose.turned
        hip_y = HIP_Y + pose.sink
        if not pose.sitting:
            leg(pen, look, (13 * narrow, hip_y), pose.far_foot, pose.turned, far=True)
            leg(pen, look, (-13 * narrow, hip_y), pose.near_foot, pose.turned, far=False)
        with pen.at(0, hip_y, turn=pose.lean), pen.at(0, -hip_y + pose.sink):
            upper_body(pen, look, pose, narrow, mirrored=flip)


def walker(
    pen: Pen,
    look: Look,
    t: float,
    x: float,
    y: float,
    scale: float,
    *,
    speed: float,
    phase: float = 0.0,
    face: Face | None = None,
    flip: bool = False,
) -> None:
    """Draw somebody who comes ``speed`` points of the picture ahead in a second; the feet do not slide."""
    pose = walking(t, speed / (scale * look.size), phase)
    person(pen, look, replace(pose, face=face or pose.face), x, y, scale, flip=flip)


def upper_body(pen: Pen, look: Look, pose: Pose, narrow: float, *, mirrored: bool) -> None:
    """Draw everything above the hips."""
    half = (43 if look.broad else 36) * narrow
    arm(pen, look, (half - 7, SHOULDER_Y + 8), pose.far_hand, pose.far_elbow, far=True, spread=pose.far_open)
    if look.rucksack is not None:
        pen.box(-half - 30 * pose.turned - 4, SHOULDER_Y - 4, 58, 104, look.rucksack, 18)
        pen.box(-half - 30 * pose.turned - 8, SHOULDER_Y + 46, 44, 48, darker(look.rucksack, 0.16), 12)
    if look.skirt_hem is not None:
        skirt(pen, look, pose)
    torso(pen, look, half, pose.turned, mirrored=mirrored)
    with pen.at(2 * pose.turned, NECK_Y + 13, look.head):
        head(pen, look, pose.face)
    arm(pen, look, (-half + 7, SHOULDER_Y + 8), pose.near_hand, pose.near_elbow, far=False, spread=pose.near_open)


def leg(pen: Pen, look: Look, hip: Point, foot: Point, turned: float, *, far: bool) -> None:
    """Draw a leg with its shoe."""
    colour = darker(look.bottom, 0.2) if far else look.bottom
    knee, ankle = joint(hip, (foot[0], foot[1] + ANKLE_Y), THIGH, SHIN, -1)
    if turned <= 0.5:
        # Seen from the front, a knee that gives way comes towards us and stays in line.
        knee = middle(hip, ankle)
    bare = look.skirt_hem is not None and look.skirt_hem > 60
    skin = darker(look.skin, 0.12 if far else 0.02)
    pen.limb([hip, knee, ankle], [44, 33, 24], skin if bare else colour)
    raised = min(-foot[1] / 30, 1)
    with pen.at(*ankle, turn=raised * 24):
        length = 26 + 14 * turned
        pen.blob(
            [(-15, -6), (10, -10), (length, 2), (length + 6, 13), (length - 6, 13), (0, 13), (-17, 13), (-18, 2)],
            look.shoes,
        )
        pen.box(-15, 9, length + 16, 4.5, darker(look.shoes, 0.35), 2)


def skirt(pen: Pen, look: Look, pose: Pose) -> None:
    """Draw a skirt whose hem swings with the feet."""
    hem = -(look.skirt_hem or 0)
    part = (HIP_Y - hem) / HIP_Y
    left = min(pose.near_foot[0], pose.far_foot[0]) * part * 0.8 - 40
    right = max(pose.near_foot[0], pose.far_foot[0]) * part * 0.8 + 40
    shape = curve(
        [(-26, -252), (26, -252), (40, -190), (right, hem - 20), (right, hem), ((left + right) / 2, hem + 8),
         (left, hem), (left, hem - 20), (-40, -190)]
    )  # fmt: skip
    pen.shape(shape, look.bottom)
    with pen.inside(shape):
        pen.bow([(10, -240), (20, -160), ((left + right) / 2 + 18, hem + 10)], darker(look.bottom, 0.14), 5)
        pen.bow([(-12, -240), (-20, -160), ((left + right) / 2 - 22, hem + 10)], darker(look.bottom, 0.14), 5)


def torso(pen: Pen, look: Look, half: float, turned: float, *, mirrored: bool) -> None:
    """Draw the trunk with its clothes."""
    waist = half - (5 if look.broad else 9)
    hip = 13 * (1 - 0.5 * turned) + 23
    shape = curve(
        [(-half + 8, NECK_Y + 4), (half - 8, NECK_Y + 4), (half + 3, SHOULDER_Y + 10), (half - 2, -290), (waist, -246),
         (hip, -224), (hip, -190), (hip - 6, -190), (0, -192), (6 - hip, -190), (-hip, -190), (-hip, -224),
         (-waist, -246), (-half + 2, -290), (-half - 3, SHOULDER_Y + 10)]
    )  # fmt: skip
    pen.shape(shape, look.top)
    with pen.inside(shape):
        pen.box(half * 0.3, NECK_Y - 10, 80, 190, faint(NIGHT, 0.1))
        neckline(pen, look, turned)
        if look.jacket is not None:
            jacket(pen, look.jacket, half, turned)
        if look.police:
            uniform(pen, look, half, turned, mirrored=mirrored)


def neckline(pen: Pen, look: Look, turned: float) -> None:
    """Draw what the collar shows of the neck."""
    ahead = 8 * turned
    pen.oval(ahead * 0.5, NECK_Y - 1, 17, 13, darker(look.skin, 0.14))
    edge = lighter(look.top, 0.25)
    pen.bow([(-18 + ahead, NECK_Y + 2), (ahead, NECK_Y + 20), (18 + ahead, NECK_Y + 2)], edge, 4)


def jacket(pen: Pen, colour: Colour, half: float, turned: float) -> None:
    """Draw an open jacket with lapels."""
    ahead = 10 * turned
    pen.polygon([(-90, -370), (-14 + ahead, -370), (-7 + ahead, -296), (-11 + ahead, -190), (-90, -190)], colour)
    pen.polygon(
        [(90, -370), (14 + ahead, -370), (9 + ahead, -296), (13 + ahead, -190), (90, -190)], darker(colour, 0.1)
    )
    pen.polygon([(-20 + ahead, -356), (-6 + ahead, -296), (-22 + ahead, -316)], lighter(colour, 0.16))
    pen.polygon([(20 + ahead, -356), (8 + ahead, -296), (24 + ahead, -316)], lighter(colour, 0.1))
    pen.box(-half + 12, -238, 18, 4, darker(colour, 0.3), 2)


def uniform(pen: Pen, look: Look, half: float, turned: float, *, mirrored: bool) -> None:
    """Draw tie or vest, badge, word and belt."""
    ahead = 9 * turned
    if look.vest:
        pen.polygon(
            [(-80, -350), (ahead - 16, -350), (ahead, -300), (ahead + 16, -350), (80, -350), (80, -218), (-80, -218)],
            NEON,
        )
        for y in (-278, -248):
            pen.box(-80, y, 160, 12, SILVER)
        pen.line([(ahead, -312), (ahead, -218)], darker(NEON, 0.3), 2.5)
        if turned < 0.5:
            with pen.at(ahead, flip=mirrored):
                write(pen, "POLIZEI", -width_of("POLIZEI", 8) / 2, -284, 8, INK)
    else:
        pen.line([(ahead, -330), (ahead, -212)], darker(look.top, 0.3), 2.5)
        for side in (-1, 1):
            pen.box(ahead + side * 17 - 9, -306, 18, 20, darker(look.top, 0.18), 2)
        star(pen, ahead + 17, -316, 7)
        with pen.at(ahead):
            collar = [(-12, -350), (0, -330), (12, -350), (20, -340), (0, -318), (-20, -340)]
            pen.polygon(collar, lighter(look.top, 0.1))
    pen.box(-90, -221, 180, 15, NIGHT)
    pen.box(ahead - 8, -220, 16, 13, GOLD, 2)
    pen.box(-half - 2, -223, 15, 26, NIGHT, 3)
    for side in (-1, 1):
        pen.box(side * (half - 10) - 11, -347, 22, 6, GOLD, 2)


def arm(pen: Pen, look: Look, shoulder: Point, hand_at: Point, bend: float, *, far: bool, spread: bool) -> None:
    """Draw an arm with its hand."""
    elbow, wrist = joint(shoulder, hand_at, UPPER_ARM, FOREARM, bend)
    cloth = look.jacket if look.jacket is not None else look.top
    shade = 0.2 if far else 0.07
    cloth, skin = darker(cloth, shade), darker(look.skin, 0.12 if far else 0.0)
    angle = math.degrees(math.atan2(wrist[1] - elbow[1], wrist[0] - elbow[0]))
    with pen.at(*wrist, turn=angle):
        hand(pen, skin, spread=spread)
    pen.limb([shoulder, elbow, wrist], [29, 25, 19], cloth)
    if look.police and not far:
        pen.dot((shoulder[0] * 2 + elbow[0]) / 3, (shoulder[1] * 2 + elbow[1]) / 3, 7, GOLD)
        pen.dot((shoulder[0] * 2 + elbow[0]) / 3, (shoulder[1] * 2 + elbow[1]) / 3, 4.5, lighter(look.top, 0.2))


def hand(pen: Pen, skin: Colour, *, spread: bool) -> None:
    """Draw a hand that lies along the x axis from the wrist at the origin; closed, or with spread fingers."""
    if spread:
        for turn, length in ((-24, 20), (-8, 23), (8, 22), (23, 18)):
            with pen.at(9, 0, turn=turn):
                pen.limb([(0, 0), (length, 0)], [7.5, 6], skin)
        pen.limb([(4, -6), (14, -18)], [8, 6], skin)
        pen.oval(7, 0, 12, 11, skin)
        return
    pen.oval(9, 0, 14, 10.5, skin)
    pen.limb([(6, -5), (17, -8)], [8, 6], darker(skin, 0.06))
