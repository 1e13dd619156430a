package dev.weir.vpx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.DemuxerFacts;

/// Any bytes are samples that can be written again, or one of the media exceptions.
class IvfFuzzTest {
  @FuzzTest
  void anyFile(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, new IvfMuxer(), IvfReader::new);
  }
}
