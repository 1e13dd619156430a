package dev.weir.mp4;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.MediaException;

/// Any bytes are tracks and samples, or one of the media exceptions.
class Mp4FuzzTest {
  @FuzzTest
  void anyFile(byte[] bytes) {
    try {
      Mp4Files.read(bytes, new Mp4Files.Nobody());
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }

  @FuzzTest
  void anyBytesAsTheyCome(byte[] bytes) {
    try {
      Mp4Files.push(bytes, new Mp4Files.Nobody());
    } catch (MediaException _) {
      // The two ways to refuse.
    }
  }
}
