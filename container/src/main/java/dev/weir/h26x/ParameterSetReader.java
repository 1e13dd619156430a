package dev.weir.h26x;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import java.util.ArrayList;
import java.util.List;

/// Reads what `avcC` and `hvcC` are made of: bytes, and parameter sets after 16-bit lengths.
final class ParameterSetReader {
  private final Octets record;
  private final String what;

  private int position;

  ParameterSetReader(Octets record, int position, String what) {
    this.record = record;
    this.what = what;
    this.position = position;
  }

  /// lengthSizeMinusOne + 1, which stands in the low bits of byte `index` of a record with at least
  /// `minBytes` and version 1.
  static int lengthBytes(Octets record, int index, int minBytes, String what) {
    if (record.length() < minBytes) {
      throw new MalformedMediaException(
          what + ": " + record.length() + " bytes, needs at least " + minBytes);
    }
    // Before hvcC was standardised x265 muxers wrote version 0; nothing else differs.
    if (record.at(0) > 1) {
      throw new MalformedMediaException(what + ": version " + record.at(0) + " is not 1");
    }
    int lengthBytes = 1 + (record.at(index) & 3);
    if (lengthBytes == 3) {
      throw new MalformedMediaException(what + ": NAL unit lengths of 3 bytes, allowed 1, 2, 4");
    }
    return lengthBytes;
  }

  boolean atEnd() {
    return position >= record.length();
  }

  int unsignedByte() {
    require(1);
    return record.at(position++);
  }

  int unsignedShort() {
    return (unsignedByte() << 8) | unsignedByte();
  }

  List<Octets> sets(int count) {
    List<Octets> sets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = unsignedShort();
      require(length);
      sets.add(record.slice(position, position + length));
      position += length;
    }
    return sets;
  }

  private void require(int bytes) {
    if (bytes > record.length() - position) {
      throw new MalformedMediaException(
          what
              + " at byte "
              + position
              + ": wants "
              + bytes
              + " bytes, has "
              + (record.length() - position));
    }
  }
}
