package dev.weir.h26x;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.DemuxerFacts;

/// Any bytes are samples that can be written again, or one of the media exceptions.
class AnnexBFuzzTest {
  @FuzzTest
  void anyAvc(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, new AnnexBMuxer(), AnnexBReader::avc);
  }

  @FuzzTest
  void anyHevc(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, new AnnexBMuxer(), AnnexBReader::hevc);
  }
}
