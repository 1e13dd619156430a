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

# Pictures that are shown in another order than they are decoded in; the container says which.
order() {
  name=$1
  filter=$2
  ending=$3
  shift 3
  ffmpeg -v error -y -f lavfi -i testsrc2=size=96x64:rate=25:duration=2 -threads 1 \
    -fflags +bitexact -flags +bitexact "$@" "$name.mkv"
  ffmpeg -v error -y -i "$name.mkv" -c copy -bsf:v "$filter" -fflags +bitexact "$name.$ending"
}

# One slice a picture, CAVLC, more than 16 reference frames between IDR pictures: RewrittenCounts. One
# reference, for FFmpeg sorts several by their counts and forgets that these began anew.
order order-avc h264_mp4toannexb h264 -c:v libx264 -profile:v main -g 40 -bf 1 -b:v 40k \
  -x264-params cabac=0:slices=1:scenecut=0:weightp=0:ref=1:keyint=40
order order-hevc hevc_mp4toannexb hevc -c:v libx265 -b:v 40k \
  -x265-params log-level=none:pools=none:frame-threads=1:keyint=20:bframes=4:b-pyramid=1:open-gop=1
# Groups that begin with an IDR picture and pictures that are shown before it.
order order-radl hevc_mp4toannexb hevc -c:v libx265 -b:v 40k \
  -x265-params log-level=none:pools=none:frame-threads=1:keyint=20:min-keyint=20:scenecut=0:bframes=4:b-adapt=0:open-gop=0:radl=3
