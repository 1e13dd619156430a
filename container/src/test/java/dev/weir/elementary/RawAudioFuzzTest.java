package dev.weir.elementary;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.aac.Adts;
import dev.weir.flac.FlacMuxer;
import dev.weir.flac.FlacReader;
import dev.weir.media.DemuxerFacts;
import dev.weir.mpegaudio.Mp3;

/// Any bytes are frames that can be written again, or one of the media exceptions.
class RawAudioFuzzTest {
  @FuzzTest
  void anyMp3(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, Mp3.muxer(), Mp3::reader);
  }

  @FuzzTest
  void anyAdts(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, Adts.muxer(), Adts::reader);
  }

  @FuzzTest
  void anyFlac(byte[] bytes) {
    DemuxerFacts.readAndWrite(bytes, new FlacMuxer(), FlacReader::new);
  }
}
