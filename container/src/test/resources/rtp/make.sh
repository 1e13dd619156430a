#!/bin/bash
# Makes the captures beside it: what FFmpeg 5.1 and GStreamer 1.22 send for two seconds of small
# test media, each packet after its length in 16 bits (RFC 4571), and the SDP that FFmpeg writes.
# AV1 is sent by FFmpeg 8.1, which RECENT names; MP3 in units (RFC 5219) by LIVE555, which the folder
# LIVE555 has, built. Needs ffmpeg, gst-launch-1.0, python3 and g++.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
video="-f lavfi -i testsrc2=size=160x90:rate=25:duration=2"
sound="-f lavfi -i sine=frequency=440:sample_rate=48000:duration=2"
quiet="ffmpeg -nostdin -v error -y"

# --- the media ---
$quiet $video -c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -g 10 -bf 0 -b:v 150k "$work/h264.mkv"
$quiet $video -c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -g 10 -bf 2 -b:v 150k "$work/h264-b.mkv"
$quiet $video -c:v libx265 -preset ultrafast -pix_fmt yuv420p -b:v 150k -x265-params keyint=10:min-keyint=10:bframes=0:scenecut=0:log-level=error "$work/h265.mkv"
$quiet $video -c:v libvpx -deadline realtime -cpu-used 8 -g 10 -b:v 150k "$work/vp8.mkv"
$quiet $video -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 10 -b:v 150k "$work/vp9.mkv"
$quiet $video -c:v libaom-av1 -usage realtime -cpu-used 8 -lag-in-frames 0 -g 10 -b:v 150k "$work/av1.mkv"
$quiet $video -c:v mpeg2video -g 10 -bf 0 -b:v 200k "$work/mpv.mkv"
$quiet $video -c:v libtheora -g 10 -b:v 150k "$work/theora.mkv"
$quiet $sound -ac 2 -c:a aac -b:a 64k "$work/aac.mkv"
$quiet $sound -ac 2 -c:a libopus -b:a 48k "$work/opus.mkv"
$quiet $sound -ac 2 -c:a libmp3lame -b:a 64k "$work/mp3.mkv"
$quiet $sound -ac 2 -c:a mp2 -b:a 64k "$work/mp2.mkv"
$quiet $sound -ac 2 -c:a ac3 -b:a 96k "$work/ac3.mkv"
$quiet $sound -ac 2 -c:a libvorbis -b:a 64k "$work/vorbis.mkv"
$quiet $sound -ar 8000 -ac 1 -c:a pcm_alaw "$work/pcma.mkv"
$quiet $sound -ar 8000 -ac 1 -c:a pcm_mulaw "$work/pcmu.mkv"
$quiet $sound -ar 8000 -ac 1 -t 1 -c:a pcm_s16be "$work/l16.mkv"
$quiet $sound -ar 16000 -ac 1 -t 1 -c:a pcm_s24be "$work/l24.mov"
$quiet $sound -ar 16000 -ac 1 -c:a g722 "$work/g722.mkv"
$quiet $video -t 1 -c:v libx264 -preset veryfast -pix_fmt yuv420p -g 10 -b:v 100k -f mpegts "$work/media.ts"

# --- FFmpeg: over UDP to a listener that writes the packets down ---
cat > "$work/listen.py" <<'PY'
import socket, struct, sys
port, name = int(sys.argv[1]), sys.argv[2]
media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
media.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
media.bind(("127.0.0.1", port))
media.settimeout(3)
print("ready", flush=True)
with open(name, "wb") as out:
    try:
        while True:
            packet = media.recv(65536)
            out.write(struct.pack(">H", len(packet)) + packet)
            media.settimeout(0.7)
    except TimeoutError:
        pass
