package dev.weir.rtp;

import dev.weir.sdp.MediaDescription;
import dev.weir.sdp.SessionDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// The captures beside `make.sh`: what FFmpeg and GStreamer send.
final class RtpCaptures {
  static final Path DIRECTORY = Path.of("src", "test", "resources", "rtp");
  static final PayloadFormat MPEG_AUDIO = PayloadFormat.plain(14, "MPA", 90_000, 1);
  static final int RTP_HEADER_BYTES = 12;
  private static final long PACKET_NANOS = 4_000_000;

  private RtpCaptures() {}

  /// A capture, the format in it, and how many samples it has. (FFmpeg never sends the last packets
  /// that it was still filling.)
  record Capture(String name, PayloadFormat format, int samples) {
    @Override
    public String toString() {
      return name;
    }

    boolean isVideo() {
      return format.clockRate() == 90_000 && !format.isNamed("MPA");
    }
  }

  private static Capture ffmpeg(String name, int samples) {
    return new Capture("ffmpeg-" + name, described("ffmpeg-" + name), samples);
  }

  private static PayloadFormat described(String name) {
    try {
      String sdp = Files.readString(DIRECTORY.resolve(name + ".sdp"));
      MediaDescription media = SessionDescription.parse(sdp).media().getFirst();
      return media.payloads().getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Capture gstreamer(String name, int samples, PayloadFormat format) {
    return new Capture("gstreamer-" + name, format, samples);
  }

  private static PayloadFormat format(String encoding, int rate, int channels, String... fmtp) {
    return new PayloadFormat(96, encoding, rate, channels, FormatParameters.of(fmtp));
  }

  /// GStreamer's format, which its caps would tell: FFmpeg sent the same file, so the headers are
  /// the same, under the number that GStreamer's packets name.
  private static PayloadFormat xiph(String name) {
    PayloadFormat sent = described("ffmpeg-" + name);
    byte[] bytes =
        Base64.getDecoder().decode(Objects.requireNonNull(sent.parameters().get("configuration")));
    System.arraycopy(packets("gstreamer-" + name).getFirst(), RTP_HEADER_BYTES, bytes, 4, 3);
    String configuration = Base64.getEncoder().encodeToString(bytes);
    return format(
        sent.encoding(), sent.clockRate(), sent.channels(), "configuration", configuration);
  }

  /// Those of codecs that we also send; Vorbis and Theora (RFC 5215) are received only.
  static List<Capture> sent() {
    return all().stream()
        .filter(capture -> !capture.format().isNamed("VORBIS"))
        .filter(capture -> !capture.format().isNamed("THEORA"))
        .toList();
  }

  /// All of them.
  static List<Capture> all() {
    String[] hbr = {
      "mode",
      "AAC-hbr",
      "config",
      "1190",
      "sizelength",
      "13",
      "indexlength",
      "3",
      "indexdeltalength",
      "3"
    };
    return List.of(
        ffmpeg("h264", 50),
        ffmpeg("h264-b", 50),
        ffmpeg("h264-mode0", 50),
        ffmpeg("h265", 50),
        ffmpeg("vp8", 50),
        ffmpeg("vp9", 50),
        ffmpeg("av1", 50),
        ffmpeg("mpv", 50),
        ffmpeg("aac", 92),
        ffmpeg("latm", 95),
        ffmpeg("opus", 101),
        ffmpeg("mp3", 84),
        ffmpeg("mp2", 81),
        ffmpeg("pcma", 95),
        ffmpeg("pcmu", 95),
        ffmpeg("l16", 47),
        ffmpeg("l24", 94),
        ffmpeg("g722", 100),
        ffmpeg("theora", 49),
        ffmpeg("vorbis", 94),
        gstreamer("h264", 50, format("H264", 90_000, 1)),
        gstreamer("h264-b", 50, format("H264", 90_000, 1)),
        gstreamer("h265", 50, format("H265", 90_000, 1)),
        gstreamer("vp8", 50, format("VP8", 90_000, 1)),
        gstreamer("vp9", 50, format("VP9", 90_000, 1)),
        gstreamer("mpv", 50, PayloadFormat.plain(32, "MPV", 90_000, 1)),
        gstreamer("aac", 95, format("MPEG4-GENERIC", 48_000, 2, hbr)),
        gstreamer("latm", 95, format("MP4A-LATM", 48_000, 2, "config", "40002320")),
        gstreamer("opus", 101, format("OPUS", 48_000, 2)),
        gstreamer("mp3", 85, MPEG_AUDIO),
        gstreamer("mp2", 84, MPEG_AUDIO),
        gstreamer("theora", 49, xiph("theora")),
        gstreamer("vorbis", 94, xiph("vorbis")),
        gstreamer("ac3", 63, format("AC3", 48_000, 2)),
        gstreamer("pcma", 95, PayloadFormat.plain(8, "PCMA", 8_000, 1)),
        gstreamer("pcmu", 95, PayloadFormat.plain(0, "PCMU", 8_000, 1)),
        gstreamer("l16", 47, format("L16", 8_000, 1)),
        gstreamer("l24", 82, format("L24", 16_000, 1)),
        gstreamer("g722", 100, PayloadFormat.plain(9, "G722", 8_000, 1)));
  }

  /// The packets of a capture.
  static List<byte[]> packets(String name) {
    try {
      ByteBuf in = Unpooled.wrappedBuffer(Files.readAllBytes(DIRECTORY.resolve(name + ".rtp")));
      List<byte[]> packets = new ArrayList<>();
      while (in.isReadable()) {
        byte[] packet = new byte[in.readUnsignedShort()];
        in.readBytes(packet);
        packets.add(packet);
      }
      return packets;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a receiver makes of packets that come some milliseconds apart.
  static Collected receive(PayloadFormat format, List<byte[]> packets) {
    Collected collected = new Collected();
    try (RtpReceiver receiver =
        new RtpReceiver(format, 1, new RtpSync(), 50 * PACKET_NANOS, collected)) {
      long now = 0;
      for (byte[] packet : packets) {
        receiver.read(Unpooled.wrappedBuffer(packet), now += PACKET_NANOS);
      }
      receiver.advance(Long.MAX_VALUE / 2);
      if (receiver.malformed() > 0) {
        throw new AssertionError("malformed", receiver.problem());
      }
    }
    return collected;
  }

  /// The packets with 5 % lost, some doubled, and neighbours in another order.
  static List<byte[]> damaged(List<byte[]> packets, long seed) {
    Random random = new Random(seed);
    List<byte[]> damaged = new ArrayList<>();
    for (byte[] packet : packets) {
      int dice = random.nextInt(100);
      if (dice >= 5) {
        damaged.add(packet);
      }
      if (dice >= 95) {
        damaged.add(packet);
      }
    }
    for (int i = 0; i + 1 < damaged.size(); i++) {
      if (random.nextInt(10) == 0) {
        Collections.swap(damaged, i, Math.min(damaged.size() - 1, i + 1 + random.nextInt(5)));
      }
    }
    return damaged;
  }
}
