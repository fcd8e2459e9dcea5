import pytest

from media.labels import plain, track_language


@pytest.mark.parametrize(
    ("tag", "letters"),
    [("ti", "tir"), ("de", "deu"), ("kmr", "kmr"), ("prs", "prs"), ("fa-AF", "fas"), ("ckb", "ckb"), ("zh-Hans", "zho"),
     ("sr-Latn", "srp"), ("rom", "rom"), ("not a tag", "und")],
)  # fmt: skip
def test_a_track_has_three_letters(tag, letters):
    assert track_language(tag) == letters


def test_a_title_is_one_plain_line():
    assert plain("  Die\n Polizei\u202e\x00 ") == "Die Polizei"
