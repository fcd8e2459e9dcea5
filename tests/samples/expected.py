"""What each real file must become, or be refused with. Sizes are those of the phone's rung."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Made:
    """A film that is encoded, with what the reviewer is told."""

    width_px: int
    height_px: int
    duration_s: float
    codes: str = ""


@dataclass(frozen=True)
class Refused:
    """A file that is not taken, with all its codes."""

    codes: str


FILMS: dict[str, Made | Refused] = {
    "real/anamorphic_sar2x1.mp4": Made(854, 240, 5.0, "no_sound"),
    "real/audio_only_mono_speech_en.mp4": Refused("no_picture"),
    "real/av1_10bit_pq_240p.webm": Made(426, 240, 20.02, "hdr no_sound small"),
    "real/bbb_480p_30s_aac51.mp4": Made(428, 240, 30.0),
    "real/broken_crc.ogg": Refused("unreadable"),
    "real/chaplin_silentera_mp3audio.mp4": Made(426, 240, 9.64, "pillarbox"),
    "real/earth_h264_aac.avi": Made(426, 240, 30.07, "silence small"),
    "real/editlist_sar1280x1281.mp4": Made(426, 240, 9.0, "black"),
    "real/iphone_hvc1_rot90_mono_datatracks.mov": Made(240, 426, 1.17, "very_quiet"),
    "real/marathon_720x400_2997_noaudio.mp4": Made(432, 240, 5.0, "no_sound"),
    "real/nasa_multitrack_2v2a2s.mp4": Made(426, 240, 13.01, "several_sounds small"),
    "real/phone_hlg10_hevc_rot90_editlist_metatracks.mp4": Made(240, 426, 2.57, "hdr very_quiet"),
    "real/sintel_trailer-720p.mp4": Made(426, 240, 52.21, "black clipping letterbox"),
    "real/vfr_camera_640x480.mov": Made(320, 240, 10.5, "unsteady_rate"),
    "real/vfr_screenrec_3026x1386.mp4": Made(524, 240, 8.7, "no_sound unsteady_rate"),
    "real/video_with_failing_audio.mp4": Made(426, 240, 11.2),
    "real/webm_without_duration.webm": Made(426, 240, 4.95, "black silence unsteady_rate"),
    "nasty/-i name with spaces & 'quote' فيلم :ü%d.mp4": Made(320, 240, 2.0, "small"),
    "nasty/audio_starts_0.7s_late.mp4": Made(426, 240, 4.0, "letterbox sound_late"),
    "nasty/bitrot_400_bytes.mp4": Refused("damaged"),
    "nasty/digital_silence.mp4": Made(320, 240, 3.0, "silence small"),
    "nasty/fps240.mp4": Made(320, 240, 2.0, "no_sound small"),
    "nasty/jpeg_renamed.mp4": Refused("still_picture"),
    "nasty/mono.mp4": Made(426, 240, 4.0, "letterbox"),
    "nasty/moov_at_end.mp4": Made(426, 240, 4.0, "letterbox"),
    "nasty/msmpeg4_mp3.avi": Made(426, 240, 4.04, "letterbox"),
    "nasty/multi_4audio_3subs.mkv": Made(426, 240, 12.17, "black letterbox several_sounds"),
    "nasty/no_audio.mp4": Made(426, 240, 4.0, "letterbox no_sound"),
    "nasty/odd_321x181_yuv444.mp4": Made(320, 180, 2.0, "no_sound small"),
    "nasty/pal_dv25_bff.dv": Made(426, 240, 1.0, "interlaced letterbox"),
    "nasty/pal_tff_interlaced_16x9.mpg": Made(426, 240, 4.0, "interlaced letterbox"),
    "nasty/prores_lt.mov": Made(426, 240, 1.0, "letterbox"),
    "nasty/text_renamed.mp4": Refused("text_file"),
    "nasty/truncated_60pct_faststart.mp4": Refused("truncated"),
    "nasty/truncated_no_moov.mp4": Refused("truncated"),
    "nasty/webm_named.mp4": Made(426, 240, 9.92, "no_sound small"),
    "nasty/wmv2_wma.wmv": Made(426, 240, 4.04, "letterbox picture_late"),
    "nasty/zero_bytes.mp4": Refused("empty_file"),
    "evil/attachment_traversal.mkv": Made(160, 120, 1.0, "no_sound small"),
    "evil/bomb_16k_hevc.mp4": Refused("too_large"),
    "evil/bomb_60k_frames_64x64.mp4": Refused("no_sound too_small"),
    "evil/bomb_8192x8192.mp4": Refused("too_large"),
    "evil/duration_lies_100h.mp4": Made(160, 120, 2.0, "no_sound small"),
    "evil/metadata_html_huge.mp4": Made(160, 120, 1.0, "no_sound small"),
    "evil/mov_dref_external_flag.mov": Made(160, 120, 1.0, "no_sound small"),
    "evil/png_bomb_30000.png": Refused("still_picture"),
    "evil/private_secret.ts": Made(426, 240, 2.17),
    "evil/tracks_100_audio.mp4": Refused("too_many_tracks"),
    "lang/burnedin_ar.mp4": Made(426, 240, 52.17, "black"),
    "lang/picture_360p.mp4": Made(426, 240, 52.21, "black letterbox no_sound"),
    "lang/reedit_tr.mp4": Made(426, 240, 44.0, "black silent_beginning"),
    "lang/reencoded_de_270p.mp4": Made(426, 240, 52.17, "black letterbox small"),
}

#: Files that name other files or machines, whatever they call themselves.
PLAYLISTS = (
    "concat_passwd.ffconcat", "concat_reads_neighbour.mp4", "concat_ssrf.mp4", "dash_reads_neighbour.mp4",
    "dash_ssrf.mpd", "hls_concat_http.mp4", "hls_crypto_avi.avi", "hls_file_passwd.m3u8", "hls_file_passwd.mp4",
    "hls_key_uri.mp4", "hls_reads_private_media.mp4", "hls_ssrf_http.mp4", "imf_ssrf.xml", "sdp_ssrf.mp4",
)  # fmt: skip

#: One picture in ten languages, packet for packet; the second word is how the track must be marked.
LANGUAGES = {
    "ar": "ara", "de": "deu", "en": "eng", "fa": "fas", "fr": "fra", "kmr": "kmr", "ru": "rus", "tr": "tur",
    "uk": "ukr", "ur": "urd",
}  # fmt: skip

#: Number of captions, or the refusal.
CAPTIONS: dict[str, int | str] = {
    "lang/am.srt": 4, "lang/ar.srt": 6, "lang/bg.srt": 6, "lang/ckb.srt": 2, "lang/de.srt": 12, "lang/en.srt": 12,
    "lang/es.srt": 11, "lang/fa.srt": 5, "lang/fr.srt": 13, "lang/hr.srt": 12, "lang/hy.srt": 6, "lang/it.srt": 11,
    "lang/ka.srt": 7, "lang/kmr.srt": 9, "lang/pl.srt": 7, "lang/ps.srt": 10, "lang/pt.srt": 11, "lang/ro.srt": 7,
    "lang/ru.srt": 10, "lang/so.srt": 3, "lang/sq.srt": 11, "lang/sr.srt": 10, "lang/ti.srt": 10, "lang/tr.srt": 5,
    "lang/uk.srt": 13, "lang/ur.srt": 9, "lang/vi.srt": 12, "lang/zh.srt": 7,
    "evil/ass_bomb.ass": 1, "evil/srt_100k_cues.srt": "TooManyCaptions", "evil/srt_bad_times.srt": "BrokenTime",
    "evil/srt_latin1.srt": 1, "evil/srt_utf16.srt": 1, "evil/xss_title.vtt": 1,
}  # fmt: skip
