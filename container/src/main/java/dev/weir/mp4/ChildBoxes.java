package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The boxes at the end of a sample entry, by type; of several of one type, the first.
///
/// What QuickTime wraps in a `wave` box is listed with the others: nothing in there has two
/// meanings.
final class ChildBoxes {
  private static final int MAX_BOXES = 64; // in one entry, `wave` included
  private static final int TERMINATOR = 0; // ends what is in a `wave`
  private static final int WAVE = FourCc.of("wave");

  private final Map<Integer, Octets> bodies = new HashMap<>();

  private int boxes;

  /// Reads what is readable in `in`; moves its index.
  ///
  /// @param entry names the sample entry in messages
  /// @throws MalformedMediaException if the size of a box lies, or there are too many
  ChildBoxes(String entry, ByteBuf in) {
    read(entry, in, 0);
  }

  private void read(String entry, ByteBuf in, int depth) {
    // A few bytes that are no box end the entries of some QuickTime files.
    while (in.readableBytes() >= BoxWriter.HEADER_BYTES) {
      long size = in.readUnsignedInt();
      int type = in.readInt();
      if (size == 0 || type == TERMINATOR) {
        return;
      }
      long body = size - BoxWriter.HEADER_BYTES;
      if (body < 0 || body > in.readableBytes() || ++boxes > MAX_BOXES) {
        throw new MalformedMediaException(
            "%s: box %d, '%s', has %d bytes; allowed are %d boxes and 8..%d bytes"
                .formatted(
                    entry,
                    boxes,
                    FourCc.text(type),
                    size,
                    MAX_BOXES,
                    in.readableBytes() + BoxWriter.HEADER_BYTES));
      }
      ByteBuf contents = in.readSlice((int) body);
      bodies.putIfAbsent(type, Octets.copyOf(contents));
      if (type == WAVE && depth == 0) {
        read(entry, contents, 1);
      }
    }
  }

  /// The body of the box of `type`, or null if there is none.
  @Nullable Octets find(String type) {
    return bodies.get(FourCc.of(type));
  }

  /// The body of the box of `type`.
  ///
  /// @throws MalformedMediaException if there is none or it has less than `minBytes`
  Octets require(String entry, String type, int minBytes) {
    Octets body = find(type);
    if (body == null || body.length() < minBytes) {
      throw new MalformedMediaException(
          "%s: box '%s' %s, it needs at least %d bytes"
              .formatted(
                  entry,
                  type,
                  body == null ? "is missing" : "has %d bytes".formatted(body.length()),
                  minBytes));
    }
    return body;
  }
}
