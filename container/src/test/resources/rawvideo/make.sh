#!/bin/sh
# Makes the files of this directory with FFmpeg 5.1. What they hold is fixed by their golden dumps
# (src/test/golden/rawvideo): new files need new dumps.
set -eu
cd "$(dirname "$0")"

make() {
  file=$1
  shift
  ffmpeg -v error -y -f lavfi -i testsrc2=size=96x64:rate=25:duration=0.6 -threads 1 \
    -fflags +bitexact -flags +bitexact "$@" "$file"
}

make vp8.ivf -c:v libvpx -g 10 -b:v 100k
make vp9.ivf -c:v libvpx-vp9 -g 10 -b:v 100k -cpu-used 8
make av1.ivf -c:v libaom-av1 -g 10 -b:v 100k -cpu-used 8
make av1.obu -c:v libaom-av1 -g 10 -b:v 100k -cpu-used 8
make avc.h264 -c:v libx264 -g 10 -bf 0 -x264-params slices=2:aud=1
make no-delimiters.h264 -c:v libx264 -g 10 -bf 2 -x264-params slices=3:aud=0
make fields.h264 -c:v libx264 -g 10 -bf 0 -flags +ildct -x264-params tff=1
make hevc.hevc -c:v libx265 \
  -x265-params log-level=none:pools=none:frame-threads=1:keyint=10:bframes=0
