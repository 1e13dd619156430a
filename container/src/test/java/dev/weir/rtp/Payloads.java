package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// Payloads of one format as hexadecimal text, both ways. `*` before one is the marker; of those to
/// be read, `|` means that the next has another timestamp, and `lost` that one before it is
/// missing.
final class Payloads {
  private static final int SSRC = 7;

  private final PayloadFormat format;
  private final Codec codec;
  private final List<Codec> codecs = new ArrayList<>();
  private final List<Boolean> keyframes = new ArrayList<>();

  Payloads(PayloadFormat format, Codec codec) {
    this.format = format;
    this.codec = codec;
  }

  /// What the sample becomes, without headers; blanks in the expected text are for people.
  List<String> write(boolean keyframe, int maxPayloadBytes, String sample) {
    RtpSender sender = new RtpSender(format, codec, SSRC, maxPayloadBytes, 1, 0);
    List<String> payloads = new ArrayList<>();
    try (RtpPackets out = new RtpPackets(Unpooled.buffer())) {
      ByteBuf payload = Unpooled.wrappedBuffer(Octets.ofHex(sample).toByteArray());
      sender.write(new Sample(1, 0, 0, keyframe, payload), out);
      RtpPacket packet = new RtpPacket();
      for (int i = 0; i < out.count(); i++) {
        packet.read(out.data().slice(out.start(i), out.end(i) - out.start(i)));
        Octets bytes = Octets.copyOf(packet.buffer(), packet.payloadIndex(), packet.payloadBytes());
        payloads.add((packet.marker() ? "*" : "") + bytes.toHex());
      }
    }
    return payloads;
  }

  /// The frames that the payloads make.
  List<String> read(String... payloads) {
    codecs.clear();
    keyframes.clear();
    List<String> frames = new ArrayList<>();
    FrameSink sink =
        new FrameSink() {
          @Override
          public void codec(Codec found) {
            codecs.add(found);
          }

          @Override
          public void frame(long rtpTime, boolean keyframe, ByteBuf payload) {
            keyframes.add(keyframe);
            frames.add(Octets.copyOf(payload).toHex());
          }
        };
    try (Depacketizer depacketizer = Depacketizers.of(format, sink)) {
      long time = 0;
      for (String payload : payloads) {
        switch (payload) {
          case "|" -> time += 3_600;
          case "lost" -> depacketizer.lost();
          default -> depacketizer.read(packet(payload, time), time);
        }
      }
    }
    return frames;
  }

  private RtpPacket packet(String payload, long time) {
    ByteBuf bytes = Unpooled.buffer();
    boolean marker = payload.startsWith("*");
    RtpPacket.writeHeader(marker, format.payloadType(), 1, time, SSRC, bytes);
    Octets.ofHex(marker ? payload.substring(1) : payload).writeTo(bytes);
    RtpPacket packet = new RtpPacket();
    packet.read(bytes);
    return packet;
  }

  List<Codec> codecs() {
    return codecs;
  }

  List<Boolean> keyframes() {
    return keyframes;
  }
}
