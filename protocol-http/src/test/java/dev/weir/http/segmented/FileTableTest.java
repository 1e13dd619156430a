package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.TestStreams;
import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileTableTest {
  private static final int MILLI = 1000;

  /// Of which only the index is looked at.
  private record Film(List<Track> tracks, SampleIndex index) implements MediaFile {
    @Override
    public Cursor open(int firstSample) {
      throw new UnsupportedOperationException("nothing is read");
    }

    @Override
    public void close() {
      // It is none.
    }
  }

  /// Two groups of five pictures, the second of which begins with one that is presented before its
  /// keyframe, and sound.
  private static List<Segment> segments() {
    SampleIndex.Builder index = new SampleIndex.Builder(100);
    int[] offsets = {400, 200, 400, 200, 200, 400, 0, 400, 200, 200};
    for (int i = 0; i < offsets.length; i++) {
      long dts = i * 200L * MILLI;
      index.add(0, dts, offsets[i] * MILLI, 100, Gop.VIDEO, i % 5 == 0);
      index.add(0, dts, 0, 10, Gop.AUDIO, true);
    }
    List<Track> tracks = List.of(TestStreams.SOUND, Gop.video(320, 180));
    return new FileTable(new Film(tracks, index.build()), 1000).segments();
  }

  @Test
  void everySampleIsInOneSegment() {
    List<Segment> segments = segments();
    assertThat(segments).hasSize(2);
    for (Segment segment : segments) {
      assertThat(segment.samples(Gop.VIDEO)).isEqualTo(5);
      assertThat(segment.samples(Gop.AUDIO)).isEqualTo(5);
      assertThat(segment.payloadBytes(Gop.VIDEO)).isEqualTo(500);
      assertThat(segment.durationMicros()).isEqualTo(1_000_000);
    }
  }

  /// DASH tells of them (ISO/IEC 23009-1 7.2.1: the earliest presentation time).
  @Test
  void aSegmentStartsWithWhatIsPresentedFirst() {
    assertThat(segments())
        .extracting(segment -> segment.span(Gop.VIDEO).orElseThrow().startPtsMicros())
        .containsExactly(400_000L, 1_200_000L);
  }
}
