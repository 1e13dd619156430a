package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// What holds for every reader of a format of one track.
public final class ReaderChecks {
  private final Function<TrackSink, Demuxer> format;
  private final byte[] file;

  /// Checks the readers that `format` makes with a file of the test resources.
  public ReaderChecks(String name, Function<TrackSink, Demuxer> format) {
    this.format = format;
    this.file = DemuxerFacts.load(name);
  }

  /// All that the file holds.
  public String dump() {
    return dump(file);
  }

  /// All that `bytes` hold.
  public String dump(byte[] bytes) {
    return DemuxerFacts.dump(bytes, format);
  }

  /// The bytes of the file.
  public byte[] bytes() {
    return file.clone();
  }

  /// Whole, byte by byte, and cut in two at every place of the first `bytes`, all is the same.
  public void readsTheSameInPiecesOfAnySize(int bytes) {
    DemuxerFacts.readsTheSameInPieces(Arrays.copyOf(file, Math.min(bytes, file.length)), format);
  }

  /// A file that is cut anywhere gives the start of what the whole file does.
  public void readsTheStartOfAFileThatIsCutAnywhere() {
    String whole = dump();
    for (int length = 0; length < file.length; length++) {
      StringBuilder text = new StringBuilder();
      try (Demuxer demuxer = format.apply(new SampleDump(text))) {
        demuxer.read(Unpooled.wrappedBuffer(file, 0, length));
        assertThat(whole).startsWith(text);
        demuxer.end();
      }
    }
  }

  /// Files with bits turned are read or refused.
  public void refusesDamageOnlyWithAMediaException(int copies) {
    Random random = new Random(7);
    for (int i = 0; i < copies; i++) {
      byte[] damaged = file.clone();
      for (int flip = 0; flip < 1 + i % 8; flip++) {
        int among = i % 2 == 0 ? damaged.length : Math.min(200, damaged.length);
        damaged[random.nextInt(among)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        dump(damaged);
      } catch (MediaException _) {
        // The two ways to refuse.
      }
    }
  }

  /// From the position of each sample on, the same samples come, but for their times.
  public void resumesAtEverySample() {
    List<String> lines = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    Demuxer[] reader = new Demuxer[1];
    reader[0] =
        format.apply(
            new TrackSink() {
              @Override
              public void track(Track track) {}

              @Override
              public void sample(Sample sample) {
                StringBuilder text = new StringBuilder();
                new SampleDump(text).sample(sample);
                lines.add(text.substring(text.indexOf(" pts ") + " pts 0.000000".length()));
                positions.add(reader[0].position());
              }
            });
    try (Demuxer demuxer = reader[0]) {
      demuxer.read(Unpooled.wrappedBuffer(file));
      demuxer.end();
      List<String> whole = List.copyOf(lines);
      List<Long> all = List.copyOf(positions);
      for (int first = 0; first < whole.size(); first++) {
        lines.clear();
        positions.clear();
        int from = all.get(first).intValue();
        demuxer.resume(from);
        demuxer.read(Unpooled.wrappedBuffer(file, from, file.length - from));
        demuxer.end();
        assertThat(lines).isEqualTo(whole.subList(first, whole.size()));
        assertThat(positions).isEqualTo(all.subList(first, all.size()));
      }
    }
  }
}
