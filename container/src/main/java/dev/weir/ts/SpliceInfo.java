package dev.weir.ts;

import dev.weir.bits.BitReader;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// What a splice_info_section (SCTE 35 9.6) says of the programme: what begins or ends, and when.
///
/// ```
/// table_id FC | section_length… | protocol_version:8 | encrypted:1 algorithm:6 pts_adjustment:33
/// cw_index:8 | tier:12 splice_command_length:12 | splice_command_type:8 | command
/// descriptor_loop_length:16 | descriptors | CRC:32
/// ```
///
/// @param command its splice_command_type
/// @param time90k pts_time with pts_adjustment, 33 bits; [#IMMEDIATE] if there is none
/// @param events what it is about: one of a splice_insert, of a time_signal one for each
///   segmentation_descriptor
public record SpliceInfo(int command, long time90k, List<Event> events) {
  /// In place of a time: at once.
  public static final long IMMEDIATE = -1;

  /// In place of a duration: nobody said.
  public static final long NO_DURATION = -1;

  /// splice_null: the splicer is there, and nothing happens.
  public static final int NULL = 0x00;

  /// What an empty section takes.
  static final int MIN_BYTES = 20;

  private static final int INSERT = 0x05;
  private static final int TIME_SIGNAL = 0x06;

  private static final int ADJUSTMENT_AT = 4;
  private static final int CRC_BYTES = 4;
  private static final int NOT_SAID = 0xFFF; // splice_command_length of old encoders
  private static final int SEGMENTATION_DESCRIPTOR = 0x02;
  private static final int CUEI = 0x43554549;
  private static final long CLOCK_MASK = (1L << 33) - 1;

  /// Copies the list.
  public SpliceInfo {
    events = List.copyOf(events);
  }

  /// Which way the programme goes.
  public enum Direction {
    /// From the network's programme to something else: advertisements, as a rule.
    OUT,
    /// Back.
    IN,
    /// Neither: chapters, the limits of a programme.
    OTHER
  }

  /// One event.
  ///
  /// @param id which what begins and what ends it have in common
  /// @param type its segmentation_type_id; 0 of a splice_insert
  /// @param canceled whether what was announced under this id does not happen
  /// @param duration90k how long it is planned to last; [#NO_DURATION] if nobody said
  public record Event(long id, int type, Direction direction, boolean canceled, long duration90k) {}

  /// Reads a section.
  ///
  /// @throws MalformedMediaException if it is none, or a part of it runs past its end
  public static SpliceInfo parse(Octets section) {
    if (section.length() < MIN_BYTES || section.at(0) != SpliceSections.TABLE_ID) {
      throw new MalformedMediaException(
          "SCTE 35: " + section.length() + " bytes that are no splice_info_section");
    }
    BitReader in = new BitReader(section.slice(0, section.length() - CRC_BYTES), "SCTE 35");
    in.skip(ADJUSTMENT_AT * Byte.SIZE);
    boolean encrypted = in.flag();
    in.skip(6);
    long adjustment = in.longBits(33);
    in.skip(8 + 12); // cw_index, tier
    int length = in.bits(12);
    int command = in.bits(8);
    if (encrypted) {
      return new SpliceInfo(command, IMMEDIATE, List.of());
    }
    int start = in.positionBits();
    return switch (command) {
      case INSERT -> insert(in, command, adjustment);
      case TIME_SIGNAL -> {
        long time = time(in, adjustment);
        if (length != NOT_SAID) {
          in.skip(start + length * Byte.SIZE - in.positionBits());
        }
        yield new SpliceInfo(command, time, segmentations(in));
      }
      default -> new SpliceInfo(command, IMMEDIATE, List.of());
    };
  }

  /// The same section with its times `ticks` of 90 kHz later, as remultiplexers make it: with
  /// another pts_adjustment (9.6.1) and CRC.
  ///
  /// @param section in SCTE 35 form; not checked beyond its length
  /// @throws MalformedMediaException if it is shorter than any
  public static Octets later(Octets section, long ticks) {
    if (section.length() < MIN_BYTES) {
      throw new MalformedMediaException(
          "SCTE 35: " + section.length() + " bytes are less than " + MIN_BYTES);
    }
    ByteBuf out = Unpooled.buffer(section.length());
    section.writeTo(out);
    int upper = out.getByte(ADJUSTMENT_AT) & 0xFE;
    long adjustment =
        (out.getByte(ADJUSTMENT_AT) & 1L) << 32 | out.getUnsignedInt(ADJUSTMENT_AT + 1);
    long shifted = (adjustment + ticks) & CLOCK_MASK;
    out.setByte(ADJUSTMENT_AT, upper | (int) (shifted >>> 32));
    out.setInt(ADJUSTMENT_AT + 1, (int) shifted);
    int crcAt = section.length() - CRC_BYTES;
    out.setInt(crcAt, SectionCrc.of(out, 0, crcAt));
    return Octets.copyOf(out);
  }

