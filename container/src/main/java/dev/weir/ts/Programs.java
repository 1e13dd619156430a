package dev.weir.ts;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Chooses one program of a transport stream: the one that was asked for, or the first of the
/// association table that has anything to see or to hear.
///
/// Some multiplexers list programs that they do not send. When a program's map was seen twice and
/// those before it in the table not once, they are taken for such. Not thread-safe.
final class Programs {
  /// Instead of a program number: the first with media.
  static final int ANY = 0;

  static final int ASSOCIATION_TABLE_ID = 0;

  /// Of an association or map section.
  static final int MIN_SECTION_BYTES = 12;

  private static final int MAX_PROGRAMS = 1024;
  private static final int FIRST_ENTRY = 8;
  private static final int ENTRY_BYTES = 4;
  private static final int CURRENT = 1;

  private final int wanted;

  private final Map<Integer, Integer> pids = new LinkedHashMap<>(); // of maps, by program
  private final Map<Integer, ProgramMap> maps = new HashMap<>(); // seen while none is chosen
  private int version = -1; // of the association table, with transport_stream_id
  private int chosen = ANY;

  Programs(int wanted) {
    this.wanted = wanted;
  }

  /// Reads an association section.
  void association(ByteBuf section) {
    int at = section.readerIndex();
    int found = (section.getUnsignedShort(at + 3) << 8) | section.getUnsignedByte(at + 5);
    if ((found & CURRENT) == 0) {
      return;
    }
    if (found != version) {
      version = found;
      pids.clear();
      maps.clear();
    }
    int end = section.writerIndex() - Integer.BYTES;
    for (int entry = at + FIRST_ENTRY; entry + ENTRY_BYTES <= end; entry += ENTRY_BYTES) {
      int program = section.getUnsignedShort(entry);
      int pid = section.getUnsignedShort(entry + 2) & TsPacket.MAX_PID;
      boolean ofInterest = program != ANY && (wanted == ANY || wanted == program);
      if (ofInterest && TsPacket.isFreePid(pid) && pids.size() < MAX_PROGRAMS) {
        pids.put(program, pid);
      }
    }
    if (!pids.containsKey(chosen)) {
      chosen = ANY;
    }
  }

  /// Where maps may come that are worth reading.
  Set<Integer> mapPids() {
    return chosen == ANY ? Set.copyOf(pids.values()) : Set.of(pidOf(chosen));
  }

  private int pidOf(int program) {
    return pids.getOrDefault(program, TsPacket.MAX_PID);
  }

  /// Takes a map that came on `pid`; the one that is in force now, if this is it or shows which it
  /// is.
  @Nullable ProgramMap map(ProgramMap map, int pid) {
    if (pidOf(map.program()) != pid) {
      return null;
    }
    if (chosen == ANY) {
      return choose(map);
    }
    return map.program() == chosen ? map : null;
  }

  private @Nullable ProgramMap choose(ProgramMap map) {
    boolean again = maps.put(map.program(), map) != null;
    for (int program : pids.keySet()) {
      ProgramMap seen = maps.get(program);
      if (seen != null && (seen.hasMedia() || wanted != ANY)) {
        chosen = program;
        maps.clear();
        return seen;
      }
      if (seen == null && !(again && map.hasMedia())) {
        return null;
      }
    }
    return null;
  }
}
