#!/bin/sh
# Makes the files of this directory with FFmpeg 5.1, lame 3.100, flac 1.4.2 and sox 14.4. What they
# hold is fixed by their golden dumps (src/test/golden/rawaudio): new files need new dumps.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

FF="ffmpeg -v error -y -fflags +bitexact -flags +bitexact"
sox -n -r 44100 -c 2 -b 16 "$work/a.wav" synth 0.4 sine 440 sine 660
sox -n -r 22050 -c 1 -b 16 "$work/b.wav" synth 0.4 sine 440

lame --quiet -b 64 --tt Title --ta Artist --add-id3v2 "$work/a.wav" cbr.mp3 # ID3v2, Info, ID3v1
lame --quiet -V 6 "$work/a.wav" vbr.mp3                                    # Xing
lame --quiet -t -b 32 "$work/b.wav" mpeg2.mp3                              # no table of contents
lame --quiet --freeformat -b 100 "$work/a.wav" free.mp3
$FF -i "$work/a.wav" -c:a mp2 -b:a 96k -f mp2 layer2.mp3
$FF -i "$work/a.wav" -c:a aac -b:a 48k -f adts lc.aac
$FF -i "$work/b.wav" -c:a aac -b:a 24k -f adts mono.aac
# Quadraphonic: a program config element says the channels, in the first frame alone.
$FF -f lavfi -i "sine=frequency=440:sample_rate=48000:duration=0.3" \
  -af "pan=quad|c0=c0|c1=c0|c2=c0|c3=c0" -c:a aac -aac_pce 1 -b:a 64k \
  -fflags +bitexact -flags +bitexact pce.aac
flac --silent -f -o flac.flac "$work/a.wav"                                # seek table, padding
$FF -i "$work/b.wav" -c:a flac -frame_size 1152 ffmpeg.flac
$FF -f lavfi -i anoisesrc=r=8000:d=0.3:a=0.01:s=1 -c:a flac small.flac
