"""Which samples show one picture, and what an editor may do to it."""

from tests.samples.expected import LANGUAGES

#: Whole, packet for packet.
COPIES = (
    {*(f"lang/film_{language}.mp4" for language in LANGUAGES), "lang/picture_360p.mp4"},
    {"nasty/audio_starts_0.7s_late.mp4", "nasty/mono.mp4", "nasty/moov_at_end.mp4", "nasty/no_audio.mp4"},
    {"evil/attachment_traversal.mkv", "evil/metadata_html_huge.mp4", "evil/mov_dref_external_flag.mov"},
)

#: Whole, encoded anew.
REENCODED = {
    "lang/film_de.mp4", "lang/reencoded_de_270p.mp4", "lang/burnedin_ar.mp4", "real/sintel_trailer-720p.mp4",
}  # fmt: skip

#: Made from one film or drawn by one pattern, whole or in part. Who is in no family is a stranger to everybody.
FAMILIES = (
    {
        *COPIES[0], *COPIES[1], *REENCODED, "lang/reedit_tr.mp4", "nasty/bitrot_400_bytes.mp4",
        "nasty/msmpeg4_mp3.avi", "nasty/multi_4audio_3subs.mkv", "nasty/pal_dv25_bff.dv",
        "nasty/pal_tff_interlaced_16x9.mpg", "nasty/prores_lt.mov", "nasty/wmv2_wma.wmv", "evil/private_secret.ts",
    },
    {
        "real/anamorphic_sar2x1.mp4", "nasty/-i name with spaces & 'quote' فيلم :ü%d.mp4", "nasty/digital_silence.mp4",
        "nasty/fps240.mp4", "nasty/odd_321x181_yuv444.mp4", "evil/duration_lies_100h.mp4",
        "evil/attachment_traversal.mkv", "evil/metadata_html_huge.mp4", "evil/mov_dref_external_flag.mov",
    },
)  # fmt: skip

X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p")

#: What is done to a film of 52 s: the file, how it is made, the verdict and its reasons.
ALTERED: dict[str, tuple[tuple[str, ...], str]] = {
    "wrapped.ts": (("-c", "copy"), "same packets"),
    "wrapped.mkv": (("-c", "copy"), "same packets"),
    "small.mp4": (("-s", "160x90", *X264), "same"),
    "brighter.mp4": (("-vf", "eq=brightness=0.1:contrast=1.2", *X264), "same"),
    "hevc.mp4": (("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-crf", "28"), "same"),
    "black leader of 1.5 s.mp4": (("-vf", "tpad=start_duration=1.5:color=black", *X264), "same"),
    "pal.mp4": (("-vf", "setpts=PTS*24/25", "-r", "25", *X264), "re-edit speed"),
    "mirrored.mp4": (("-vf", "hflip", *X264), "re-edit mirrored"),
    "25 frames.mp4": (("-r", "25", *X264), "re-edit rate"),
    "cropped.mp4": (("-vf", "crop=iw*0.95:ih*0.95", *X264), "re-edit framed"),
    "letterboxed.mp4": (("-vf", "scale=640:270,pad=640:360:0:45", *X264), "re-edit framed"),
    "title card.mp4": (("-vf", "drawbox=c=navy:t=fill:enable='between(t,19,22)'", *X264), "re-edit scenes"),
    "excerpt.mp4": (("-ss", "15", "-t", "20", *X264), "re-edit excerpt"),
}
