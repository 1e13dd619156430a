package dev.weir.http.segmented.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.http.TestStreams;
import dev.weir.http.WholeClip;
import dev.weir.http.segmented.Found;
import dev.weir.http.segmented.Gop;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.SegmentStore;
import dev.weir.http.segmented.SegmentStores;
import dev.weir.http.segmented.Wrapping;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import dev.weir.stream.Publisher;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HlsVariantTest {
  private static final Track VIDEO = Gop.video(320, 180);
  private static final Track SOUND = TestStreams.SOUND;
  private static final Track VP8 = Track.of(5, new Codec.Vp8(Picture.UNKNOWN));

  private static Track other(Track track, int id) {
    return Track.of(id, track.codec());
  }

  private static List<String> paths(Track... tracks) {
    return HlsVariant.of(List.of(tracks)).stream().map(HlsVariant::path).toList();
  }

  @Test
  void eachVideoTrackIsAVariantWithTheFirstSound() {
    assertThat(paths(SOUND, VIDEO)).containsExactly("2_1");
    assertThat(paths(SOUND, VIDEO, other(VIDEO, 3), other(SOUND, 4))).containsExactly("2_1", "3_1");
    assertThat(paths(VIDEO)).containsExactly("2");
    assertThat(paths(SOUND, other(SOUND, 4))).containsExactly("1");
  }

  @Test
  void whatTransportStreamsDoNotCarryIsLeftOut() {
    assertThat(paths(VP8)).isEmpty();
    assertThat(paths(SOUND, VP8)).containsExactly("1");
  }

  @Test
  void findsWhateverAPlaylistCanHaveNamed() {
    List<Track> tracks = List.of(SOUND, VIDEO, other(SOUND, 4), VP8);
    for (String path : List.of("2_1", "2_4", "2", "1", "4")) {
      assertThat(HlsVariant.find(path, tracks)).map(HlsVariant::path).contains(path);
    }
  }

  @Test
  void findsNothingElse() {
    List<Track> tracks = List.of(SOUND, VIDEO, VP8);
    for (String path :
        List.of(
            "",
            "_",
            "1_2",
            "2_2",
            "2_",
            "_1",
            "5",
            "5_1",
            "02_1",
            "2_1_1",
            "-2_1",
            "2_99999999999",
            "V_A",
            "٢_١")) {
      assertThat(HlsVariant.find(path, tracks)).as(path).isEmpty();
    }
  }

  private static long attribute(String attributes, String name) {
    Matcher found = Pattern.compile("(?:^|,)" + name + "=(\\d+)").matcher(attributes);
    assertThat(found.find()).as(attributes).isTrue();
    return Long.parseLong(found.group(1));
  }

  private static int size(SegmentStore store, Segment segment, Wrapping wrapping) throws Exception {
    Found found =
        store.segment(segment.sequence(), wrapping).toCompletableFuture().get(60, TimeUnit.SECONDS);
    ByteBuf bytes = ((Found.Bytes) found).bytes();
    int size = bytes.readableBytes();
    bytes.release();
    return size;
  }

  @ParameterizedTest
  @EnumSource(names = {"H264_AAC", "H264_B_FRAMES_AAC", "H264_ONLY", "AAC_ONLY"})
  void bandwidthIsThatOfTheRealSegments(SampleMedia media) throws Exception {
    try (TestStreams streams =
            new TestStreams(TestStreams.segments(2000, 60_000), Clock.systemUTC());
        SegmentStores stores =
            new SegmentStores(streams.streams(), streams.transport(), System::nanoTime)) {
      Publisher publisher = streams.publish("live");
      WholeClip.publish(media, publisher);
      SegmentStore store = stores.of(publisher.stream());
      List<Segment> segments =
          store.snapshot().toCompletableFuture().get(60, TimeUnit.SECONDS).segments();
      assertThat(segments).hasSize(3);
      HlsVariant variant = HlsVariant.of(segments.getLast().tracks()).getFirst();
      double peak = 0;
      long bytes = 0;
      long micros = 0;
      for (Segment segment : segments) {
        int size = size(store, segment, variant.wrapping());
        peak = Math.max(peak, size * 8e6 / segment.durationMicros());
        bytes += size;
        micros += segment.durationMicros();
      }
      double mean = bytes * 8e6 / micros;
      String attributes = variant.attributes(segments, false);
      assertThat((double) attribute(attributes, "BANDWIDTH")).isGreaterThanOrEqualTo(peak);
      assertThat((double) attribute(attributes, "AVERAGE-BANDWIDTH"))
          .isCloseTo(mean, within(mean * 0.1));
      // The samples have 25 pictures a second.
      assertThat(attributes.contains("FRAME-RATE=25.000")).isEqualTo(media.hasVideo());
      if (variant.video() != null) {
        assertPictures(store, segments, variant.video());
      }
    }
  }

  /// RFC 8216bis 4.4.6.3: of the pictures alone.
  private static void assertPictures(SegmentStore store, List<Segment> segments, Track video)
      throws Exception {
    double peak = 0;
    for (Segment segment : segments) {
      int size = size(store, segment, new TsPictureWrapping(video.id()));
      peak = Math.max(peak, size * 8e6 / segment.durationMicros());
    }
    String attributes = new HlsVariant(video, null).pictureAttributes(segments);
    assertThat((double) attribute(attributes, "BANDWIDTH")).isBetween(peak, peak * 1.3);
  }
}
