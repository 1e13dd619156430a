#!/bin/sh
# Makes the MP4 files of this directory with FFmpeg 5.1 and GStreamer 1.22. What they hold is fixed
# by their golden dumps (src/test/golden/mp4): new files need new dumps.
set -eu
cd "$(dirname "$0")"

VIDEO="-f lavfi -i testsrc2=size=96x64:rate=25:duration=0.6"
AUDIO="-f lavfi -i sine=frequency=440:sample_rate=44100:duration=0.6"
EXACT="-threads 1 -fflags +bitexact -flags +bitexact -map_metadata -1"
make() {
  file=$1
  shift
  # shellcheck disable=SC2086
  ffmpeg -v error -y $VIDEO $AUDIO $EXACT "$@" "$file"
}
copy() {
  file=$1
  shift
  # shellcheck disable=SC2086
  ffmpeg -v error -y "$@" $EXACT "$file"
}

X264="-c:v libx264 -preset ultrafast -g 10 -bf 2 -x264-params bframes=2:keyint=10"
make moov-last.mp4 $X264 -c:a aac -metadata:s:a:0 language=fra -metadata:s:a:0 handler_name=Ton
copy moov-first.mp4 -i moov-last.mp4 -c copy -movflags +faststart
copy fragmented.mp4 -i moov-last.mp4 -c copy -movflags +frag_keyframe+empty_moov+default_base_moof
copy fragmented-old.mp4 -i moov-last.mp4 -c copy -movflags +frag_keyframe -min_frag_duration 200000
copy negative-cts.mp4 -i moov-last.mp4 -c copy -movflags +negative_cts_offsets+faststart
copy phone.3gp -i moov-last.mp4 -c copy
copy smooth.ismv -i moov-last.mp4 -c copy
copy delayed.mp4 -i moov-last.mp4 -itsoffset 0.5 -i moov-last.mp4 -map 0:v -map 1:a -c copy
copy cut.mp4 -ss 0.5 -i moov-last.mp4 -c copy
copy from-ts.ts -i moov-last.mp4 -c copy
copy from-ts.mp4 -i from-ts.ts -c copy -movflags +faststart
rm from-ts.ts
make hevc.mp4 -c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=10:info=0:pools=1 \
  -tag:v hvc1 -an
copy hev1.mp4 -i hevc.mp4 -c copy -tag:v hev1
make av1-opus.mp4 -c:v libaom-av1 -cpu-used 8 -g 10 -strict -2 -ar 48000 -c:a libopus
make vp9-flac.mp4 -c:v libvpx-vp9 -g 10 -strict -2 -c:a flac -ar 16000
make mpeg4-mp3.mp4 -c:v mpeg4 -g 10 -c:a libmp3lame
make ac3.mp4 -vn -c:a ac3 -b:a 96k
make eac3.mp4 -vn -c:a eac3 -b:a 64k
make alac.m4a -vn -c:a alac -ar 16000
make pcm.mov -vn -c:a pcm_s16le -ar 8000 -ac 2
make pcm24.mov -vn -c:a pcm_s24be -ar 8000
make alaw.mov -vn -c:a pcm_alaw -ar 8000
make jpeg.mov -an -c:v mjpeg
make fragmented-pcm.mov -vn -c:a pcm_s16be -ar 8000 -movflags +frag_keyframe -frag_duration 200000
cat > cues.srt <<'END'
1
00:00:00,100 --> 00:00:00,300
First

2
00:00:00,400 --> 00:00:00,900
Second,
of two lines
END
copy text.mp4 -i cues.srt -c:s mov_text -metadata:s:s:0 language=deu
rm cues.srt

SOURCES="videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=25/1 ! x264enc key-int-max=10 threads=1"
gst() {
  gst-launch-1.0 -q "$@" >/dev/null
}
gst $SOURCES ! h264parse ! video/x-h264,stream-format=avc3 ! qtmux name=m ! filesink location=gst-avc3.mov
gst $SOURCES ! mp4mux name=m fragment-duration=200 ! filesink location=gst-fragmented.mp4 \
  audiotestsrc num-buffers=20 samplesperbuffer=1024 ! voaacenc ! m.
gst $SOURCES ! mp4mux name=m faststart=true ! filesink location=gst.mp4 \
  audiotestsrc num-buffers=20 samplesperbuffer=1024 ! opusenc ! m.
gst audiotestsrc num-buffers=8 ! audio/x-raw,rate=16000,channels=2,format=S16BE ! qtmux \
  ! filesink location=gst-pcm.mov
