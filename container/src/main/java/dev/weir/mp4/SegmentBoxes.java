package dev.weir.mp4;

import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Writes the boxes that stand before the parts of a segment.
///
/// Their order is `styp`, `sidx`, `prft`, `emsg`, then the first part (ISO/IEC 23000-19 7.3.2);
/// `free` may stand anywhere. Any thread.
public final class SegmentBoxes {
  // Seconds from 1900, where NTP starts, to 1970.
  private static final long NTP_OFFSET_SECONDS = 2_208_988_800L;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int STARTS_WITH_SAP_1 = 0x90000000;

  private SegmentBoxes() {}

  /// Appends `styp` (8.16.2): a media segment, which is also a CMAF segment.
  public static void segmentType(ByteBuf out) {
    int box = BoxWriter.begin("styp", out);
    out.writeInt(FourCc.of("msdh")).writeInt(0);
    out.writeInt(FourCc.of("msdh")).writeInt(FourCc.of("msix")).writeInt(FourCc.of("cmfs"));
    BoxWriter.end(box, out);
  }

  /// Appends `free` (8.1.2): nothing.
  ///
  /// @param sizeBytes of the whole box, at least 8
  public static void free(int sizeBytes, ByteBuf out) {
    int box = BoxWriter.begin("free", out);
    out.writeZero(sizeBytes - BoxWriter.HEADER_BYTES);
    BoxWriter.end(box, out);
  }

  /// Appends `sidx` (8.16.3) of one segment that starts with a keyframe and follows at once.
  ///
  /// @param timescale what the three times count in
  /// @param earliestPts the first presentation time
  /// @param sizeBytes of the segment from here to its end, less than 2 GB
  public static void index(
      int trackId, long timescale, long earliestPts, long duration, int sizeBytes, ByteBuf out) {
    int box = BoxWriter.begin("sidx", 1, 0, out);
    out.writeInt(trackId).writeInt((int) timescale);
    out.writeLong(Math.max(0, earliestPts)).writeLong(0); // first_offset: none
    out.writeShort(0).writeShort(1);
    out.writeInt(sizeBytes).writeInt((int) duration).writeInt(STARTS_WITH_SAP_1);
    BoxWriter.end(box, out);
  }

  /// Appends `prft` (8.16.5): when, by the wall clock, the sample at `mediaTicks` was encoded.
  ///
  /// @param epochMicros since 1970 in UTC
  /// @param mediaTicks decoding time in the track's timescale
  public static void producerReferenceTime(
      int trackId, long epochMicros, long mediaTicks, ByteBuf out) {
    int box = BoxWriter.begin("prft", 1, 0, out);
    out.writeInt(trackId);
    long seconds = Math.floorDiv(epochMicros, MICROS_PER_SECOND) + NTP_OFFSET_SECONDS;
    long fraction = (Math.floorMod(epochMicros, MICROS_PER_SECOND) << 32) / MICROS_PER_SECOND;
    out.writeLong((seconds << 32) | fraction);
    out.writeLong(mediaTicks);
    BoxWriter.end(box, out);
  }

  /// Appends `emsg` (ISO/IEC 23009-1 5.10.3.3), version 1: an event on the presentation timeline.
  ///
  /// @param scheme URI of what `message` is, such as `urn:scte:scte35:2013:bin` or
  ///   `https://aomedia.org/emsg/ID3`
  /// @param value distinguishes streams of events of one scheme; may be empty
  /// @param duration in ticks; 0xFFFFFFFF if not known
  public static void event(
      String scheme,
      String value,
      long timescale,
      long ptsTicks,
      long duration,
      int id,
      Octets message,
      ByteBuf out) {
    int box = BoxWriter.begin("emsg", 1, 0, out);
    out.writeInt((int) timescale).writeLong(ptsTicks).writeInt((int) duration).writeInt(id);
    out.writeCharSequence(scheme, StandardCharsets.UTF_8);
    out.writeByte(0);
    out.writeCharSequence(value, StandardCharsets.UTF_8);
    out.writeByte(0);
    message.writeTo(out);
    BoxWriter.end(box, out);
  }
}
