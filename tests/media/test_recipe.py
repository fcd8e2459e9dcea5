"""A recipe gives any piece of its file, and a broken one is refused before it names a single byte."""

import lzma
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import BrokenRecipe
from media.recipe import FORM, Literal, Part, Recipe, Slice

PICTURE, SOUND = Part("a" * 64, 10_000), Part("b" * 64, 2_000)
CONTENTS = {PICTURE.sha256: bytes(range(250)) * 40, SOUND.sha256: bytes(range(255, 5, -1)) * 8}


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    """Any row of pieces; the slices of a part follow one another."""
    behind = {PICTURE.sha256: 0, SOUND.sha256: 0}
    pieces: list[Literal | Slice] = []
    for _ in range(draw(st.integers(0, 12))):
        part = draw(st.sampled_from([None, PICTURE, SOUND]))
        if part is None:
            pieces.append(Literal(draw(st.binary(min_size=1, max_size=50))))
            continue
        begin = behind[part.sha256] + draw(st.integers(0, 100))
        size = draw(st.integers(1, 150))
        pieces.append(Slice(part.sha256, begin, size))
        behind[part.sha256] = begin + size
    return Recipe((PICTURE, SOUND), tuple(pieces))


def bytes_of(pieces) -> bytes:
    return b"".join(
        piece.content
        if isinstance(piece, Literal)
        else CONTENTS[piece.sha256][piece.offset : piece.offset + piece.size_bytes]
        for piece in pieces
    )


@given(recipes())
def test_a_recipe_that_was_stored_is_the_recipe_that_was_made(recipe):
    assert Recipe.from_bytes(recipe.to_bytes()) == recipe


@given(recipes(), st.data())
def test_any_piece_of_the_file_is_that_piece_of_the_whole(recipe, data):
    whole = bytes_of(recipe.pieces)
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(whole) + 5), st.integers(0, len(whole) + 5))))

    assert recipe.size_bytes == len(whole)
    assert bytes_of(recipe.slices(start, end)) == whole[start:end]


@given(recipes(), st.lists(st.integers(0, 2000)))
def test_pieces_one_behind_the_other_give_the_whole(recipe, cuts):
    borders = [0, *sorted(min(cut, recipe.size_bytes) for cut in cuts), recipe.size_bytes]

    pieces = [bytes_of(recipe.slices(start, end)) for start, end in pairwise(borders)]

    assert b"".join(pieces) == bytes_of(recipe.pieces)


@given(st.binary(max_size=200))
def test_what_is_no_recipe_is_refused(stored):
    for made_up in (stored, FORM + stored, FORM + lzma.compress(stored)):
        try:
            Recipe.from_bytes(made_up)
        except BrokenRecipe:
            continue
        # The few bytes that do read as one are a file of nothing.
        assert Recipe.from_bytes(made_up).size_bytes == 0


@given(recipes(), st.data())
def test_a_recipe_with_one_byte_turned_over_is_refused(recipe, data):
    stored = bytearray(recipe.to_bytes())
    place = data.draw(st.integers(0, len(stored) - 1))
    stored[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(BrokenRecipe):
        Recipe.from_bytes(bytes(stored))


def packed(body: bytes) -> bytes:
    return FORM + lzma.compress(body)


PARTS = PICTURE.size_bytes.to_bytes(8)
ONE_PART = b"\x01" + (1).to_bytes(4) + bytes.fromhex(PICTURE.sha256) + PARTS


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(packed(ONE_PART + b"\x01" + bytes(8) + (10_001).to_bytes(8)), id="behind the end of its part"),
        pytest.param(packed(ONE_PART + b"\x01" + b"\xff" * 8 + (1).to_bytes(8)), id="far behind its end"),
        pytest.param(packed(ONE_PART + b"\x02" + bytes(8) + (1).to_bytes(8)), id="a part that is not there"),
        pytest.param(packed(ONE_PART + b"\x01" + bytes(16)), id="a piece of nothing"),
        pytest.param(packed(ONE_PART + b"\x00" + bytes(8) + (5).to_bytes(8) + b"abc"), id="own bytes missing"),
        pytest.param(packed(ONE_PART + b"\x01" + bytes(8) + (5).to_bytes(8) + b"abc"), id="own bytes left over"),
        pytest.param(packed(ONE_PART + b"\x00" + bytes(8) + b"\xff" * 8), id="larger than any film"),
        pytest.param(packed(b"\xff" + (2**32 - 1).to_bytes(4)), id="more pieces than bytes"),
        pytest.param(packed(bytes(80 << 20)), id="a bomb"),
        pytest.param(packed(ONE_PART + b"\x01" + bytes(8) + (5).to_bytes(8)) + b"more", id="something behind it"),
        pytest.param(b"filmbote recipe 2\n" + packed(b"")[len(FORM) :], id="a later form"),
    ],
)
def test_a_recipe_that_asks_for_what_is_not_there_is_refused(stored):
    with pytest.raises(BrokenRecipe):
        Recipe.from_bytes(stored)


def test_a_piece_that_lies_before_the_last_one_has_no_place():
    backwards = Recipe((PICTURE,), (Slice(PICTURE.sha256, 100, 10), Slice(PICTURE.sha256, 50, 10)))

    with pytest.raises(ValueError, match="no place"):
        backwards.to_bytes()
