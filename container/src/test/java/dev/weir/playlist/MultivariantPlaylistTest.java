package dev.weir.playlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.media.MalformedMediaException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultivariantPlaylistTest {
  private static final String TEXT =
      """
      #EXTM3U
      #EXT-X-VERSION:6
      #EXT-X-INDEPENDENT-SEGMENTS
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="en.m3u8"
      #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Deutsch",LANGUAGE="de"
      #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="sub",NAME="English",URI="sub.m3u8"
      #EXT-X-STREAM-INF:BANDWIDTH=1280000, AVERAGE-BANDWIDTH=1000000,\
      CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="aac",SUBTITLES="sub"
      video/main.m3u8?a=b
      #EXT-X-STREAM-INF:BANDWIDTH=65000
      sound.m3u8
      #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=86000,URI="iframe.m3u8"
      """;

  @Test
  void readsVariantsAndRenditions() {
    MultivariantPlaylist playlist =
        assertInstanceOf(MultivariantPlaylist.class, Playlist.parse(TEXT));
    assertTrue(playlist.independentSegments());
    MultivariantPlaylist.Variant video = playlist.variants().getFirst();
    assertEquals("video/main.m3u8?a=b", video.uri());
    assertEquals(1_280_000, video.bandwidth());
    assertEquals(1_000_000, video.averageBandwidth());
    assertEquals("avc1.4d401e,mp4a.40.2", video.codecs());
    assertEquals(1280, video.width());
    assertEquals(720, video.height());
    assertEquals(29.97, video.frameRate());
    assertEquals(
        List.of("English", "Deutsch"),
        playlist.group("AUDIO", video.audio()).stream()
            .map(MultivariantPlaylist.Rendition::name)
            .toList());
    assertNull(playlist.group("AUDIO", video.audio()).get(1).uri());
    assertEquals("sub.m3u8", playlist.group("SUBTITLES", video.subtitles()).getFirst().uri());
    assertEquals("iframe.m3u8", playlist.iFrames().getFirst().uri());
    MultivariantPlaylist.Variant sound = playlist.variants().get(1);
    assertNull(sound.codecs());
    assertEquals(List.of(), playlist.group("AUDIO", sound.audio()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXT-X-MEDIA:TYPE=AUDIO",
        "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1",
        "#EXT-X-STREAM-INF:BANDWIDTH=many\na",
        "#EXT-X-STREAM-INF:RESOLUTION=1280\na",
        "#EXT-X-STREAM-INF:RESOLUTION=1280x99999999\na",
        "#EXT-X-STREAM-INF:RESOLUTION=-1x5\na",
      })
  void refusesWhatCannotBeFollowed(String line) {
    assertThrows(MalformedMediaException.class, () -> Playlist.parse("#EXTM3U\n" + line));
  }

  @Test
  void refusesThousandsOfVariants() {
    String entry = "#EXT-X-STREAM-INF:BANDWIDTH=1\na\n";
    assertThrows(
        MalformedMediaException.class, () -> Playlist.parse("#EXTM3U\n" + entry.repeat(5000)));
  }
}
