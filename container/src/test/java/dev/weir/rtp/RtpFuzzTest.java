package dev.weir.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.vorbis.VorbisBlocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Any bytes are packets whose samples can be sent again, or are refused.
class RtpFuzzTest {
  private static final List<PayloadFormat> FORMATS =
      List.of(
          format("H264", 90_000),
          format("H265", 90_000),
          format("H265", 90_000, "sprop-max-don-diff", "1"),
          format("AV1", 90_000),
          format("VP8", 90_000),
          format("VP9", 90_000),
          format("MPV", 90_000),
          format("MPA", 90_000),
          format("AC3", 48_000),
          format("EAC3", 48_000),
          format("MP4A-LATM", 48_000, "config", "40002320"),
          format(
              "mpeg4-generic",
              48_000,
              "config",
              "1190",
              "sizelength",
              "13",
              "indexlength",
              "3",
              "indexdeltalength",
              "3"),
          format(
              "mpeg4-generic",
              48_000,
              "config",
              "1190",
              "sizelength",
              "8",
              "ctsdeltalength",
              "7",
              "auxiliarydatasizelength",
              "9"),
          format("L16", 48_000),
          format("mpa-robust", 90_000),
          // Last: the inputs that are kept choose by the number.
          format("VORBIS", 48_000),
          format("THEORA", 90_000),
          format("MP4A-LATM", 48_000, "cpresent", "1"));

  private static PayloadFormat format(String encoding, int rate, String... parameters) {
    return new PayloadFormat(96, encoding, rate, 1, FormatParameters.of(parameters));
  }

  /// Sends again whatever comes.
  private static final class Sending implements TrackSink, AutoCloseable {
    private final RtpPackets out = new RtpPackets(Unpooled.buffer());
    private @Nullable RtpSender sender;

    @Override
    public void track(Track track) {
      boolean receivedOnly =
          track.codec() instanceof Codec.Vorbis || track.codec() instanceof Codec.Theora;
      sender =
          receivedOnly
              ? null
              : new RtpSender(PayloadFormat.of(track.codec(), 96), track.codec(), 1, 200, 0, 0);
    }

    @Override
    public void sample(Sample sample) {
      out.clear();
      if (sender != null) {
        sender.write(sample, out);
      }
    }

    @Override
    public void close() {
      out.close();
    }
  }

  /// The first byte chooses a format; then payloads of one length byte each, whose top bit is the
  /// marker and whose next is a loss before it.
  @FuzzTest
  void anyPayloads(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    PayloadFormat format = FORMATS.get(Byte.toUnsignedInt(bytes[0]) % FORMATS.size());
    ByteBuf in = Unpooled.wrappedBuffer(bytes).skipBytes(1);
    ByteBuf packet = Unpooled.buffer();
    try (Sending sending = new Sending();
        RtpReceiver receiver = new RtpReceiver(format, 1, new RtpSync(), 0, sending)) {
      int sequence = 0;
      long time = 0;
      while (in.readableBytes() > 1) {
        int flags = in.readUnsignedShort();
        boolean marker = (flags & 0x8000) != 0;
        sequence += (flags & 0x4000) != 0 ? 2 : 1;
        int length = Math.min(flags & 0x3FFF, in.readableBytes());
        RtpPacket.writeHeader(marker, 96, sequence & 0xFFFF, time, 1, packet.clear());
        packet.writeBytes(in, length);
        receiver.read(packet, sequence * 1_000_000L);
        time += marker ? 3_000 : 0;
      }
    } catch (MediaException _) {
      // What cannot be sent again is refused.
    }
  }

  /// Packets after a length byte each.
  @FuzzTest
  void anyPackets(byte[] bytes) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    try (Sending sending = new Sending();
        RtpReceiver receiver = new RtpReceiver(FORMATS.get(0), 1, new RtpSync(), 10, sending)) {
      long now = 0;
      while (in.isReadable()) {
        int length = Math.min(in.readUnsignedByte(), in.readableBytes());
        ByteBuf packet = in.readSlice(length);
        receiver.read(packet, now++);
        walkExtensions(packet);
      }
      receiver.advance(Long.MAX_VALUE / 2);
      receiver.reception(now);
    } catch (MediaException _) {
      // What cannot be sent again is refused.
    }
  }

  private static void walkExtensions(ByteBuf bytes) {
    RtpPacket packet = new RtpPacket();
    try {
      packet.read(bytes);
    } catch (MediaException _) {
      return;
    }
    HeaderExtensions extensions = packet.extensions();
    while (extensions.next()) {
      packet.buffer().slice(extensions.index(), extensions.length());
    }
  }

  @FuzzTest
  void anyXiphConfigurations(byte[] bytes) {
    String base64 = Base64.getEncoder().encodeToString(bytes);
    for (boolean theora : new boolean[] {false, true}) {
      try {
        Codec codec = new XiphConfigurations(theora).putAll(base64).first();
        if (codec instanceof Codec.Vorbis vorbis) {
          new VorbisBlocks(vorbis).samples(Unpooled.wrappedBuffer(bytes));
        }
      } catch (MediaException _) {
        // The two ways to refuse.
      }
    }
  }

  @FuzzTest
  void anyRtcp(byte[] bytes) {
    ByteBuf out = Unpooled.buffer();
    try {
      RtcpReader.read(
          Unpooled.wrappedBuffer(bytes), packet -> RtcpWriter.write(packet, out.clear()));
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
