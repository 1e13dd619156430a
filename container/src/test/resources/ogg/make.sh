#!/bin/sh
# Makes the files of this directory with FFmpeg 5.1, GStreamer 1.22, vorbis-tools, opus-tools and
# flac. What they hold is fixed by their golden dumps (src/test/golden/ogg): new files need new
# dumps.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

FF="ffmpeg -v error -y -fflags +bitexact -flags +bitexact"
VIDEO="-f lavfi -i testsrc2=size=96x64:rate=25:duration=0.6"
SINE="-f lavfi -i sine=frequency=440:sample_rate=48000:duration=0.6"
sox -n -r 48000 -c 2 -b 16 "$work/a.wav" synth 0.5 sine 440 sine 660
sox -n -r 44100 -c 1 -b 16 "$work/b.wav" synth 0.5 pluck

oggenc --quiet -q 0 --serial 1 -o vorbis.ogg "$work/b.wav"
opusenc --quiet --bitrate 32 --serial 2 "$work/a.wav" opus.ogg
opusenc --quiet --bitrate 24 --framesize 60 --serial 3 "$work/a.wav" opus60.ogg
flac --silent -f --ogg --serial-number=4 -o flac.ogg "$work/a.wav"
$FF $VIDEO $SINE -c:v libtheora -q:v 2 -g 8 -c:a libvorbis -q:a 0 theora-vorbis.ogg
$FF $VIDEO $SINE -c:v libvpx -g 8 -b:v 60k -c:a libopus -b:a 24k vp8-opus.ogg
gst-launch-1.0 -q videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=25/1 \
  ! theoraenc keyframe-force=8 ! queue ! oggmux name=mux ! filesink location=gstreamer.ogg \
  audiotestsrc num-buffers=26 ! audio/x-raw,rate=44100 ! vorbisenc ! queue ! mux. >/dev/null
cat vorbis.ogg opus.ogg >chained.ogg
