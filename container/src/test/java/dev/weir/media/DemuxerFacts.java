package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.SplitInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

/// What holds for every [Demuxer], and how tests read with one.
public final class DemuxerFacts {
  private static final TrackSink NOBODY = TrackSink.ofSamples(_ -> {});

  private static final int START_BYTES = 200; // where the headers are

  private DemuxerFacts() {}

  /// The bytes of a file below `src/test/resources`.
  public static byte[] load(String name) {
    try {
      return Files.readAllBytes(Path.of("src", "test", "resources").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads all of `input` in one piece, and its end.
  public static void read(byte[] input, TrackSink sink, Function<TrackSink, Demuxer> readers) {
    ByteBuf piece = Unpooled.wrappedBuffer(input);
    try (Demuxer reader = readers.apply(sink)) {
      reader.read(piece);
      reader.end();
    } finally {
      piece.release();
    }
  }

  /// The dump of all of `input`.
  public static String dump(byte[] input, Function<TrackSink, Demuxer> readers) {
    StringBuilder text = new StringBuilder();
    read(input, new SampleDump(text), readers);
    return text.toString();
  }

  /// Reads `input` byte by byte and cut at every place; each time the dump must be the same.
  public static void readsTheSameInPieces(byte[] input, Function<TrackSink, Demuxer> readers) {
    String whole = dump(input, readers);
    SplitInput.inEveryWay(
        input, () -> new Pieces(readers), dump -> assertThat(dump).isEqualTo(whole));
  }

  private static final class Pieces implements SplitInput.Subject {
    private final StringBuilder text = new StringBuilder();
    private final Demuxer reader;

    Pieces(Function<TrackSink, Demuxer> readers) {
      reader = readers.apply(new SampleDump(text));
    }

    @Override
    public void feed(ByteBuf piece) {
      reader.read(piece);
    }

    @Override
    public Object result() {
      reader.end();
      reader.close();
      return text.toString();
    }
  }

  /// What is cut off anywhere gives the start of what the whole does.
  public static void readsTheStartOfWhatIsCutAnywhere(
      byte[] input, Function<TrackSink, Demuxer> readers) {
    String whole = dump(input, readers);
    for (int length = 0; length < input.length; length++) {
      StringBuilder text = new StringBuilder();
      try (Demuxer reader = readers.apply(new SampleDump(text))) {
        reader.read(Unpooled.wrappedBuffer(input, 0, length));
        assertThat(whole).startsWith(text);
        reader.end();
      }
    }
  }

  /// Cuts `input` off after every byte and turns bits at random: nothing but media exceptions.
  public static void refusesDamageWithMediaExceptions(
      byte[] input, int copies, Function<TrackSink, Demuxer> readers) {
    for (int length = 0; length < input.length; length++) {
      attempt(Arrays.copyOf(input, length), readers);
    }
    refusesTurnedBits(input, copies, readers);
  }

  /// Turns bits at random, every other time near the start: nothing but media exceptions.
  public static void refusesTurnedBits(
      byte[] input, int copies, Function<TrackSink, Demuxer> readers) {
    Random random = new Random(20171);
    for (int i = 0; i < copies; i++) {
      byte[] damaged = input.clone();
      int among = i % 2 == 0 ? damaged.length : Math.min(START_BYTES, damaged.length);
      for (int flip = 0; flip < 1 + i % 8; flip++) {
        damaged[random.nextInt(among)] ^= (byte) (1 << random.nextInt(8));
      }
      attempt(damaged, readers);
    }
  }

  private static void attempt(byte[] input, Function<TrackSink, Demuxer> readers) {
    try {
      read(input, NOBODY, readers);
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }

  /// Resumes at the position of some samples: the rest of the dump follows from there.
  public static void resumesAtEverySample(byte[] input, Function<TrackSink, Demuxer> readers) {
    List<Long> positions = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Demuxer[] reader = new Demuxer[1];
    reader[0] =
        readers.apply(
            TrackSink.ofSamples(sample -> {
              positions.add(reader[0].position());
              new SampleDump(text).sample(sample);
            }));
    try (Demuxer subject = reader[0]) {
      subject.read(Unpooled.wrappedBuffer(input));
      subject.end();
      lines.addAll(text.toString().lines().toList());
      List<Long> from = List.copyOf(positions);
      for (int i = 0; i < from.size(); i += 1 + from.size() / 40) {
        text.setLength(0);
        int start = from.get(i).intValue();
        subject.resume(start);
        subject.read(Unpooled.wrappedBuffer(input, start, input.length - start));
        subject.end();
        assertThat(text.toString().lines()).as("from %d", start).contains(lines.get(i));
        if (lines.stream().allMatch(line -> line.startsWith("1 "))) {
          assertThat(String.join("\n", lines)).endsWith(tail(text, lines.size() - i));
        }
      }
    }
  }

  /// From the position of each sample on the same samples come, and nothing else, but for their
  /// times, which the format does not say.
  public static void resumesWithoutTimes(byte[] input, Function<TrackSink, Demuxer> readers) {
    List<String> lines = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    Demuxer[] reader = new Demuxer[1];
    reader[0] =
        readers.apply(
            TrackSink.ofSamples(sample -> {
              StringBuilder text = new StringBuilder();
              new SampleDump(text).sample(sample);
              lines.add(text.substring(text.indexOf(" pts ") + " pts 0.000000".length()));
              positions.add(reader[0].position());
            }));
    try (Demuxer subject = reader[0]) {
      subject.read(Unpooled.wrappedBuffer(input));
      subject.end();
      List<String> whole = List.copyOf(lines);
      List<Long> all = List.copyOf(positions);
      for (int first = 0; first < whole.size(); first++) {
        lines.clear();
        positions.clear();
        int from = all.get(first).intValue();
        subject.resume(from);
        subject.read(Unpooled.wrappedBuffer(input, from, input.length - from));
        subject.end();
        assertThat(lines).isEqualTo(whole.subList(first, whole.size()));
        assertThat(positions).isEqualTo(all.subList(first, all.size()));
      }
    }
  }

  private static String tail(CharSequence text, int count) {
    List<String> lines = text.toString().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }

  /// Reads `input` twice: the tracks are told to the muxer first, then it writes header and
  /// samples.
  public static byte[] remux(byte[] input, Muxer muxer, Function<TrackSink, Demuxer> readers) {
    return remux(input, muxer, readers, _ -> {});
  }

  /// The same, with `end` for what follows the last sample.
  public static byte[] remux(
      byte[] input, Muxer muxer, Function<TrackSink, Demuxer> readers, Consumer<ByteBuf> end) {
    ByteBuf out = Unpooled.buffer();
    try {
      read(input, new Writing(muxer, out, true), readers);
      out.clear();
      muxer.header(out);
      read(input, new Writing(muxer, out, false), readers);
      end.accept(out);
      return Octets.copyOf(out).toByteArray();
    } finally {
      out.release();
    }
  }

  private record Writing(Muxer muxer, ByteBuf out, boolean tracks) implements TrackSink {
    @Override
    public void track(Track track) {
      if (tracks) {
        muxer.track(track, out);
      }
    }

    @Override
    public void sample(Sample sample) {
      if (!tracks) {
        muxer.sample(sample, out);
      }
    }
  }

  /// Reads `input` and writes what comes with `muxer`, as a fuzz target does.
  public static void readAndWrite(byte[] input, Muxer muxer, Function<TrackSink, Demuxer> readers) {
    ByteBuf out = Unpooled.buffer();
    TrackSink sink =
        new TrackSink() {
          @Override
          public void track(Track track) {
            muxer.track(track, out.clear());
            muxer.header(out);
          }

          @Override
          public void sample(Sample sample) {
            muxer.sample(sample, out.clear());
          }
        };
    try {
      read(input, sink, readers);
      muxer.header(out.clear());
    } catch (MediaException _) {
      // The two ways to refuse.
    } finally {
      out.release();
    }
  }
}
