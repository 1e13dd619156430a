package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.stream.SelectableTrack;
import dev.weir.stream.TrackChoice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlayedTracksTest {
  private static final SelectableTrack LARGE = video(0, 1, 1280);
  private static final SelectableTrack SMALL = video(1, 2, 640);
  private static final SelectableTrack SOUND = audio(2, 3);
  private static final SelectableTrack OTHER_SOUND = audio(3, 4);
  private static final List<SelectableTrack> SEVERAL = List.of(LARGE, SMALL, SOUND, OTHER_SOUND);

  private static SelectableTrack video(int index, int id, int width) {
    Codec codec = new Codec.Vp9(0, 10, Picture.ofSize(width, 360));
    return new SelectableTrack(index, Track.of(id, codec), width * 1000L, false);
  }

  private static SelectableTrack audio(int index, int id) {
    Codec codec = new Codec.Opus(Octets.EMPTY, 2, 0);
    return new SelectableTrack(index, Track.of(id, codec), 96_000, false);
  }

  @Test
  void onePerKindForThoseWhoDoNotKnowOfSeveral() {
    assertThat(PlayedTracks.of("", false).from(SEVERAL).ids()).containsExactlyInAnyOrder(1, 3);
    assertThat(PlayedTracks.of("", true).from(SEVERAL)).isEqualTo(TrackChoice.ALL);
    assertThat(PlayedTracks.of("tkn=1", false).from(List.of(LARGE, SOUND)))
        .isEqualTo(TrackChoice.ALL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "track=2 | 2;3",
        "track=4 | 1;4",
        "video=lowbps | 2;3",
        "video=%6Cowbps&audio=i4 | 2;4",
        "audio=none | 1",
        "video=i2&audio=i4&x=y | 2;4",
        "track=99 | 1;3",
        "track=-1&track=x | 1;3"
      })
  void takesWhatTheNameAsksFor(String query, String ids) {
    assertThat(PlayedTracks.of(query, false).from(SEVERAL).ids())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ids.split(";", -1)).map(Integer::valueOf).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"&&&=", "track=99999999999999999999", "video=%", "audio=%zz", "=", "track"})
  void survivesAnyQuery(String query) {
    assertThat(PlayedTracks.of(query, false).from(SEVERAL).ids()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void aTrackThatIsAloneHasTheFormOfOldPlayers() {
    ByteBuf out = Unpooled.buffer();
    RtmpMuxer muxer = new RtmpMuxer(1, false, List.of(SMALL.track()));
    muxer.sample(new Sample(2, 0, 0, true, Unpooled.wrappedBuffer(new byte[] {1, 2})), out);
    int packetType = out.getByte(12) & 0x0F; // behind a chunk header of 12 bytes
    assertThat(packetType).isNotEqualTo(6); // VideoPacketType.Multitrack
  }
}
