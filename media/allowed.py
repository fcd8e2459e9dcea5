"""What a stranger's file may be and may make us open. Named, never guessed.

Playlists (HLS, DASH, concat, IMF), devices, networks and still pictures are
absent on purpose: some of them name other files, and ffmpeg would read those.
"""

#: The demuxers a film or a sound may need.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,mpegvideo,avi,asf,mxf,dv,flv,ogg,wav,w64,aiff,caf,mp3,aac,flac"
)

#: "pipe" is only ever used for ffmpeg's own progress.
PROTOCOLS = "file"

PICTURE_DECODERS = (
    "h264,hevc,av1,libdav1d,libaom-av1,vp8,vp9,libvpx,libvpx-vp9,mpeg1video,mpeg2video,mpegvideo,mpeg4,msmpeg4v1,"
    "msmpeg4v2,msmpeg4,wmv1,wmv2,wmv3,vc1,prores,dnxhd,dvvideo,mjpeg,h263,flv,theora,ffv1,rawvideo,v210,cfhd,vvc"
)

SOUND_DECODERS = (
    "aac,aac_latm,mp3,mp3float,mp2,mp2float,mp1,mp1float,ac3,eac3,dca,truehd,opus,libopus,vorbis,libvorbis,flac,alac,"
    "wmav1,wmav2,wmapro,wmavoice,speex,libspeex,amrnb,amrwb,gsm,gsm_ms,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,"
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_u8,"
    "pcm_s8,pcm_alaw,pcm_mulaw,pcm_bluray,pcm_dvd,s302m"
)

DECODERS = f"{PICTURE_DECODERS},{SOUND_DECODERS}"

#: Larger pictures exhaust the memory before they show anything.
MOST_WIDTH_PX, MOST_HEIGHT_PX = 8192, 4320
MOST_PIXELS = MOST_WIDTH_PX * MOST_HEIGHT_PX
MOST_TRACKS = 64
MOST_HOURS = 6

#: The options that go before every file we open.
OPTIONS = {
    "protocol_whitelist": PROTOCOLS,
    "format_whitelist": FORMATS,
    "codec_whitelist": DECODERS,
}
