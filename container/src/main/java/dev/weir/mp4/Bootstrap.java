package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a player of HTTP Dynamic Streaming needs to find fragments: an `abst` box (Adobe Flash
/// Video File Format Specification 10.1, C.3), with one `asrt` and one `afrt` in it.
///
/// ```
/// abst: |version, flags (32)|info version (32)|profile (2)|live (1)|update (1)|0 (4)|
///       |timescale (32)|current time (64)|SMPTE offset (64)|movie, ended by 0|
///       |servers (8)| {address, 0} |qualities (8)| {name, 0} |DRM data, 0|metadata, 0|
///       |segment run tables (8)| asrt |fragment run tables (8)| afrt
/// asrt: |version, flags (32)|qualities (8)|{name, 0}|entries (32)|
///       {|first segment (32)|fragments in each (32)|}
/// afrt: |version, flags (32)|timescale (32)|qualities (8)|{name, 0}|entries (32)|
///       {|first fragment (32)|its time (64)|duration of each (32)|, if that is 0: |what (8)|}
/// ```
///
/// @param version rises with every change
/// @param live whether more fragments come
/// @param update whether it tells only what came to an earlier one
/// @param timescale of all times, ticks in a second
/// @param currentTime where the presentation's newest end is
/// @param segments the runs of segments
/// @param fragments the runs of fragments
public record Bootstrap(
    int version,
    boolean live,
    boolean update,
    long timescale,
    long currentTime,
    List<SegmentRun> segments,
    List<FragmentRun> fragments) {
  private static final int LIVE = 0x20;
  private static final int UPDATE = 0x10;
  private static final int MIN_SEGMENT_RUN_BYTES = 8;
  private static final int MIN_FRAGMENT_RUN_BYTES = 16;

  /// Segments of so many fragments each.
  ///
  /// @param first number of the first of them
  public record SegmentRun(long first, long fragments) {}

  /// Fragments of one duration, or a break.
  ///
  /// @param first number of the first of them
  /// @param time of that one
  /// @param duration of each, or 0 if this is a break
  /// @param gap what a break is; null if this is none
  public record FragmentRun(long first, long time, long duration, @Nullable Break gap) {
    /// Fragments.
    public static FragmentRun of(long first, long time, long duration) {
      return new FragmentRun(first, time, duration, null);
    }

    /// A break before fragment `first`, which is at `time`.
    public static FragmentRun breaking(long first, long time, Break gap) {
      return new FragmentRun(first, time, 0, gap);
    }
  }

  /// What a run without duration says (discontinuityIndicator).
  public enum Break {
    /// Nothing follows.
    END(0),
    /// Numbers are left out.
    NUMBERS(1),
    /// Times do not go on.
    TIMES(2),
    /// Neither numbers nor times go on.
    NUMBERS_AND_TIMES(3);

    private final int code;

    Break(int code) {
      this.code = code;
    }

    static Break of(int code) {
      for (Break kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new MalformedMediaException(
          "Box 'afrt': a discontinuity of kind %d, allowed are 0..3".formatted(code));
    }
  }

  /// Copies the lists.
  public Bootstrap {
    segments = List.copyOf(segments);
    fragments = List.copyOf(fragments);
  }

  /// Appends the box.
  public void write(ByteBuf out) {
    int box = BoxWriter.begin("abst", 0, 0, out);
    out.writeInt(version).writeByte((live ? LIVE : 0) | (update ? UPDATE : 0));
    out.writeInt((int) timescale).writeLong(currentTime).writeLong(0);
    out.writeByte(0).writeByte(0).writeByte(0); // no movie's name, servers, qualities
    out.writeByte(0).writeByte(0); // neither DRM data nor metadata
    out.writeByte(1);
    writeSegments(out);
    out.writeByte(1);
    writeFragments(out);
    BoxWriter.end(box, out);
  }

  private void writeSegments(ByteBuf out) {
    int asrt = BoxWriter.begin("asrt", 0, 0, out);
    out.writeByte(0).writeInt(segments.size());
    for (SegmentRun run : segments) {
      out.writeInt((int) run.first()).writeInt((int) run.fragments());
    }
    BoxWriter.end(asrt, out);
  }

  private void writeFragments(ByteBuf out) {
    int afrt = BoxWriter.begin("afrt", 0, 0, out);
    out.writeInt((int) timescale).writeByte(0).writeInt(fragments.size());
    for (FragmentRun run : fragments) {
      out.writeInt((int) run.first()).writeLong(run.time()).writeInt((int) run.duration());
      if (run.duration() == 0) {
        out.writeByte(run.gap() == null ? 0 : run.gap().code);
      }
    }
    BoxWriter.end(afrt, out);
  }

  /// Reads the first box of `in`, which must be an `abst`; moves the index of `in` behind it.
  ///
  /// @throws MalformedMediaException if it is none, or a size or count in it lies
  public static Bootstrap read(ByteBuf in) {
    BoxBody box = new BoxReader("a bootstrap", in).next();
    if (box == null || !box.name().equals("abst")) {
      throw new MalformedMediaException("Bootstrap: it does not start with a box 'abst'");
    }
    box.version();
    int version = box.signedInt();
    int flags = box.unsignedByte();
    long timescale = box.unsignedInt();
    long currentTime = box.signedLong();
    box.skip(Long.BYTES).text();
    skipTexts(box); // servers
    skipTexts(box); // qualities
    box.text();
    box.text();
    List<SegmentRun> segments = new ArrayList<>();
    readTables(box, "asrt", run -> readSegments(run, segments));
    List<FragmentRun> fragments = new ArrayList<>();
    readTables(box, "afrt", run -> readFragments(run, fragments));
    return new Bootstrap(
        version,
        (flags & LIVE) != 0,
        (flags & UPDATE) != 0,
        timescale,
        currentTime,
        segments,
        fragments);
  }

  private static void skipTexts(BoxBody box) {
    for (int left = box.unsignedByte(); left > 0; left--) {
      box.text();
    }
  }

  /// Of several tables, which are for different qualities, the first.
  private static void readTables(BoxBody box, String name, Consumer<BoxBody> reader) {
    int count = box.unsignedByte();
    for (int i = 0; i < count; i++) {
      BoxBody table = box.box();
      if (table == null || !table.name().equals(name)) {
        throw new MalformedMediaException(
            "Box 'abst': table %d of %d is no '%s'".formatted(i + 1, count, name));
      }
      if (i == 0) {
        reader.accept(table);
      }
    }
  }

  private static void readSegments(BoxBody asrt, List<SegmentRun> runs) {
    asrt.version();
    skipTexts(asrt);
    for (long left = count(asrt, MIN_SEGMENT_RUN_BYTES); left > 0; left--) {
      runs.add(new SegmentRun(asrt.unsignedInt(), asrt.unsignedInt()));
    }
  }

  private static void readFragments(BoxBody afrt, List<FragmentRun> runs) {
    afrt.version();
    afrt.unsignedInt();
    skipTexts(afrt);
    for (long left = count(afrt, MIN_FRAGMENT_RUN_BYTES); left > 0; left--) {
      long first = afrt.unsignedInt();
      long time = afrt.signedLong();
      long duration = afrt.unsignedInt();
      Break gap = duration == 0 ? Break.of(afrt.unsignedByte()) : null;
      runs.add(new FragmentRun(first, time, duration, gap));
    }
  }

  private static long count(BoxBody table, int entryBytes) {
    long count = table.unsignedInt();
    if (count > table.remaining() / entryBytes) {
      throw new MalformedMediaException(
          "Box '%s': %d entries, but %d bytes are left"
              .formatted(table.name(), count, table.remaining()));
    }
    return count;
  }
}
