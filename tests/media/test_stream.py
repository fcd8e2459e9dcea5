from fractions import Fraction

from media.stream import CaptionTrack, PictureTrack, SoundTrack, captions_playlist, master_playlist

HD = PictureTrack("720p.m3u8", 1280, 720, Fraction(25), "avc1.64001f", 2_500_000, 1_800_000)
SMALL = PictureTrack("240p.m3u8", 426, 240, Fraction(25), "avc1.640015", 320_000, 200_000)
TIGRINYA = SoundTrack("ti.m3u8", "ti", "ትግርኛ", "mp4a.40.2", 100_000, 98_000)


def test_a_master_playlist_offers_one_language():
    master = master_playlist([HD, SMALL], TIGRINYA, [CaptionTrack("ti.vtt.m3u8", "ti", "ትግርኛ", default=True)])

    lines = master.splitlines()
    (sound,) = [line for line in lines if "TYPE=AUDIO" in line]
    assert 'LANGUAGE="ti"' in sound
    assert 'NAME="ትግርኛ"' in sound
    assert lines[lines.index("720p.m3u8") - 1] == (
        "#EXT-X-STREAM-INF:BANDWIDTH=2600000,AVERAGE-BANDWIDTH=1898000,RESOLUTION=1280x720,FRAME-RATE=25.000,"
        'CODECS="avc1.64001f,mp4a.40.2",AUDIO="sound",SUBTITLES="captions"'
    )
    assert master.count("#EXT-X-STREAM-INF") == 2


def test_a_picture_without_sound_has_no_sound_group():
    assert "AUDIO" not in master_playlist([HD], None)


def test_a_name_cannot_break_out_of_its_line():
    hostile = SoundTrack("ti.m3u8", "ti", 'x",URI="http://elsewhere\n#EXT', "mp4a.40.2", 1, 1)

    (sound,) = [line for line in master_playlist([HD], hostile).splitlines() if "TYPE=AUDIO" in line]

    assert sound.endswith('URI="ti.m3u8"')
    assert sound.count('"') == 8


def test_captions_are_one_segment():
    playlist = captions_playlist(62.5)

    assert "#EXT-X-TARGETDURATION:63" in playlist
    assert "#EXTINF:62.500,\n{uri}\n#EXT-X-ENDLIST" in playlist
