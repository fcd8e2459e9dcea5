"""Poses: where hands and feet are; knees and elbows follow from that."""

import math
from dataclasses import dataclass, field, replace

from demonstration.motion import blink, mix, wave
from demonstration.pen import Point

#: The measures of an adult, in points; the feet stand on y = 0.
HIP_Y, SHOULDER_Y, NECK_Y = -208.0, -336.0, -350.0
UPPER_ARM, FOREARM = 66.0, 62.0
THIGH, SHIN = 100.0, 99.0
ANKLE_Y = -12.0


@dataclass(frozen=True, slots=True)
class Face:
    """What a face does."""

    #: Where it looks: -1 to its back, 0 to us, 1 ahead.
    look: float = 0.4
    #: How far eyes and mouth are open, between 0 and 1.
    eyes: float = 1.0
    mouth: float = 0.0
    #: 1 smiles, 0 is earnest, -1 is worried.
    smile: float = 0.6
    #: Turned by so many degrees; positive nods ahead.
    tilt: float = 0.0


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a body's parts are; everybody is drawn looking to the right and may be mirrored."""

    #: Both relative to the ground between the feet.
    near_foot: Point = (-20.0, 0.0)
    far_foot: Point = (20.0, 0.0)
    #: Both relative to the ground, too; hanging arms by default.
    near_hand: Point = (-52.0, -206.0)
    far_hand: Point = (48.0, -207.0)
    #: How an elbow bends: 1 to the back, -1 to the front.
    near_elbow: float = 1.0
    far_elbow: float = 1.0
    #: How far the body is turned to the side: 0 to us, 1 in profile.
    turned: float = 0.3
    #: The whole body leans by so many degrees and sinks by so many points.
    lean: float = 0.0
    sink: float = 0.0
    #: Sitting people have no legs to be seen.
    sitting: bool = False
    near_open: bool = False
    far_open: bool = False
    face: Face = field(default_factory=Face)


#: What may be changed in a pose.
Part = float | bool | Point | Face


def joint(root: Point, end: Point, first: float, second: float, bend: float) -> tuple[Point, Point]:
    """Return the elbow or knee between two bones, and the end as near to the wished one as they reach."""
    along = math.atan2(end[1] - root[1], end[0] - root[0])
    apart = min(math.dist(root, end), (first + second) * 0.995)
    inside = (first**2 + apart**2 - second**2) / (2 * first * apart) if apart else 0.0
    angle = along + bend * math.acos(min(max(inside, -1.0), 1.0))
    elbow = (root[0] + first * math.cos(angle), root[1] + first * math.sin(angle))
    return elbow, (root[0] + apart * math.cos(along), root[1] + apart * math.sin(along))


def standing(t: float, phase: float = 0.0, **changes: Part) -> Pose:
    """Return somebody who stands, breathes and blinks."""
    breath = 1.6 * wave(t, 0.28, phase)
    sway = 2.0 * wave(t, 0.13, phase)
    pose = Pose(
        near_hand=(-53 + sway, -206 + breath),
        far_hand=(48 + sway, -207 + breath),
        sink=1.2 + 0.6 * breath,
        lean=0.3 * sway,
        face=Face(eyes=blink(t, phase), tilt=1.5 * wave(t, 0.17, phase * 3)),
    )
    return replace(pose, **changes)


def between(one: Pose, other: Pose, part: float) -> Pose:
    """Return the pose on the way from one to the other: who stops walking does not freeze."""
    return replace(
        other,
        near_foot=between_points(one.near_foot, other.near_foot, part),
        far_foot=between_points(one.far_foot, other.far_foot, part),
        near_hand=between_points(one.near_hand, other.near_hand, part),
        far_hand=between_points(one.far_hand, other.far_hand, part),
        turned=mix(one.turned, other.turned, part),
        lean=mix(one.lean, other.lean, part),
        sink=mix(one.sink, other.sink, part),
    )


def between_points(one: Point, other: Point, part: float) -> Point:
    """Return the point on the way from one to the other."""
    return mix(one[0], other[0], part), mix(one[1], other[1], part)


def seated(t: float, phase: float, face: Face, gesture: float = 0.0) -> Pose:
    """Return somebody with the hands on a table; one of them speaks along while ``gesture`` is 1."""
    beat = 10 * wave(t, 1.1, phase)
    return standing(
        t,
        phase,
        sitting=True,
        turned=0.25,
        face=face,
        near_hand=(-20.0, -206.0),
        far_hand=(mix(44, 88, gesture), mix(-206, -270 + beat, gesture)),
        far_open=gesture > 0.4,
    )


#: How far a walker comes with one step of each foot, in points of an adult.
STRIDE = 240.0


def walking(t: float, speed: float, phase: float = 0.0, **changes: Part) -> Pose:
    """Return a walker at ``speed`` points a second; the feet do not slide on the ground."""
    beat = t * speed / STRIDE + phase
    swing = math.cos(math.tau * beat)
    pose = Pose(
        near_foot=step(beat),
        far_foot=step(beat + 0.5),
        near_hand=hanging(-10.0, -0.5 * swing),
        far_hand=hanging(14.0, 0.5 * swing),
        turned=0.85,
        lean=2.5,
        sink=6 + 5 * math.cos(2 * math.tau * beat),
        face=Face(look=0.8, eyes=blink(t, phase), tilt=1.2 * math.sin(2 * math.tau * beat)),
    )
    return replace(pose, **changes)


def hanging(shoulder_x: float, angle: float) -> Point:
    """Return where the hand of an arm is that swings by so much, in radians; ahead the elbow gives way."""
    length = 124 - 14 * max(angle, 0)
    return shoulder_x + length * math.sin(angle), SHOULDER_Y + 8 + length * math.cos(angle)


def step(beat: float) -> Point:
    """Return where a foot is: half the time it stands and is left behind, then it swings ahead."""
    part = beat % 1
    reach = STRIDE / 4
    if part < 0.5:
        return reach - part * STRIDE, 0.0
    swing = (part - 0.5) * 2
    return -reach + STRIDE / 2 * (swing * swing * (3 - 2 * swing)), -30 * math.sin(math.pi * swing) ** 1.3
