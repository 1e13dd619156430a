#!/bin/sh
# Makes the files of this directory with FFmpeg 5.1 and sox 14.4. What they hold is fixed by their
# golden dumps (src/test/golden/wav): new files need new dumps.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

FF="ffmpeg -v error -y -fflags +bitexact -flags +bitexact"
SINE="-f lavfi -i sine=frequency=440:sample_rate=8000:duration=0.11"
sox -n -r 8000 -c 1 -b 8 -e unsigned-integer pcm8.wav synth 0.1101 sine 440 # an odd size
sox -n -r 8000 -c 2 -b 16 pcm16.wav synth 0.11 sine 440 sine 660
sox -n -r 8000 -c 2 -b 24 pcm24.wav synth 0.11 sine 440 sine 660  # extensible
$FF $SINE -c:a pcm_s32le pcm32.wav
$FF $SINE -c:a pcm_f32le float32.wav
$FF $SINE -c:a pcm_f64le float64.wav
sox -n -r 8000 -c 1 -e a-law alaw.wav synth 0.11 sine 440
$FF $SINE -c:a pcm_mulaw mulaw.wav
$FF $SINE -ac 6 -c:a pcm_s16le six.wav
$FF $SINE -c:a pcm_s16le -rf64 always rf64.wav
$FF $SINE -c:a pcm_s16le -f wav - >piped.wav                      # sizes of 0xFFFFFFFF
$FF $SINE -metadata title=Tone -c:a pcm_s16le -write_bext 1 bext.wav # chunks before and behind
$FF -f lavfi -i sine=frequency=440:sample_rate=44100:duration=0.3 -c:a libmp3lame -b:a 64k mp3.wav
