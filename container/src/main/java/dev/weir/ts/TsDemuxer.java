package dev.weir.ts;

import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads one program of an MPEG transport stream (ISO/IEC 13818-1) from a file, a process or
/// datagrams, in pieces of any size.
///
/// ```
/// bytes → packets ([PacketSync]) → one PID each ([PidState])
///   PID 0 and those in it → sections → which program, which streams ([Programs])
///   streams of the program → PES packets → frames and access units → samples
/// ```
///
/// Packets of 188, 192 and 204 bytes are found by their sync bytes, again after garbage. Whatever
/// is damaged, missing or scrambled costs the samples that it was part of. Tracks are numbered in
/// the order of the program map. Times are those of the stream, less what [TsClock#ORIGIN] adds.
/// Not thread-safe; [#close] gives back the memory.
public final class TsDemuxer implements Demuxer {
  /// Reads the first program that has anything to see or to hear.
  public static final int ANY_PROGRAM = Programs.ANY;

  private final PacketSync sync = new PacketSync(this::packets);
  private final @Nullable PidState[] pids = new PidState[TsPacket.PIDS];
  private final Programs programs;
  private final ProgramStreams streams;
  private final TsProgress progress = new TsProgress();

  private @Nullable ProgramMap map; // in force
  private Set<Integer> mapPids = Set.of(); // where sections are read

  /// Reads [#ANY_PROGRAM].
  public TsDemuxer(TrackSink sink) {
    this(sink, ANY_PROGRAM);
  }

  /// Gives what it reads to `sink`.
  ///
  /// @param program its program_number, or [#ANY_PROGRAM]
  public TsDemuxer(TrackSink sink, int program) {
    this.programs = new Programs(program);
    this.streams = new ProgramStreams(sink, progress);
    pids[ProgramTables.PAT_PID] = new PidState(sections(this::association));
  }

  @Override
  public void read(ByteBuf piece) {
    sync.read(piece);
  }

  @Override
  public void end() {
    sync.end();
    streams.end();
  }

  @Override
  public long position() {
    return progress.samplePosition;
  }

  @Override
  public void resume(long position) {
    sync.restart(position);
    Stream.of(pids).filter(Objects::nonNull).forEach(PidState::restart);
  }

  @Override
  public long dropped() {
    return progress.dropped;
  }

  @Override
  public void close() {
    sync.close();
    Stream.of(pids).filter(Objects::nonNull).forEach(state -> state.reader().close());
  }

  private void packets(int header, ByteBuf in, int at, int stride, int count, long position) {
    PidState state = pids[TsPacket.pid(header)];
    if (state != null && state.packets(header, in, at, stride, count, position)) {
      progress.dropped++;
    }
  }

  /// Takes a table.
  private interface Table {
    void read(ByteBuf section);
  }

  private SectionReader sections(Table table) {
    return new SectionReader(
        Programs.MIN_SECTION_BYTES,
        SectionReader.MAX_TABLE_BYTES,
        new SectionReader.Output() {
          @Override
          public void section(ByteBuf section, long position) {
            try {
              table.read(section);
            } catch (MalformedMediaException _) {
              damaged(); // The table before it stays in force.
            }
          }

          @Override
          public void damaged() {
            progress.dropped++;
          }
        });
  }

  private void association(ByteBuf section) {
    if (section.getUnsignedByte(section.readerIndex()) == Programs.ASSOCIATION_TABLE_ID) {
      programs.association(section);
      readMapsOf(programs.mapPids());
    }
  }

  private void readMapsOf(Set<Integer> wanted) {
    for (int pid : mapPids) {
      PidState state = pids[pid];
      if (!wanted.contains(pid) && state != null) {
        pids[pid] = null;
        state.reader().close();
      }
    }
    for (int pid : wanted) {
      if (!mapPids.contains(pid)) {
        streams.remove(pid, pids); // It may have been a stream before.
        pids[pid] = new PidState(sections(section -> map(section, pid)));
      }
    }
    mapPids = wanted;
  }

  private void map(ByteBuf section, int pid) {
    int at = section.readerIndex();
    boolean current = (section.getByte(at + 5) & 1) == 1;
    if (section.getUnsignedByte(at) != ProgramMap.TABLE_ID || !current) {
      return;
    }
    ProgramMap found = programs.map(ProgramMap.parse(section), pid);
    if (found == null || found.equals(map)) {
      return;
    }
    map = found;
    readMapsOf(programs.mapPids());
    streams.apply(found, pid, pids);
  }
}
