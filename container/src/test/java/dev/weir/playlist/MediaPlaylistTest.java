package dev.weir.playlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.media.UnsupportedMediaException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaPlaylistTest {
  private static final String START = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n";

  private static final String LOW_LATENCY =
      """
      #EXTM3U
      #EXT-X-VERSION:9
      #EXT-X-TARGETDURATION:4
      #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.0,CAN-SKIP-UNTIL=24.0
      #EXT-X-PART-INF:PART-TARGET=0.33334
      #EXT-X-MEDIA-SEQUENCE:266
      #EXT-X-SKIP:SKIPPED-SEGMENTS=3
      #EXT-X-PROGRAM-DATE-TIME:2019-02-14T02:13:36.106Z
      #EXT-X-MAP:URI="init.mp4"
      #EXTINF:4.00008,
      fileSequence269.mp4
      #EXT-X-PART:DURATION=0.33334,URI="filePart271.0.mp4"
      #EXT-X-PART:DURATION=0.33334,URI="filePart271.1.mp4",INDEPENDENT=YES
      #EXTINF:4.00008,
      fileSequence270.mp4
      #EXT-X-PART:DURATION=0.33334,URI="filePart272.a.mp4",BYTERANGE="500@100"
      #EXT-X-PART:DURATION=0.33334,URI="filePart272.a.mp4",BYTERANGE="20",GAP=YES
      #EXT-X-PRELOAD-HINT:TYPE=PART,URI="filePart272.b.mp4"
      #EXT-X-RENDITION-REPORT:URI="../1M/waitForMSN.php",LAST-MSN=270,LAST-PART=2
      """;

  @Test
  void readsSegments() {
    MediaPlaylist playlist =
        media(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:6
            #EXT-X-MEDIA-SEQUENCE:2680
            #EXT-X-PLAYLIST-TYPE:EVENT

            # a comment
            #EXTINF:5.9951,A title, with a comma
            first.ts
            #EXTINF:6
            second.ts?token=1
            #EXT-X-ENDLIST
            """);
    assertEquals(3, playlist.version());
    assertEquals(6_000_000, playlist.targetDurationMicros());
    assertEquals("EVENT", playlist.type());
    assertTrue(playlist.ended());
    assertEquals(
        List.of("first.ts", "second.ts?token=1"),
        playlist.segments().stream().map(MediaPlaylist.Segment::uri).toList());
    assertEquals(5_995_100, playlist.segments().get(0).durationMicros());
    assertEquals(2681, playlist.segments().get(1).sequence());
    assertEquals(2682, playlist.nextSequence());
  }

  @Test
  void readsPartsHintsAndReports() {
    MediaPlaylist playlist = media(LOW_LATENCY);
    assertEquals(333_340, playlist.partTargetMicros());
    assertTrue(playlist.serverControl().yes("CAN-BLOCK-RELOAD"));
    assertEquals(3, playlist.skippedSegments());
    assertEquals(269, playlist.segments().getFirst().sequence());
    List<MediaPlaylist.Part> parts = playlist.segments().get(1).parts();
    assertFalse(parts.get(0).independent());
    assertTrue(parts.get(1).independent());
    assertEquals(new ByteRange(100, 500), playlist.openParts().get(0).range());
    assertEquals(new ByteRange(600, 20), playlist.openParts().get(1).range());
    assertTrue(playlist.openParts().get(1).gap());
    assertEquals("filePart272.b.mp4", playlist.hints().getFirst().find("URI"));
    assertEquals("270", playlist.reports().getFirst().find("LAST-MSN"));
    assertEquals(271, playlist.nextSequence());
  }

  @Test
  void countsDiscontinuitiesFromTheSequence() {
    MediaPlaylist playlist =
        media(
            START
                + "#EXT-X-DISCONTINUITY-SEQUENCE:7\n#EXTINF:4,\na.ts\n"
                + "#EXT-X-DISCONTINUITY\n#EXTINF:4,\nb.ts\n#EXTINF:4,\nc.ts\n");
    assertEquals(
        List.of(7L, 8L, 8L),
        playlist.segments().stream().map(MediaPlaylist.Segment::discontinuitySequence).toList());
    assertTrue(playlist.segments().get(1).discontinuity());
    assertFalse(playlist.segments().get(2).discontinuity());
  }

  @Test
  void aMapAndKeysHoldUntilTheNext() {
    MediaPlaylist playlist =
        media(
            START
                + "#EXT-X-MAP:URI=\"init.mp4\",BYTERANGE=\"720@0\"\n#EXTINF:4,\na\n"
                + "#EXT-X-KEY:METHOD=AES-128,URI=\"k1\",IV=0x1f\n"
                + "#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k2\",KEYFORMAT=\"com.apple\"\n"
                + "#EXTINF:4,\nb\n#EXTINF:4,\nc\n"
                + "#EXT-X-KEY:METHOD=AES-128,URI=\"k3\"\n#EXTINF:4,\nd\n"
                + "#EXT-X-KEY:METHOD=NONE\n#EXTINF:4,\ne\n");
    List<MediaPlaylist.Segment> segments = playlist.segments();
    assertEquals(
        new MediaPlaylist.Init("init.mp4", new ByteRange(0, 720), List.of()),
        segments.getLast().map());
    assertEquals(List.of(), segments.get(0).keys());
    assertEquals(
        List.of(
            new MediaPlaylist.Key("AES-128", "k1", Octets.ofHex("0".repeat(30) + "1f"), "identity"),
            new MediaPlaylist.Key("SAMPLE-AES", "k2", null, "com.apple")),
        segments.get(1).keys());
    assertEquals(segments.get(1).keys(), segments.get(2).keys());
    assertEquals("k3", segments.get(3).keys().getFirst().uri());
    assertEquals(List.of(), segments.get(4).keys());
  }

  @Test
  void aRangeWithoutOffsetFollowsTheOneBefore() {
    MediaPlaylist playlist =
        media(
            START
                + "#EXT-X-BYTERANGE:100@50\n#EXTINF:4,\na.ts\n"
                + "#EXTINF:4,\n#EXT-X-BYTERANGE:30\na.ts\n#EXTINF:4,\nb.ts\n");
    assertEquals(new ByteRange(150, 30), playlist.segments().get(1).range());
    assertNull(playlist.segments().get(2).range());
  }

  @ParameterizedTest
  @CsvSource({
    "2010-02-19T14:54:23.031+08:00, 2010-02-19T06:54:23.031Z",
    "2010-02-19T14:54:23.031+0800,  2010-02-19T06:54:23.031Z",
    "2010-02-19T14:54:23Z,          2010-02-19T14:54:23Z",
    "2010-02-19T14:54:23,           2010-02-19T14:54:23Z",
  })
  void readsDatesAsTheFieldWritesThem(String text, Instant expected) {
    MediaPlaylist playlist =
        media(START + "#EXT-X-PROGRAM-DATE-TIME:" + text + "\n#EXTINF:4,\na.ts\n");
    assertEquals(expected, playlist.segments().getFirst().dateTime());
  }

  @Test
  void aTargetOfZeroAsksForNoEndlessLoop() {
    MediaPlaylist playlist = media("#EXTM3U\n#EXT-X-TARGETDURATION:0\n#EXTINF:0,\na.ts\n");
    assertEquals(1_000_000, playlist.targetDurationMicros());
  }

  @Test
  void putsVariablesIn() {
    MediaPlaylist playlist =
        media(START + "#EXT-X-DEFINE:NAME=\"auth\",VALUE=\"a$1\"\n#EXTINF:4,\ns.ts?k={$auth}\n");
    assertEquals("s.ts?k=a$1", playlist.segments().getFirst().uri());
  }

  @Test
  void toleratesLineEndsOfEverySystemAndAByteOrderMark() {
    String text = "\uFEFF" + START + "#EXTINF:4,\na.ts\n";
    assertEquals(1, media(text.replace("\n", "\r\n")).segments().size());
    assertEquals(1, media(text.replace("\n", "\r")).segments().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "<html>",
        "#EXTM3U8\n",
        "#EXTM3U\n#EXTINF:4,\na.ts\n", // no target duration
        START + "a.ts\n",
        START + "#EXTINF:-1,\na.ts\n",
        START + "#EXTINF:NaN,\na.ts\n",
        START + "#EXTINF:1e9,\na.ts\n",
        START + "#EXTINF:.,\na.ts\n",
        START + "#EXTINF:9999999999,\na.ts\n",
        START + "#EXT-X-MEDIA-SEQUENCE:-1\n",
        START + "#EXT-X-MEDIA-SEQUENCE:99999999999999999999\n",
        START + "#EXT-X-BYTERANGE:1@-1\n#EXTINF:4,\na.ts\n",
        START + "#EXT-X-BYTERANGE:999999999999999999@0\n#EXTINF:4,\na.ts\n",
        START + "#EXT-X-KEY:METHOD=AES-128\n",
        START + "#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0xzz\n",
        START + "#EXT-X-KEY:METHOD=AES-128,URI=\"k\n",
        START + "#EXT-X-MAP:BYTERANGE=\"1@0\"\n",
        START + "#EXT-X-PART:URI=\"a\"\n",
        START + "#EXT-X-PROGRAM-DATE-TIME:yesterday\n",
        START + "#EXT-X-SKIP:\n",
        START + "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"b\"\n#EXTINF:4,\n{$c}\n",
      })
  void refusesWhatCannotBeFollowed(String text) {
    assertThrows(MalformedMediaException.class, () -> Playlist.parse(text));
  }

  @Test
  void refusesVariablesFromElsewhere() {
    assertThrows(
        UnsupportedMediaException.class,
        () -> Playlist.parse(START + "#EXT-X-DEFINE:IMPORT=\"a\"\n"));
  }

  @Test
  void refusesEndlessPlaylists() {
    assertThrows(MalformedMediaException.class, () -> Playlist.parse(START + "\n".repeat(600_000)));
    assertThrows(
        MalformedMediaException.class, () -> Playlist.parse(START + "#" + "x".repeat(1 << 17)));
    String keys = "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n".repeat(100);
    assertThrows(MalformedMediaException.class, () -> Playlist.parse(START + keys));
    String attributes = "A=1,".repeat(1000);
    assertThrows(
        MalformedMediaException.class,
        () -> Playlist.parse(START + "#EXT-X-DATERANGE:" + attributes));
  }

  @Test
  void refusesVariablesThatGrowWithoutEnd() {
    String define = "#EXT-X-DEFINE:NAME=\"a\",VALUE=\"%s\"\n".formatted("x".repeat(60_000));
    String uses = "#EXTINF:1,\n%s\n".formatted("{$a}".repeat(10_000));
    assertThrows(MalformedMediaException.class, () -> Playlist.parse(START + define + uses));
  }

  @Test
  void messagesSayWhere() {
    MediaException refused =
        assertThrows(MediaException.class, () -> Playlist.parse(START + "#EXTINF:abc,\na.ts\n"));
    assertEquals(
        "HLS playlist line 3, #EXTINF: \"abc\" is not seconds such as 4.004", refused.getMessage());
  }

  @Test
  void anyStartOfAPlaylistIsReadOrRefused() {
    IntStream.range(0, LOW_LATENCY.length())
        .forEach(end -> {
          try {
            Playlist.parse(LOW_LATENCY.substring(0, end));
          } catch (MediaException _) {
            // Cut in the middle of something.
          }
        });
  }

  private static MediaPlaylist media(String text) {
    return assertInstanceOf(MediaPlaylist.class, Playlist.parse(text));
  }
}
