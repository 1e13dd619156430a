#!/bin/sh
# Makes the clip that Weir shows as its demo stream, from generated sources only.
#
#   docs/demo-clip.sh server-core/src/main/resources/dev/weir/source/demo.flv
#
# Needs ffmpeg with libx264 and the fonts of fonts-dejavu-core and fonts-dejavu-extra.
# It runs single-threaded and bit-exact: the same FFmpeg makes the same bytes again.
#
# It lasts 40 s: 1000 pictures at 25/s and exactly 1875 AAC frames at 48 kHz, so that picture and sound
# both begin anew without a seam when it is repeated. All that moves or sounds has a period dividing 40 s.
set -eu

out=${1:?which file shall the clip be written to}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fonts=/usr/share/fonts/truetype/dejavu
run="ffmpeg -hide_banner -nostdin -loglevel error -y"

# --- Sound -----------------------------------------------------------------------------------------
# A beep as each second begins, 1000 Hz, and 1500 Hz for twice as long each tenth. Beneath it two quiet
# low tones that swell in opposite directions between the ears: a gap would be heard at any time.
beep='if(lt(mod(t,10),1),0.28*sin(2*PI*1500*t)*exp(-10*mod(t,1)),0.22*sin(2*PI*1000*t)*exp(-24*mod(t,1)))'
beep="$beep*min(1,mod(t,1)*400)"
left="$beep+0.025*sin(2*PI*110*t)*(1+sin(2*PI*t/8))+0.018*sin(2*PI*165*t)*(1+cos(2*PI*t/10))"
right="$beep+0.025*sin(2*PI*110*t)*(1-sin(2*PI*t/8))+0.018*sin(2*PI*220*t)*(1-cos(2*PI*t/10))"

# Three rounds are encoded and the middle one is kept, so that the encoder's state is the same at both
# ends. AAC frame n decodes to the samples that went in as frame n-1, hence frames 1876 to 3750.
$run -f lavfi -i "aevalsrc=exprs='$left'|'$right':s=48000:d=120" \
    -c:a aac -b:a 48k -threads 1 -flags +bitexact "$work/rounds.nut"
$run -i "$work/rounds.nut" -c copy -bsf:a "noise=drop='not(between(n,1876,3750))'" "$work/round.aac"

# --- Picture ---------------------------------------------------------------------------------------
# Dark water: two glows that drift, computed small and drawn large.
glow1='exp(-(pow(X-22-14*sin(2*PI*T/20),2)+pow(Y-30-8*cos(2*PI*T/10),2))/320)'
glow2='exp(-(pow(X-60-12*cos(2*PI*T/20),2)+pow(Y-12-7*sin(2*PI*T/8),2))/420)'
water="color=c=black:s=80x45:r=25:d=40,format=gbrp,\
geq=r='9+10*$glow1+44*$glow2':g='15+58*$glow1+12*$glow2':b='28+66*$glow1+70*$glow2',\
scale=640:360:flags=bicubic,format=yuv420p"

# The dial: a hand goes round once a second, with a fading trail; the ring has a mark for each picture.
radius='hypot(X-79.5,Y-79.5)'
turn='mod(atan2(X-79.5,79.5-Y)/(2*PI)+1,1)'
behind="mod(T+0.0001-$turn+1,1)"
trail="190*pow(1-$behind,5)*clip(15.5-abs($radius-49),0,1)"
aside="abs(mod($turn*25+0.5,1)-0.5)*$radius*0.2513"
marks="170*clip(1.5-$aside,0,1)*clip(4-abs($radius-72),0,1)"
dial="color=c=0x9fe8ff:s=160x160:r=25:d=40,format=rgba,\
geq=r=159:g=232:b=255:a='max($trail,$marks)'"

ink=0xeef7fb
pale=0x8fb3c4
$run -f lavfi -i "$water" -f lavfi -i "$dial" \
    -f lavfi -i "color=c=0x9fe8ff:s=4x22:r=25:d=40" \
    -f lavfi -i "color=c=0x2f5266:s=560x2:r=25:d=40" \
    -i "$work/round.aac" \
    -filter_complex "
[0][1] overlay=x=440:y=70 [a];
[a][3] overlay=x=40:y=317 [b];
[b][2] overlay=x='40+556*mod(t,4)/4':y=307 [c];
[c] drawtext=fontfile=$fonts/DejaVuSans-ExtraLight.ttf:text=WEIR:fontsize=124:fontcolor=$ink:x=34:y=70,
drawtext=fontfile=$fonts/DejaVuSansMono.ttf:timecode='00\:00\:00\:00':rate=25:fontsize=36:fontcolor=$ink:x=40:y=204,
drawtext=fontfile=$fonts/DejaVuSans.ttf:text='640×360  25 fps  H.264 + AAC':fontsize=15:fontcolor=$pale:x=41:y=254,
drawtext=fontfile=$fonts/DejaVuSans-ExtraLight.ttf:text='%{eif\:mod(t+0.001,10)\:d}':fontsize=44:fontcolor=$ink:x=520-tw/2:y=150-ascent/2
[v]" \
    -map '[v]' -map 4:a -c:a copy \
    -c:v libx264 -profile:v high -preset veryslow -tune animation -crf 27 -aq-mode 3 -pix_fmt yuv420p \
    -bf 0 -g 50 -keyint_min 50 -sc_threshold 0 -flags +cgop+bitexact -threads 1 \
    -fflags +bitexact -map_metadata -1 -flvflags no_sequence_end -f flv "$out"
