package dev.weir.ts;

import dev.weir.media.Octets;
import dev.weir.media.SampleDump;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The transport streams of the tests, and what can be done with them.
final class TsFiles {
  static final Path DIRECTORY = Path.of("src", "test", "resources", "ts");
  static final int VIDEO_PID = 0x101;
  static final int AUDIO_PID = 0x102;
  static final int MAP_PID = 0x1000;

  private TsFiles() {}

  static byte[] load(String name) {
    try {
      return Files.readAllBytes(DIRECTORY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads `stream` in one piece, to its end; how much was dropped.
  static long read(byte[] stream, TrackSink sink, int program) {
    try (TsDemuxer demuxer = new TsDemuxer(sink, program)) {
      demuxer.read(Unpooled.wrappedBuffer(stream));
      demuxer.end();
      return demuxer.dropped();
    }
  }

  static String dump(byte[] stream) {
    return dump(stream, TsDemuxer.ANY_PROGRAM);
  }

  static String dump(byte[] stream, int program) {
    StringBuilder text = new StringBuilder();
    read(stream, new SampleDump(text), program);
    return text.toString();
  }

  /// A second of 25 pictures, each a PES packet of two packets, and as many frames of sound.
  static List<byte[]> second() {
    TsMuxer muxer = new TsMuxer();
    ByteBuf out = Unpooled.buffer();
    muxer.track(TsMuxerTest.VIDEO, out);
    muxer.track(TsMuxerTest.AUDIO, out);
    for (int i = 0; i < 25; i++) {
      muxer.sample(TsMuxerTest.video(i * 40L, i == 0, 200 + i), out);
      muxer.sample(TsMuxerTest.audio(i * 40L, 100 + i), out);
    }
    return packets(out);
  }

  static List<byte[]> packets(ByteBuf stream) {
    List<byte[]> packets = new ArrayList<>();
    while (stream.isReadable()) {
      byte[] packet = new byte[TsPacket.BYTES];
      stream.readBytes(packet);
      packets.add(packet);
    }
    return packets;
  }

  static byte[] join(List<byte[]> packets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    packets.forEach(out::writeBytes);
    return out.toByteArray();
  }

  static int pid(byte[] packet) {
    return TsPacket.pid(TsPacket.header(Unpooled.wrappedBuffer(packet).getInt(0)));
  }

  /// The index of the `number`th packet of `pid` that starts a unit.
  static int start(List<byte[]> packets, int pid, int number) {
    int seen = 0;
    for (int i = 0; i < packets.size(); i++) {
      byte[] packet = packets.get(i);
      if (pid(packet) == pid && (packet[1] & 0x40) != 0 && seen++ == number) {
        return i;
      }
    }
    throw new AssertionError("no unit " + number + " on PID " + pid);
  }

  /// Packets of one section on `pid`.
  static List<byte[]> section(int pid, Octets section, int counter) {
    PidWriter writer = new PidWriter(pid);
    ByteBuf out = Unpooled.buffer();
    writer.section(section, out);
    List<byte[]> packets = packets(out);
    for (int i = 0; i < packets.size(); i++) {
      packets.get(i)[3] = (byte) ((packets.get(i)[3] & 0xF0) | ((counter + i) & 0x0F));
    }
    return packets;
  }

  static byte[] prefix(byte[] stream, int bytes) {
    return Arrays.copyOf(stream, Math.min(bytes, stream.length));
  }
}
