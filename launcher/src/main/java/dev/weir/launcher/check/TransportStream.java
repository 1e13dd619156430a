package dev.weir.launcher.check;

import dev.weir.media.MediaException;
import dev.weir.ts.TsDemuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;

/// A segment of MPEG-TS (ISO/IEC 13818-1): what is in it, and whether its packets are in order.
final class TransportStream {
  private static final int PACKET_BYTES = 188;
  private static final int SYNC = 0x47;
  private static final int PIDS = 0x2000;
  private static final int NULL_PID = 0x1FFF;
  private static final int PACKETS_WITH_TABLES = 4;

  private final byte[] bytes;
  private final String where;
  private final Findings findings;

  TransportStream(byte[] bytes, String where, Findings findings) {
    this.bytes = bytes;
    this.where = where;
    this.findings = findings;
  }

  static boolean starts(byte[] bytes) {
    return bytes.length >= PACKET_BYTES && bytes[0] == SYNC;
  }

  /// Checks the packets, and says what tracks there are.
  ///
  /// @throws MediaException if there is nothing that could be read
  List<Stretch> check() {
    packets();
    tables();
    Stretch.Collector collector = new Stretch.Collector();
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    boolean dropped;
    try (TsDemuxer demuxer = new TsDemuxer(collector)) {
      demuxer.read(in);
      demuxer.end();
      dropped = demuxer.dropped() > 0;
    }
    // The reader leaves out pictures before the first that can be decoded.
    return collector.stretches().stream()
        .map(stretch -> dropped && stretch.track().isVideo() ? stretch.withoutKeyframe() : stretch)
        .toList();
  }

  private void packets() {
    findings.require(
        bytes.length % PACKET_BYTES == 0,
        HlsRule.TS_PACKETS,
        where,
        "%d bytes are no whole packets".formatted(bytes.length));
    int[] counters = new int[PIDS];
    Arrays.fill(counters, -1);
    for (int at = 0; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) {
      if (bytes[at] != SYNC) {
        findings.add(HlsRule.TS_PACKETS, where, "no sync byte at " + at);
        return;
      }
      count(at, counters);
    }
  }

  /// ISO/IEC 13818-1 2.4.3.3: the counter rises with each packet that has a payload; a packet may
  /// come twice.
  private void count(int at, int[] counters) {
    int pid = pid(at);
    boolean payload = (bytes[at + 3] & 0x10) != 0;
    if (pid == NULL_PID) {
      return;
    }
    int counter = bytes[at + 3] & 0xF;
    int before = counters[pid];
    boolean marked = (bytes[at + 3] & 0x20) != 0 && bytes[at + 4] != 0 && bytes[at + 5] < 0;
    int expected = payload ? (before + 1) & 0xF : before;
    findings.require(
        before < 0 || marked || counter == expected || counter == before,
        HlsRule.TS_PACKETS,
        where,
        "PID %d at byte %d: counter %d after %d".formatted(pid, at, counter, before));
    counters[pid] = counter;
  }

  private void tables() {
    boolean association = bytes.length >= PACKET_BYTES && pid(0) == 0 && startsUnit(0);
    int mapPid = association ? firstMapPid() : -1;
    boolean map = false;
    for (int packet = 1; packet < PACKETS_WITH_TABLES; packet++) {
      int at = packet * PACKET_BYTES;
      map |= at + PACKET_BYTES <= bytes.length && pid(at) == mapPid && startsUnit(at);
    }
    findings.require(
        association && map,
        HlsRule.TS_TABLES,
        where,
        association ? "no PMT behind the PAT" : "the first packet is no PAT");
  }

  /// |pointer|table 00|length (12 of 16)|id (16)|version|section|last| {|program (16)|PID (13)|}
  private int firstMapPid() {
    int entry = 4 + 1 + (bytes[4] & 0xFF) + 8;
    while (entry + 4 <= PACKET_BYTES) {
      int program = ((bytes[entry] & 0xFF) << 8) | (bytes[entry + 1] & 0xFF);
      if (program != 0) {
        return ((bytes[entry + 2] & 0x1F) << 8) | (bytes[entry + 3] & 0xFF);
      }
      entry += 4;
    }
    return -1;
  }

  private int pid(int at) {
    return ((bytes[at + 1] & 0x1F) << 8) | (bytes[at + 2] & 0xFF);
  }

  private boolean startsUnit(int at) {
    return (bytes[at + 1] & 0x40) != 0;
  }
}
