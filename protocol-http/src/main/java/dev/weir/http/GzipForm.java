package dev.weir.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// A compressed text with holes (RFC 1951, RFC 1952): what is put into a hole stands in many places
/// of the text once it is uncompressed, so it need not be compressed again for each viewer.
///
/// ```
///   a text       a block that is stored      the rest
///   compressed   as it is: the hole          compressed; refers to the hole where the same stands again
/// ```
///
/// There is a hole for each kind of place, and whatever is put into it has the length that the form
/// was made for. Immutable.
final class GzipForm {
  /// What is put into a hole is no longer.
  static final int LONGEST_BYTES = 40;

  /// Magic, deflate, no flags, no time, neither small nor quick, of an unknown system.
  private static final byte[] HEAD = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

  private static final int TAIL_BYTES = 8;
  private static final int NOT_FINAL = 0; // and stored
  private static final int PLACEHOLDERS = 0x80; // where the bytes begin that stand for what comes

  private final byte[] bytes; // of the whole, in holes and tail is what nobody needs
  private final int[] holes; // for each kind where its hole is; -1 where it has none

  private GzipForm(byte[] bytes, int[] holes) {
    this.bytes = bytes;
    this.holes = holes;
  }

  /// Compresses a text for all who have something of these lengths to put into it.
  ///
  /// @param text without what stands in its places
  /// @param places where in the text they are
  /// @param kinds of the places
  /// @param lengths of what is put into the places of each kind, no more than [#LONGEST_BYTES]
  /// @return null if the compressor does not refer to the holes as it should
  static @Nullable GzipForm of(byte[] text, int[] places, byte[] kinds, int[] lengths) {
    byte[][] placeholders = distinct(PLACEHOLDERS, lengths);
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(HEAD);
      int[] holes = new int[lengths.length];
      Arrays.fill(holes, -1);
      ByteArrayOutputStream run = new ByteArrayOutputStream();
      int from = 0;
      for (int place = 0; place < places.length; place++) {
        run.write(text, from, places[place] - from);
        from = places[place];
        int kind = kinds[place];
        if (holes[kind] < 0) {
          deflate(deflater, run, Deflater.SYNC_FLUSH, out); // to the end of a byte
          holes[kind] = store(placeholders[kind], out);
          deflater.setDictionary(placeholders[kind]); // as if it had compressed it
        } else {
          run.writeBytes(placeholders[kind]);
        }
      }
      run.write(text, from, text.length - from);
      deflater.finish();
      deflate(deflater, run, Deflater.NO_FLUSH, out);
      out.writeBytes(new byte[TAIL_BYTES]);
      GzipForm form = new GzipForm(out.toByteArray(), holes);
      return form.isRight(text, places, kinds, lengths) ? form : null;
    } finally {
      deflater.end();
    }
  }

  /// Bytes that are all different.
  private static byte[][] distinct(int first, int[] lengths) {
    byte[][] all = new byte[lengths.length][];
    for (int kind = 0; kind < lengths.length; kind++) {
      all[kind] = new byte[lengths[kind]];
      for (int i = 0; i < lengths[kind]; i++) {
        all[kind][i] = (byte) (first + kind * LONGEST_BYTES + i);
      }
    }
    return all;
  }

  private static void deflate(
      Deflater deflater, ByteArrayOutputStream run, int flush, ByteArrayOutputStream out) {
    deflater.setInput(run.toByteArray());
    run.reset();
    byte[] some = new byte[1024];
    int count;
    do {
      count = deflater.deflate(some, 0, some.length, flush);
      out.write(some, 0, count);
    } while (count == some.length);
  }

  /// RFC 1951 3.2.4; returns where the bytes are.
  private static int store(byte[] bytes, ByteArrayOutputStream out) {
    out.write(NOT_FINAL);
    out.write(bytes.length);
    out.write(0);
    out.write(~bytes.length);
    out.write(0xFF);
    out.writeBytes(bytes);
    return out.size() - bytes.length;
  }

  /// Whether each place is what was put into its hole, and all else is not. That is so for whatever
  /// is put there if it is so for bytes that are all different, and others than the placeholders:
  /// which byte of a hole a byte of the text comes from, or that it comes from none, is the same
  /// for all.
  private boolean isRight(byte[] text, int[] places, byte[] kinds, int[] lengths) {
    byte[][] others = distinct(0, lengths);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    int from = 0;
    for (int place = 0; place < places.length; place++) {
      expected.write(text, from, places[place] - from);
      from = places[place];
      expected.writeBytes(others[kinds[place]]);
    }
    expected.write(text, from, text.length - from);
    byte[] plain = expected.toByteArray();
    byte[] filled = filled(plain, others);
    byte[] found = new byte[plain.length];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(filled, HEAD.length, filled.length - HEAD.length - TAIL_BYTES);
      int count = inflater.inflate(found);
      return count == plain.length
          && inflater.inflate(new byte[1]) == 0
          && inflater.finished()
          && Arrays.equals(found, plain);
    } catch (DataFormatException _) {
      return false;
    } finally {
      inflater.end();
    }
  }

  /// The compressed text of one viewer.
  ///
  /// @param plain the text with what he has in the places
  /// @param endings what he has, for each kind
  byte[] filled(byte[] plain, byte[][] endings) {
    byte[] out = bytes.clone();
    for (int kind = 0; kind < holes.length; kind++) {
      if (holes[kind] >= 0) {
        System.arraycopy(endings[kind], 0, out, holes[kind], endings[kind].length);
      }
    }
    ByteBuffer.wrap(out)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(out.length - TAIL_BYTES)
        .putInt(Gzip.sum(plain))
        .putInt(plain.length);
    return out;
  }
}
