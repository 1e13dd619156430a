package dev.weir.av1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.DemuxerFacts;
import dev.weir.ts.TsMuxer;

/// Any bytes are samples that can be written again, or one of the media exceptions.
class ObuReaderFuzzTest {
  @FuzzTest
  void anyFile(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, new TsMuxer(), ObuReader::new);
  }
}
