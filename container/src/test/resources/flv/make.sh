#!/bin/sh
# Makes the FLV files of this directory with FFmpeg 5.1 and x264. What they hold is fixed by
# their golden dumps (src/test/golden/flv): new files need new dumps.
set -eu
cd "$(dirname "$0")"

VIDEO="-f lavfi -i testsrc2=size=96x64:rate=25:duration=0.6"
AUDIO="-f lavfi -i sine=frequency=440:sample_rate=44100:duration=0.6"
make() {
  file=$1
  shift
  # shellcheck disable=SC2086
  ffmpeg -v error -y $VIDEO $AUDIO -threads 1 -fflags +bitexact -flags +bitexact "$@" "$file"
}

make h264-aac.flv -c:v libx264 -g 10 -bf 2 -c:a aac -ac 2
make h263-mp3.flv -c:v flv1 -g 10 -c:a libmp3lame
make screen-adpcm.flv -c:v flashsv -c:a adpcm_swf
make screen2-nellymoser.flv -c:v flashsv2 -ar 8000 -c:a nellymoser
make speex.flv -vn -ar 16000 -c:a libspeex
make mulaw.flv -vn -ar 8000 -c:a pcm_mulaw
make alaw.flv -vn -ar 8000 -c:a pcm_alaw
make pcm.flv -vn -ar 11025 -ac 2 -c:a pcm_s16le
# shellcheck disable=SC2086
ffmpeg -v error $VIDEO -f yuv4mpegpipe - | x264 --quiet --demuxer y4m --threads 1 --keyint 10 --bframes 2 \
  -o x264.flv - 2>/dev/null