  /// Whether the CRC of a section is right.
  public static boolean intact(Octets section) {
    ByteBuf bytes = Unpooled.wrappedBuffer(section.toByteArray());
    return section.length() >= MIN_BYTES && SectionCrc.of(bytes, 0, section.length()) == 0;
  }

  /// ```
  /// event_id:32 | cancel:1 1111111
  /// out_of_network:1 program:1 duration:1 immediate:1 1111 | splice_time | break_duration | …
  /// ```
  private static SpliceInfo insert(BitReader in, int command, long adjustment) {
    long id = in.longBits(32);
    boolean canceled = in.flag();
    in.skip(7);
    if (canceled) {
      Event event = new Event(id, 0, Direction.OTHER, true, NO_DURATION);
      return new SpliceInfo(command, IMMEDIATE, List.of(event));
    }
    boolean out = in.flag();
    boolean program = in.flag();
    boolean lasting = in.flag();
    boolean immediate = in.flag();
    in.skip(4);
    long time = IMMEDIATE;
    if (program) {
      time = immediate ? IMMEDIATE : time(in, adjustment);
    } else {
      int components = in.bits(8);
      for (int i = 0; i < components; i++) {
        in.skip(8);
        long its = immediate ? IMMEDIATE : time(in, adjustment);
        time = i == 0 ? its : time;
      }
    }
    long duration = NO_DURATION;
    if (lasting) {
      in.skip(1 + 6); // auto_return
      duration = in.longBits(33);
    }
    Direction direction = out ? Direction.OUT : Direction.IN;
    return new SpliceInfo(command, time, List.of(new Event(id, 0, direction, false, duration)));
  }

  /// ```
  /// specified:1 | if it is: 111111 pts_time:33, else: 1111111
  /// ```
  private static long time(BitReader in, long adjustment) {
    if (!in.flag()) {
      in.skip(7);
      return IMMEDIATE;
    }
    in.skip(6);
    return (in.longBits(33) + adjustment) & CLOCK_MASK;
  }

  private static List<Event> segmentations(BitReader in) {
    List<Event> events = new ArrayList<>();
    int left = in.bits(16);
    while (left >= 2) {
      int tag = in.bits(8);
      int length = in.bits(8);
      int end = in.positionBits() + length * Byte.SIZE;
      if (tag == SEGMENTATION_DESCRIPTOR && length >= 4 && in.bits(32) == CUEI) {
        events.add(segmentation(in));
      }
      in.skip(end - in.positionBits());
      left -= 2 + length;
    }
    return events;
  }

  /// ```
  /// event_id:32 | cancel:1 1111111
  /// program:1 duration:1 restrictions:6 | components | duration:40 | upid_type:8 upid_length:8
  /// upid | type_id:8 | …
  /// ```
  private static Event segmentation(BitReader in) {
    long id = in.longBits(32);
    boolean canceled = in.flag();
    in.skip(7);
    if (canceled) {
      return new Event(id, 0, Direction.OTHER, true, NO_DURATION);
    }
    boolean program = in.flag();
    boolean lasting = in.flag();
    in.skip(6);
    if (!program) {
      in.skip(in.bits(8) * (8 + 7 + 33)); // each component's tag and offset
    }
    long duration = lasting ? in.longBits(40) : NO_DURATION;
    in.skip(8);
    in.skip(in.bits(8) * Byte.SIZE);
    int type = in.bits(8);
    return new Event(id, type, direction(type), false, duration);
  }

  /// Table 23: breaks, advertisements, placement opportunities and blocks, where each start is an
  /// even number and its end the next.
  private static Direction direction(int type) {
    boolean pair = type == 0x22 || type == 0x23 || (type >= 0x30 && type <= 0x3B);
    boolean block = type >= 0x44 && type <= 0x47;
    if (!pair && !block) {
      return Direction.OTHER;
    }
    return (type & 1) == 0 ? Direction.OUT : Direction.IN;
  }
}