PY
port=41000
packet=600
sender=$quiet
ff() { # name, input, options
  local name=$1 input=$2; shift 2
  port=$((port + 2))
  coproc listener { python3 "$work/listen.py" $port "ffmpeg-$name.rtp"; }
  local pid=$listener_PID
  read -r _ <&"${listener[0]}"
  $sender -i "$work/$input" -map 0 -c copy "$@" -f rtp -sdp_file "ffmpeg-$name.sdp" "rtp://127.0.0.1:$port?pkt_size=$packet"
  wait $pid
}
ff h264 h264.mkv
ff h264-b h264-b.mkv
packet=9000 ff h264-mode0 h264.mkv -rtpflags h264_mode0
ff h265 h265.mkv
ff vp8 vp8.mkv
ff vp9 vp9.mkv -strict experimental
sender="${RECENT:?} -nostdin -v error -y" ff av1 av1.mkv -strict experimental
ff mpv mpv.mkv
ff theora theora.mkv
ff aac aac.mkv
ff latm aac.mkv -rtpflags latm
ff opus opus.mkv
ff mp3 mp3.mkv
ff mp2 mp2.mkv
ff vorbis vorbis.mkv
ff pcma pcma.mkv
ff pcmu pcmu.mkv
ff l16 l16.mkv
ff l24 l24.mov
ff g722 g722.mkv
port=$((port + 2))
coproc listener { python3 "$work/listen.py" $port ffmpeg-mp2t.rtp; }
pid=$listener_PID
read -r _ <&"${listener[0]}"
$quiet -i "$work/media.ts" -map 0 -c copy -f rtp_mpegts "rtp://127.0.0.1:$port?pkt_size=1328"
wait $pid

# --- GStreamer: framed by rtpstreampay; its caps stand in RtpCaptures ---
gs() { # name, pipeline from encoded media to payloads
  local name=$1 input=$2; shift 2
  gst-launch-1.0 -q filesrc location="$work/$input" ! matroskademux ! "$@" mtu=600 ! rtpstreampay ! filesink location="gstreamer-$name.rtp"
}
gs h264 h264.mkv h264parse ! rtph264pay pt=96 config-interval=-1 aggregate-mode=max-stap
gs h264-b h264-b.mkv h264parse ! rtph264pay pt=96 config-interval=1
gs h265 h265.mkv h265parse ! rtph265pay pt=96 config-interval=-1 aggregate-mode=max
gs vp8 vp8.mkv rtpvp8pay pt=96 picture-id-mode=15-bit
gs vp9 vp9.mkv rtpvp9pay pt=96 picture-id-mode=15-bit
gs mpv mpv.mkv mpegvideoparse ! rtpmpvpay pt=32
gs theora theora.mkv rtptheorapay pt=96
gs aac aac.mkv aacparse ! rtpmp4gpay pt=96
gs latm aac.mkv aacparse ! rtpmp4apay pt=96
gs opus opus.mkv opusparse ! rtpopuspay pt=96
gs mp3 mp3.mkv mpegaudioparse ! rtpmpapay pt=14
gs mp2 mp2.mkv mpegaudioparse ! rtpmpapay pt=14
gs ac3 ac3.mkv ac3parse ! rtpac3pay pt=96
gs vorbis vorbis.mkv rtpvorbispay pt=96
gs pcma pcma.mkv rtppcmapay pt=8
gs pcmu pcmu.mkv rtppcmupay pt=0
gs l16 l16.mkv audioconvert ! rtpL16pay pt=96
gs g722 g722.mkv rtpg722pay pt=9
gst-launch-1.0 -q filesrc location="$work/l24.mov" ! qtdemux ! rtpL24pay pt=96 mtu=600 ! rtpstreampay ! filesink location=gstreamer-l24.rtp
gst-launch-1.0 -q filesrc location="$work/media.ts" ! tsparse ! rtpmp2tpay pt=33 mtu=1328 ! rtpstreampay ! filesink location=gstreamer-mp2t.rtp

# --- LIVE555: MP3 as units, in their order and in another ---
includes=
libraries=
for library in liveMedia groupsock BasicUsageEnvironment UsageEnvironment; do
  includes="$includes -I$LIVE555/$library/include"
  libraries="$libraries $LIVE555/$library/lib$library.a"
done
g++ -std=c++20 $includes live555.cpp $libraries -o "$work/live555"
$quiet -i "$work/mp3.mkv" -c copy -write_xing 0 -id3v2_version 0 "$work/media.mp3"
live555() { # name, options
  local name=$1; shift
  port=$((port + 2))
  coproc listener { python3 "$work/listen.py" $port "live555-$name.rtp"; }
  local pid=$listener_PID
  read -r _ <&"${listener[0]}"
  "$work/live555" "$work/media.mp3" $port "$@"
  wait $pid
}
live555 mp3
live555 mp3-interleaved interleaved
ls -l
