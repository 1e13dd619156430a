package dev.weir.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.aac.AdtsHeader;
import dev.weir.h26x.AnnexBWriter;
import dev.weir.media.Codec;
import dev.weir.media.Sample;
import dev.weir.media.SampleDump;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// PES packets that begin and end anywhere in the elementary stream, as some encoders make them.
class TsPacketizationTest {
  private static final int FRAMES = 60;

  /// An elementary stream, and where its units begin.
  private static final class Elementary {
    private final ByteBuf bytes = Unpooled.buffer();
    private final List<Integer> starts = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();

    void unit(long micros, Runnable write) {
      starts.add(bytes.writerIndex());
      times.add(TsClock.ticks(micros));
      write.run();
    }

    /// The stream in packets of `size` bytes of data, each with the time of the first unit that
    /// begins in it.
    void packetize(int size, int streamId, int pid, ByteBuf out) {
      PidWriter writer = new PidWriter(pid);
      for (int from = 0; from < bytes.writerIndex(); from += size) {
        int to = Math.min(from + size, bytes.writerIndex());
        ByteBuf packet = Unpooled.buffer();
        packet.writeZero(PesHeader.reserve()).skipBytes(PesHeader.reserve());
        packet.writeBytes(bytes, from, to - from);
        long time = timeOfFirst(from, to);
        PesHeader.putBefore(packet, streamId, Math.max(0, time), Math.max(0, time), true);
        int flags = packet.readerIndex() + 6;
        packet.setByte(flags, 0x80); // not aligned
        if (time < 0) {
          packet.setByte(flags + 1, 0); // no time: its bytes are stuffing now
        }
        writer.unit(packet, false, PidWriter.NO_PCR, false, out);
      }
    }

    private long timeOfFirst(int from, int to) {
      for (int i = 0; i < starts.size(); i++) {
        if (starts.get(i) >= from && starts.get(i) < to) {
          return times.get(i);
        }
      }
      return -1;
    }
  }

  private static Sample picture(int number) {
    ByteBuf unit = Unpooled.buffer();
    int bytes = 50 + (number * 37) % 300;
    unit.writeInt(bytes).writeByte(number % 20 == 0 ? 0x65 : 0x41);
    for (int i = 1; i < bytes; i++) {
      unit.writeByte(0x80 | (i * number));
    }
    return new Sample(1, number * 40_000L, 0, number % 20 == 0, unit);
  }

  private static Sample sound(int number) {
    ByteBuf frame = Unpooled.buffer();
    for (int i = 0; i < 40 + (number * 53) % 200; i++) {
      frame.writeByte(i * number);
    }
    return new Sample(2, Math.round(number * 64_000 / 3.0), 0, true, frame);
  }

  private static String expected() {
    StringBuilder text = new StringBuilder();
    SampleDump dump = new SampleDump(text);
    for (int i = 0; i < FRAMES; i++) {
      dump.sample(picture(i));
    }
    for (int i = 0; i < FRAMES; i++) {
      dump.sample(sound(i));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 64, 100, 150, 200, 333, 500, 1000, 1234, 4000})
  void unitsAreFoundWithTheirTimesWhereverPacketsBegin(int size) {
    Elementary video = new Elementary();
    Elementary audio = new Elementary();
    AnnexBWriter annexB = AnnexBWriter.of((Codec.Avc) TsMuxerTest.VIDEO.codec());
    AdtsHeader adts = AdtsHeader.of((Codec.Aac) TsMuxerTest.AUDIO.codec());
    for (int i = 0; i < FRAMES; i++) {
      Sample picture = picture(i);
      video.unit(picture.dtsMicros(), () -> annexB.write(picture, video.bytes));
      Sample sound = sound(i);
      audio.unit(
          sound.dtsMicros(),
          () -> {
            adts.write(sound.payload().readableBytes(), audio.bytes);
            audio.bytes.writeBytes(sound.payload());
          });
    }
    ByteBuf out = Unpooled.buffer();
    TsMuxer muxer = new TsMuxer();
    muxer.track(TsMuxerTest.VIDEO, out);
    muxer.track(TsMuxerTest.AUDIO, out);
    muxer.sample(new Sample(2, 0, 0, true, Unpooled.buffer(1).writeByte(0)), out);
    out.writerIndex(out.readerIndex() + 2 * TsPacket.BYTES); // the tables alone
    video.packetize(size, 0xE0, TsFiles.VIDEO_PID, out);
    audio.packetize(size, 0xC0, TsFiles.AUDIO_PID, out);
    List<String> samples =
        TsFiles.dump(TsFiles.join(TsFiles.packets(out)))
            .lines()
            .filter(line -> !line.startsWith("track"))
            .sorted(Comparator.comparingInt(line -> line.charAt(0)))
            .toList();
    assertThat(samples).containsExactlyElementsOf(expected().lines().toList());
  }
}
