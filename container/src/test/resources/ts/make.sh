#!/bin/sh
# Makes the transport streams of this directory with FFmpeg 5.1 and GStreamer 1.22. What they hold
# is fixed by their golden dumps (src/test/golden/ts): new files need new dumps.
set -eu
cd "$(dirname "$0")"

VIDEO="-f lavfi -i testsrc2=size=96x64:rate=25:duration=0.6"
AUDIO="-f lavfi -i sine=frequency=440:sample_rate=48000:duration=0.6"
X264="-c:v libx264 -g 10 -bf 2"
X265="-c:v libx265 -x265-params log-level=none:pools=none:frame-threads=1:keyint=10:bframes=2"
make() {
  file=$1
  shift
  # shellcheck disable=SC2086
  ffmpeg -v error -y $VIDEO $AUDIO -threads 1 -fflags +bitexact -flags +bitexact "$@" "$file"
}

# shellcheck disable=SC2086
{
  make h264-aac.ts $X264 -c:a aac -ac 2 -b:a 48k -metadata:s:a:0 language=fin
  make hevc-ac3.ts $X265 -c:a ac3 -b:a 64k
  make h264-latm.ts $X264 -c:a aac -b:a 32k -mpegts_flags +latm
  make mpeg2-mp2.ts -c:v mpeg2video -g 10 -bf 2 -c:a mp2 -b:a 64k
  make mpeg1-mp3.ts -c:v mpeg1video -g 10 -c:a libmp3lame -b:a 64k
  make eac3.ts -map 1 -c:a eac3 -b:a 64k
  make opus.ts -map 1 -c:a libopus -b:a 32k
  make h264-ac3.m2ts $X264 -c:a ac3 -b:a 32k -mpegts_m2ts_mode 1 -f mpegts
  make wrap.ts $X264 -c:a aac -b:a 32k -output_ts_offset 95442
  make two-programs.ts -map 1 -map 0 -map 1 $X264 -c:a mp2 -b:a 64k \
    -program title=one:st=0 -program title=two:st=1:st=2
}

gst-launch-1.0 -q \
  videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=25/1 \
  ! x264enc key-int-max=10 bframes=2 threads=1 ! mux. \
  audiotestsrc num-buffers=28 samplesperbuffer=1024 ! audio/x-raw,rate=48000,channels=2 \
  ! avenc_aac bitrate=48000 ! mux. \
  mpegtsmux name=mux ! filesink location=gst-h264-aac.ts
gst-launch-1.0 -q \
  audiotestsrc num-buffers=28 samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=2 \
  ! opusenc bitrate=32000 ! mpegtsmux ! filesink location=gst-opus.ts
