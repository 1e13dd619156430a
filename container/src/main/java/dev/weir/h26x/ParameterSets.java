package dev.weir.h26x;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// What `avcC` and `hvcC` ask of the parameter sets that go into them.
final class ParameterSets {
  private static final int MAX_BYTES = 0xFFFF; // of one, since its length has 16 bits

  private ParameterSets() {}

  /// The sets without empty ones.
  ///
  /// @param standard for messages: `H.264`, `H.265`
  /// @param typeOf the NAL unit type that a first byte says
  /// @throws MalformedMediaException if one is not of `type` or too long, or there are more than
  ///   `max`
  static List<Octets> checked(
      List<Octets> sets, String standard, IntUnaryOperator typeOf, int type, int max) {
    List<Octets> kept = new ArrayList<>();
    for (Octets set : sets) {
      if (set.isEmpty()) {
        continue;
      }
      int found = typeOf.applyAsInt(set.at(0));
      if (found != type || set.length() > MAX_BYTES || kept.size() == max) {
        throw new MalformedMediaException(
            standard
                + " configuration: parameter set "
                + (kept.size() + 1)
                + " has NAL unit type "
                + found
                + " and "
                + set.length()
                + " bytes; allowed are "
                + max
                + " of type "
                + type
                + " and "
                + MAX_BYTES
                + " bytes");
      }
      kept.add(set);
    }
    return kept;
  }

  /// Appends each set after its length in 16 bits.
  static void write(List<Octets> sets, ByteBuf out) {
    for (Octets set : sets) {
      out.writeShort(set.length());
      set.writeTo(out);
    }
  }
}
