package dev.weir.ts;

import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// One program on its way into packets: its streams, its tables and its clock.
///
/// The clock reference travels on the PID of the first video track, or of the first audio track if
/// there is no video. It goes with that track's own samples; where they are too far apart, packets
/// that hold nothing else are put between. Not thread-safe. A sample allocates nothing once the
/// buffer for PES packets has grown to the size of the largest.
final class TsProgram {
  // ISO/IEC 13818-1 2.7.2 allows 100 ms between clock references; DVB asks for 40.
  private static final long CLOCK_STEP = 40 * 90;
  private static final long MAX_CLOCK_GAP = 80 * 90;
  private static final long MIN_CLOCK_GAP = 20 * 90;
  // A longer pause is a jump, which is not filled.
  private static final long MAX_FILLED_GAP = 10 * 90_000;

  private static final int VERSION_RANGE = 32;

  private final PidWriter patWriter = new PidWriter(ProgramTables.PAT_PID);
  private final PidWriter pmtWriter = new PidWriter(ProgramTables.PMT_PID);
  private final Octets pat = ProgramTables.association();
  private final ByteBuf unit = Unpooled.buffer(1 << 14); // on the heap: nobody releases it

  // Both change with a track, and stay parallel.
  private final List<ElementaryStream> streams = new ArrayList<>();
  private final List<PidWriter> writers = new ArrayList<>();
  private Octets pmt = Octets.EMPTY;
  private int version;
  private PidWriter clockWriter = new PidWriter(ProgramTables.NO_PID);

  private long clock; // the last reference written, unwrapped
  private boolean clockRuns;

  /// Takes a new or changed track; true if the program map is another now.
  ///
  /// @throws dev.weir.media.UnsupportedMediaException if the track cannot be carried
  boolean put(Track track) {
    ElementaryStream stream = ElementaryStream.of(track);
    int index = indexOf(stream.pid());
    if (index >= 0) {
      streams.set(index, stream);
    } else {
      streams.add(stream);
      writers.add(new PidWriter(stream.pid()));
    }
    clockWriter = chooseClock();
    Octets before = pmt;
    pmt = ProgramTables.map(streams, clockWriter.pid(), version);
    return !pmt.equals(before);
  }

  private PidWriter chooseClock() {
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).video()) {
        return writers.get(i);
      }
    }
    for (int i = 0; i < streams.size(); i++) {
      if (streams.get(i).audio()) {
        return writers.get(i);
      }
    }
    return new PidWriter(ProgramTables.NO_PID);
  }

  /// Sets version_number, modulo 32.
  void version(int newVersion) {
    version = Math.floorMod(newVersion, VERSION_RANGE);
    pmt = ProgramTables.map(streams, clockWriter.pid(), version);
  }

  int version() {
    return version;
  }

  /// The program map section as it is now.
  Octets map() {
    return pmt;
  }

  /// Forgets all tracks, counters and the clock.
  void reset() {
    streams.clear();
    writers.clear();
    patWriter.reset();
    pmtWriter.reset();
    version = 0;
    clockRuns = false;
  }

  /// Appends the tables.
  void tables(ByteBuf out) {
    patWriter.section(pat, out);
    pmtWriter.section(pmt, out);
  }

  /// Appends the tables with the counters that come right before those of the next [#tables], and
  /// counts nothing.
  void tablesAgain(ByteBuf out) {
    PidWriter patAgain = patWriter.copy();
    PidWriter pmtAgain = pmtWriter.copy();
    patAgain.rewind(PidWriter.packetsOf(pat));
    pmtAgain.rewind(PidWriter.packetsOf(pmt));
    patAgain.section(pat, out);
    pmtAgain.section(pmt, out);
  }

  /// Repeats each table until its packets are a multiple of 16.
  void fillTables(ByteBuf out) {
    while (patWriter.missingPackets() > 0) {
      patWriter.section(pat, out);
    }
    while (pmtWriter.missingPackets() > 0) {
      pmtWriter.section(pmt, out);
    }
  }

  /// Whether `sample` is a keyframe of a video track.
  boolean isVideoKeyframe(Sample sample) {
    return sample.keyframe() && stream(sample).video();
  }

  private ElementaryStream stream(Sample sample) {
    return streams.get(indexOfTrack(sample));
  }

  private int indexOfTrack(Sample sample) {
    int index = indexOf(ElementaryStream.pidOf(sample.trackId()));
    if (index < 0) {
      throw new IllegalStateException("sample of track " + sample.trackId() + ", not announced");
    }
    return index;
  }

  private int indexOf(int pid) {
    for (int i = 0; i < writers.size(); i++) {
      if (writers.get(i).pid() == pid) {
        return i;
      }
    }
    return -1;
  }

  /// Makes the sample a PES packet, or a section behind its pointer_field, for [#write]. Whatever
  /// can be wrong with it shows here, before anything is written or counted.
  ///
  /// @throws dev.weir.media.MalformedMediaException if the payload is not in the codec's form
  void assemble(Sample sample) {
    ElementaryStream stream = stream(sample);
    unit.clear();
    if (stream.sections()) {
      unit.writeByte(0); // pointer_field
      stream.form().write(sample, unit);
      while (unit.readableBytes() < PidWriter.COUNTER_RANGE) {
        unit.writeByte(0xFF);
      }
      return;
    }
    unit.writerIndex(PesHeader.reserve()).readerIndex(PesHeader.reserve());
    stream.form().write(sample, unit);
    PesHeader.putBefore(
        unit,
        stream.streamId(),
        TsClock.ticks(sample.ptsMicros()),
        TsClock.ticks(sample.dtsMicros()),
        stream.video());
  }

  /// Appends the sample that was assembled last.
  ///
  /// @param toMultiple whether the packets of its PID must become a multiple of 16 with it
  void write(Sample sample, boolean toMultiple, ByteBuf out) {
    int index = indexOfTrack(sample);
    PidWriter writer = writers.get(index);
    long pcr = clock(sample, writer, out);
    boolean video = streams.get(index).video();
    boolean randomAccess = sample.keyframe() && (video || pcr != PidWriter.NO_PCR);
    writer.unit(unit, randomAccess, pcr, toMultiple, out);
  }

  /// Appends the clock references that are due before the sample; the one that goes into the
  /// sample's own first packet is the result.
  private long clock(Sample sample, PidWriter writer, ByteBuf out) {
    if (clockWriter.pid() == ProgramTables.NO_PID) {
      return PidWriter.NO_PCR;
    }
    long now = TsClock.ticks(sample.dtsMicros()) - TsClock.LEAD;
    boolean own = writer == clockWriter;
    if (!clockRuns || Math.abs(now - clock) > MAX_FILLED_GAP) {
      clockRuns = true;
      clock = now;
      return own ? TsClock.wrapped(now) : clockAlone(out);
    }
    long allowed = own ? MAX_CLOCK_GAP : CLOCK_STEP;
    while (now - clock > allowed) {
      clock += CLOCK_STEP;
      clockAlone(out);
    }
    long gap = now - clock;
    if (!own || gap < (sample.keyframe() ? 1 : MIN_CLOCK_GAP)) {
      return PidWriter.NO_PCR;
    }
    clock = now;
    return TsClock.wrapped(clock);
  }

  private long clockAlone(ByteBuf out) {
    clockWriter.clock(TsClock.wrapped(clock), out);
    return PidWriter.NO_PCR;
  }
}
