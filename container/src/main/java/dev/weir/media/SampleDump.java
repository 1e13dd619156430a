package dev.weir.media;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.zip.CRC32;

/// A sink that writes tracks and samples as text: what tests compare and `weir inspect` prints.
///
/// One line for each track and sample, in the order in which they came:
///
/// ```
/// track 1 H264 avc1.64001f 1280x720 25 fps
/// 1 dts 0.040000 pts 0.120000 key 5312 crc 9ac0f311
/// ```
public final class SampleDump implements TrackSink {
  private final Appendable out;

  /// Writes to `out`, a line at a time.
  public SampleDump(Appendable out) {
    this.out = out;
  }

  @Override
  public void track(Track track) {
    line("track " + track.id() + " " + describe(track));
  }

  @Override
  public void sample(Sample sample) {
    line(
        String.format(
            Locale.ROOT,
            "%d dts %.6f pts %.6f %s %d crc %08x",
            sample.trackId(),
            sample.dtsMicros() / 1e6,
            sample.ptsMicros() / 1e6,
            sample.keyframe() ? "key" : "-",
            sample.payload().readableBytes(),
            crc(sample.payload())));
  }

  /// Codec, codec string and the figures of its kind: `H264 avc1.64001f 1280x720 25 fps`.
  public static String describe(Track track) {
    Codec codec = track.codec();
    StringBuilder text = new StringBuilder(codec.name());
    if (codec.codecString() != null) {
      text.append(' ').append(codec.codecString());
    }
    switch (codec) {
      case Codec.Video video -> {
        Picture picture = video.picture();
        text.append(' ').append(picture.width()).append('x').append(picture.height());
        if (picture.framesPerSecond() > 0) {
          text.append(String.format(Locale.ROOT, " %.5g fps", picture.framesPerSecond()));
        }
      }
      case Codec.Audio audio ->
          text.append(' ').append(audio.sampleRate()).append('/').append(audio.channels());
      case Codec.Text _, Codec.Data _ -> {}
    }
    if (track.language() != null) {
      text.append(' ').append(track.language());
    }
    if (track.title() != null) {
      text.append(" \"").append(track.title()).append('"');
    }
    return text.toString();
  }

  private static long crc(ByteBuf payload) {
    CRC32 crc = new CRC32();
    crc.update(payload.nioBuffer());
    return crc.getValue();
  }

  private void line(String text) {
    try {
      out.append(text).append('\n');
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
