package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentReaderTest {
  private static final Track VIDEO = Track.of(3, Codecs.AVC);

  private final ByteBuf init = Unpooled.buffer();
  private final ByteBuf segment = Unpooled.buffer();

  private SegmentReader write() {
    Timescale clock = new Timescale(10_000_000);
    InitSegment.write(VIDEO, clock, init);
    ByteBuf boxes = Unpooled.buffer();
    SmoothBoxes.time(new SmoothBoxes.Place(50_000_000, 800_000), boxes);
    SmoothBoxes.following(List.of(new SmoothBoxes.Place(50_800_000, 5)), boxes);
    SegmentBoxes.segmentType(segment);
    PartWriter part = new PartWriter(VIDEO, clock);
    part.begin(9, 2, boxes, segment);
    part.sample(sample(5_000_000, 80_000, true), segment);
    part.sample(sample(5_040_000, 0, false), segment);
    part.end(5_080_000, segment);
    return SegmentReader.of(init);
  }

  private static Sample sample(long dts, int ptsOffset, boolean keyframe) {
    return new Sample(3, dts, ptsOffset, keyframe, Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
  }

  @Test
  void saysHowASegmentIsLaidOut() {
    SegmentReader reader = write();
    SegmentReader.Layout layout = reader.read(segment);
    assertThat(layout.boxes()).containsExactly("styp", "moof", "mdat");
    SegmentReader.Fragment fragment = layout.fragments().getFirst();
    assertThat(fragment.boxIndex()).isEqualTo(1);
    assertThat(fragment.sequenceNumber()).isEqualTo(9);
    assertThat(fragment.fileId()).isEqualTo(3);
    assertThat(fragment.baseIsMoof()).isTrue();
    assertThat(fragment.decodeTime()).isEqualTo(50_000_000);
    assertThat(fragment.samples()).isEqualTo(2);
    assertThat(fragment.duration()).isEqualTo(800_000);
    assertThat(fragment.keyframes()).isEqualTo(1);
    assertThat(fragment.startsWithKeyframe()).isTrue();
    assertThat(fragment.earliestOffset()).isEqualTo(400_000);
    assertThat(fragment.dataBytes()).isEqualTo(6);
    assertThat(fragment.place()).isEqualTo(new SmoothBoxes.Place(50_000_000, 800_000));
    assertThat(fragment.following()).hasSize(1);
  }

  @Test
  void knowsTheTracksOfTheInitializationSegment() {
    SegmentReader reader = write();
    Track track = reader.tracks().getFirst();
    assertThat(track.codec()).isEqualTo(Codecs.AVC);
    assertThat(reader.fileId(track)).isEqualTo(3);
    assertThat(reader.timescale(track).ticksPerSecond()).isEqualTo(10_000_000);
  }

  @Test
  void everyCutOffSegmentIsReadOrRefused() {
    SegmentReader reader = write();
    for (int length = 0; length < segment.writerIndex(); length++) {
      try {
        reader.read(segment.slice(0, length));
      } catch (MediaException _) {
        // Cut in the middle of something.
      }
    }
    assertThatThrownBy(() -> SegmentReader.of(segment)).isInstanceOf(MediaException.class);
  }
}
