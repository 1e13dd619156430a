package dev.weir.http.segmented;

import dev.weir.http.TestStreams;
import dev.weir.media.Codec;
import dev.weir.media.Colour;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// Publishes made-up H.264 at 10 pictures a second and AAC at 20 frames a second, second by second.
public final class Gop {
  /// The track id of the pictures.
  public static final int VIDEO = 2;

  /// The track id of the sound.
  public static final int AUDIO = TestStreams.SOUND.id();

  private Gop() {}

  /// Pictures of this size; each size has parameter sets of its own.
  public static Track video(int width, int height) {
    Octets sps = Octets.of((byte) 0x67, (byte) 0x42, (byte) 0, (byte) 30, (byte) (width / 16));
    Octets pps = Octets.of((byte) 0x68, (byte) 0xCE);
    Octets configuration = Octets.of((byte) 1, (byte) 0x42, (byte) 0, (byte) 30, (byte) 0xFF);
    return Track.of(
        VIDEO,
        new Codec.Avc(
            configuration,
            List.of(sps),
            List.of(pps),
            new Picture(width, height, 10, Colour.UNSPECIFIED)));
  }

  /// Announces both tracks.
  public static void announce(Publisher publisher) {
    publisher.track(TestStreams.SOUND);
    publisher.track(video(320, 180));
  }

  /// Publishes the seconds from `from` to `to`, with a keyframe at the start of each one that
  /// `keyframeSeconds` divides.
  public static void seconds(Publisher publisher, int from, int to, int keyframeSeconds) {
    for (int tick = from * 20; tick < to * 20; tick++) {
      long dtsMicros = tick * 50_000L;
      if (tick % 2 == 0) {
        publisher.sample(picture(dtsMicros, tick % (20 * keyframeSeconds) == 0));
      }
      publisher.sample(sound(dtsMicros));
    }
  }

  /// One picture.
  public static Sample picture(long dtsMicros, boolean keyframe) {
    byte type = (byte) (keyframe ? 0x65 : 0x41);
    ByteBuf unit = Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 3, type, 0x11, 0x22});
    return new Sample(VIDEO, dtsMicros, 0, keyframe, unit);
  }

  /// One frame of sound.
  public static Sample sound(long dtsMicros) {
    ByteBuf frame = Unpooled.wrappedBuffer(new byte[] {0x21, 0x10, 0x04, 0x60});
    return new Sample(AUDIO, dtsMicros, 0, true, frame);
  }
}
