package dev.weir.bench.formats;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.rtp.FormatParameters;
import dev.weir.rtp.PayloadFormat;
import dev.weir.rtp.RtpPackets;
import dev.weir.rtp.RtpReceiver;
import dev.weir.rtp.RtpSender;
import dev.weir.rtp.RtpSync;
import dev.weir.ts.TsDemuxer;
import dev.weir.ts.TsMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What making RTP packets of samples costs, and samples of packets, beside a plain copy of the
/// packets.
final class PayloadRates {
  /// Titles of a line.
  static final String TITLES = "| RTP | MB | packets | " + Cost.COLUMNS + " |";

  private static final int SSRC = 1;
  private static final int DYNAMIC_TYPE = 96;
  private static final int MAX_PAYLOAD_BYTES = 1_188;
  private static final int MAX_TS_PAYLOAD_BYTES = 7 * 188;
  private static final int ROOM_BYTES = 1 << 20;

  // Of 48 kHz and two channels, as the recipe has it.
  private static final PayloadFormat LATM_FORMAT =
      new PayloadFormat(
          DYNAMIC_TYPE,
          "MP4A-LATM",
          48_000,
          2,
          FormatParameters.of("cpresent", "0", "config", "40002320"));

  private enum Row {
    H264(Recipe.H264_AAC, Codec.Kind.VIDEO),
    HEVC(Recipe.HEVC_AC3, Codec.Kind.VIDEO),
    AV1(Recipe.AV1_EAC3, Codec.Kind.VIDEO),
    VP8(Recipe.VP8_OPUS, Codec.Kind.VIDEO),
    VP9(Recipe.VP9_OPUS, Codec.Kind.VIDEO),
    MPEG2(Recipe.MPEG2_MP2, Codec.Kind.VIDEO),
    AAC(Recipe.H264_AAC, Codec.Kind.AUDIO),
    LATM(Recipe.H264_AAC, Codec.Kind.AUDIO),
    OPUS(Recipe.VP8_OPUS, Codec.Kind.AUDIO),
    MP3(Recipe.MP3, Codec.Kind.AUDIO),
    MP2(Recipe.MPEG2_MP2, Codec.Kind.AUDIO),
    AC3(Recipe.HEVC_AC3, Codec.Kind.AUDIO),
    EAC3(Recipe.AV1_EAC3, Codec.Kind.AUDIO),
    PCM(Recipe.PCM, Codec.Kind.AUDIO),
    MP2T(Recipe.H264_AAC, Codec.Kind.VIDEO);

    private final Recipe recipe;
    private final Codec.Kind kind;

    Row(Recipe recipe, Codec.Kind kind) {
      this.recipe = recipe;
      this.kind = kind;
    }

    Payload payload(Media media) {
      return switch (this) {
        case MP2T -> Payload.transportStream(media);
        case LATM -> Payload.of(media, media.first(kind), LATM_FORMAT);
        default -> {
          Track track = media.first(kind);
          yield Payload.of(media, track, PayloadFormat.of(track.codec(), DYNAMIC_TYPE));
        }
      };
    }
  }

  /// What is sent, and by and to whom.
  private record Payload(
      List<Sample> samples,
      Supplier<RtpSender> senders,
      Function<TrackSink, RtpReceiver> receivers) {

    static Payload of(Media media, Track track, PayloadFormat format) {
      return new Payload(
          media.samples().stream().filter(sample -> sample.trackId() == track.id()).toList(),
          () -> new RtpSender(format, track.codec(), SSRC, MAX_PAYLOAD_BYTES, 0, 0),
          sink -> new RtpReceiver(format, 1, new RtpSync(), 0, sink));
    }

    /// The receiver reads the stream, too.
    static Payload transportStream(Media media) {
      Muxer muxer = media.muxer(TsMuxer::new);
      List<Sample> packets = new ArrayList<>();
      for (Sample s : media.samples()) {
        ByteBuf muxed = Unpooled.buffer();
        muxer.sample(s, muxed);
        packets.add(new Sample(1, s.dtsMicros(), 0, true, muxed));
      }
      return new Payload(
          packets,
          () -> RtpSender.transportStream(SSRC, MAX_TS_PAYLOAD_BYTES, 0, 0),
          sink -> new RtpReceiver(PayloadFormat.transportStream(), 0, new TsDemuxer(sink)));
    }
  }

  private PayloadRates() {}

  /// The names of the lines.
  static List<String> names() {
    return Stream.of(Row.values()).map(Row::name).toList();
  }

  /// Prints the line of a name.
  static void measure(String name) throws IOException {
    Row row = Row.valueOf(name);
    Payload payload = row.payload(Media.of(row.recipe));
    try (RtpPackets packets = new RtpPackets();
        RtpPackets room = new RtpPackets()) {
      write(payload, packets, Integer.MAX_VALUE);
      ByteBuf bytes = packets.data();
      Cost copy = Cost.ofCopy(bytes);
      Counting once = new Counting();
      read(payload, packets, once);
      Counting sink = new Counting();
      Cost read = Cost.of(() -> read(payload, packets, sink));
      Cost write = Cost.of(() -> write(payload, room, ROOM_BYTES));
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f | %d | %s |%n",
          row.name().toLowerCase(Locale.ROOT),
          bytes.readableBytes() / 1e6,
          packets.count(),
          Cost.columns(bytes, copy, read, write, once.samples()));
    }
  }

  /// Each arrives at the time of its sample, more or less.
  private static void read(Payload payload, RtpPackets packets, TrackSink sink) {
    List<Sample> samples = payload.samples;
    long spanNanos = 1_000 * (samples.getLast().dtsMicros() - samples.getFirst().dtsMicros());
    try (RtpReceiver receiver = payload.receivers.apply(sink)) {
      ByteBuf packet = packets.data().duplicate();
      for (int i = 0; i < packets.count(); i++) {
        packet.setIndex(packets.start(i), packets.end(i));
        receiver.read(packet, spanNanos / packets.count() * i);
      }
      if (receiver.lost() + receiver.malformed() + receiver.dropped() > 0) {
        throw new IllegalStateException("packets were not read: " + receiver.problem());
      }
    }
  }

  private static void write(Payload payload, RtpPackets out, int roomBytes) {
    RtpSender sender = payload.senders.get();
    out.clear();
    for (int i = 0; i < payload.samples.size(); i++) {
      if (out.data().writerIndex() > roomBytes) {
        out.clear();
      }
      sender.write(payload.samples.get(i), out);
    }
  }
}
