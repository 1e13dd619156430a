package dev.weir.media.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/// Any bytes behind a right checksum are an index, or a media exception.
class StoredIndexFuzzTest {
  @FuzzTest
  void anyBytes(byte[] bytes) {
    try {
      readAnyway(bytes);
    } catch (MediaException _) {
      // The way to refuse.
    }
  }

  /// Reads `bytes` as of the file and with the checksum that they would have to be of.
  static void readAnyway(byte[] bytes) {
    ByteBuffer stored = ByteBuffer.wrap(bytes.clone());
    if (stored.remaining() < 40) {
      StoredIndex.read(stored, 0, 0);
      return;
    }
    CRC32 crc = new CRC32();
    crc.update(stored.slice(16, stored.remaining() - 16));
    stored.putInt(12, (int) crc.getValue());
    StoredIndex.read(stored, stored.getLong(16), stored.getLong(24));
  }
}
