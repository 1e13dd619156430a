package dev.weir.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Compresses a text that many get, each with something else in some places of it. What they have
/// is mostly of a few lengths; from the second of a length on, all share what was compressed. Any
/// thread.
public final class GzipForms {
  private static final int LENGTHS = 8; // that are remembered

  private final byte[] text;
  private final int[] places;
  private final byte[] kinds;
  private final AtomicReferenceArray<Known> known = new AtomicReferenceArray<>(LENGTHS);

  /// Lengths that were asked for, and the form for them: null as long as that was once, and if
  /// there can be none.
  private static final class Known {
    private final int[] lengths;
    private final boolean again;
    private final @Nullable GzipForm form;

    Known(int[] lengths, boolean again, @Nullable GzipForm form) {
      this.lengths = lengths;
      this.again = again;
      this.form = form;
    }
  }

  /// A text that nobody has compressed yet; the arrays are not changed from here on.
  ///
  /// @param text without what stands in its places
  /// @param places where in the text they are
  /// @param kinds of the places: those of one kind get the same
  public GzipForms(byte[] text, int[] places, byte[] kinds) {
    this.text = text;
    this.places = places;
    this.kinds = kinds;
  }

  /// The compressed text of one viewer.
  ///
  /// @param plain the same as it is
  /// @param endings what he has in the places of each kind
  public ByteBuf filled(byte[] plain, byte[][] endings) {
    GzipForm form = form(endings);
    return form == null ? Gzip.quickly(plain) : Unpooled.wrappedBuffer(form.filled(plain, endings));
  }

  private @Nullable GzipForm form(byte[][] endings) {
    int[] lengths = new int[endings.length];
    for (int kind = 0; kind < lengths.length; kind++) {
      lengths[kind] = endings[kind].length;
      if (lengths[kind] > GzipForm.LONGEST_BYTES) {
        return null;
      }
    }
    int slot = lengths[0] % LENGTHS;
    Known last = known.get(slot);
    if (last == null || !Arrays.equals(last.lengths, lengths)) {
      known.set(slot, new Known(lengths, false, null));
      return null;
    }
    if (!last.again) {
      last = new Known(lengths, true, GzipForm.of(text, places, kinds, lengths));
      known.set(slot, last);
    }
    return last.form;
  }
}
