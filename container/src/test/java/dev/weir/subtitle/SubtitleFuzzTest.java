package dev.weir.subtitle;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.media.DemuxerFacts;

/// Any bytes are cues that can be written in every form, or one of the media exceptions.
class SubtitleFuzzTest {
  @FuzzTest
  void anySubRip(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, SubtitleMuxer.webVtt(), SubtitleReader::subRip);
    DemuxerFacts.readAndWrite(bytes, JsonMuxer.lines(), SubtitleReader::subRip);
  }

  @FuzzTest
  void anyWebVtt(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, SubtitleMuxer.subRip(), SubtitleReader::webVtt);
    DemuxerFacts.readAndWrite(bytes, SubtitleMuxer.webVtt(), SubtitleReader::webVtt);
  }
}
