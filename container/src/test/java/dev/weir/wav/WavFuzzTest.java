package dev.weir.wav;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.DemuxerFacts;

/// Any bytes are sound that can be written again, or one of the media exceptions.
class WavFuzzTest {
  @FuzzTest
  void anyFile(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, new WavMuxer(), WavReader::new);
  }
}
