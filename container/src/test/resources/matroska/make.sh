#!/bin/sh
# Makes the Matroska and WebM files of this directory with FFmpeg 5.1, GStreamer 1.22, mkvmerge 74
# and x264. What they hold is fixed by their golden dumps (src/test/golden/matroska): new files need new
# dumps.
set -eu
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

VIDEO="-f lavfi -i testsrc2=size=96x64:rate=25:duration=0.6"
AUDIO="-f lavfi -i sine=frequency=440:sample_rate=48000:duration=0.6"
make() {
  file=$1
  shift
  # shellcheck disable=SC2086
  ffmpeg -v error -y $VIDEO $AUDIO -threads 1 -fflags +bitexact -flags +bitexact "$@" "$file"
}

make h264-aac.mkv -c:v libx264 -g 10 -bf 2 -c:a aac -ac 2 -metadata:s:a language=ger \
  -metadata:s:a title=Ton
make hevc-flac.mkv -c:v libx265 -x265-params log-level=none:keyint=10:bframes=3 -c:a flac \
  -frame_size 1024
make vp8-vorbis-live.webm -c:v libvpx -g 10 -c:a libvorbis -ac 2 -live 1
make vp9-opus.webm -c:v libvpx-vp9 -g 10 -row-mt 0 -c:a libopus -cues_to_front 1
make av1-opus.webm -c:v libaom-av1 -usage realtime -cpu-used 8 -lag-in-frames 0 -g 10 -c:a libopus
make mpeg2-mp2.mkv -c:v mpeg2video -bf 2 -g 10 -c:a mp2
make mpeg4-mp3.mkv -c:v mpeg4 -g 10 -c:a libmp3lame
make theora-ac3.mkv -c:v libtheora -g 10 -c:a ac3
make eac3.mkv -vn -c:a eac3
make dts.mkv -vn -ac 2 -c:a dca -strict -2 -b:a 320k
make pcm-s16le.mkv -vn -ar 8000 -c:a pcm_s16le
make pcm-s24be.mkv -vn -ar 8000 -ac 2 -c:a pcm_s24be
make pcm-f32le.mkv -vn -ar 8000 -c:a pcm_f32le
make alaw.mkv -vn -ar 8000 -c:a pcm_alaw
make mulaw.mkv -vn -ar 8000 -c:a pcm_mulaw

# shellcheck disable=SC2086
ffmpeg -v error $VIDEO -f yuv4mpegpipe - | x264 --quiet --demuxer y4m --threads 1 --keyint 10 --bframes 2 \
  -o x264.mkv - 2>/dev/null

cat >"$scratch/cues.srt" <<EOF
1
00:00:00,100 --> 00:00:01,000
<i>One</i>

2
00:00:01,500 --> 00:00:03,250
Two
lines

EOF
cat >"$scratch/cues.vtt" <<EOF
WEBVTT

first
00:00.100 --> 00:01.000 align:start
One

00:01.500 --> 00:03.250
Two
lines

EOF
text() {
  ffmpeg -v error -y -i "$1" -fflags +bitexact -flags +bitexact -c:s "$2" "$3"
}
text "$scratch/cues.srt" subrip srt.mkv
text "$scratch/cues.srt" ass ass.mkv
text "$scratch/cues.vtt" copy webvtt.webm

# mkvmerge: lacing, header stripping, zlib, chapters, attachments, block additions.
merge() {
  file=$1
  shift
  mkvmerge -q --deterministic 1 --engage no_cue_duration -o "$file" "$@"
}
ffmpeg -v error -y -i h264-aac.mkv -map 0:v -c copy -bsf:v h264_mp4toannexb "$scratch/v.h264"
ffmpeg -v error -y -i mpeg4-mp3.mkv -map 0:a -c copy "$scratch/a.mp3"
ffmpeg -v error -y -i theora-ac3.mkv -map 0:a -c copy "$scratch/a.ac3"
printf 'CHAPTER01=00:00:00.000\nCHAPTER01NAME=Start\n' >"$scratch/chapters.txt"
merge mkvmerge-laced.mkv --compression -1:none "$scratch/a.mp3" --compression -1:none "$scratch/a.ac3"
merge mkvmerge-compressed.mkv --compression 0:mpeg4_p2 mpeg4-mp3.mkv --compression 0:zlib \
  "$scratch/cues.srt" --chapters "$scratch/chapters.txt" --attach-file "$scratch/cues.vtt"
merge mkvmerge-h264-vtt.mkv --default-duration 0:25fps "$scratch/v.h264" "$scratch/cues.vtt" \
  --timestamp-scale 100000

gst-launch-1.0 -q matroskamux name=mux streamable=true ! filesink location=gst-h264-opus.mkv \
  videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=25/1 ! \
  x264enc key-int-max=10 bframes=0 ! h264parse ! queue ! mux. \
  audiotestsrc num-buffers=30 samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=2 ! \
  opusenc ! queue ! mux.
gst-launch-1.0 -q webmmux name=mux ! filesink location=gst-vp8-vorbis.webm \
  videotestsrc num-buffers=15 ! video/x-raw,width=96,height=64,framerate=25/1 ! \
  vp8enc keyframe-max-dist=10 deadline=1 ! queue ! mux. \
  audiotestsrc num-buffers=30 samplesperbuffer=960 ! audio/x-raw,rate=48000,channels=2 ! \
  vorbisenc ! queue ! mux.
