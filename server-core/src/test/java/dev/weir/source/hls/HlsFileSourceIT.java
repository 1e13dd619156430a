package dev.weir.source.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.fetch.Fetcher;
import dev.weir.media.MediaFile;
import dev.weir.media.Octets;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.OnDemandSource.Look;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Presentations of FFmpeg's making that have ended, as files.
class HlsFileSourceIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final StreamName NAME = new StreamName("film", "");

  @TempDir Path folder;

  private final Fetcher fetcher = new Fetcher();
  private final HlsFileSource source = new HlsFileSource(fetcher, System::nanoTime);

  @AfterEach
  void close() {
    fetcher.close();
  }

  /// Makes `index.m3u8` of the clip.
  private void pack(String options) {
    List<String> words = new ArrayList<>(List.of("-i", SampleMedia.H264_AAC.file().toString()));
    words.addAll(List.of("-c", "copy", "-f", "hls", "-hls_playlist_type", "vod"));
    for (String word : options.replace("DIR", folder.toString()).split(" ", -1)) {
      words.add(word.replace('_', word.startsWith("v:") ? ' ' : '_'));
    }
    try (Ffmpeg packager = Ffmpeg.start(words.toArray(String[]::new))) {
      assertThat(packager.awaitEnd(LIMIT)).as("%s", packager.log().errors()).isZero();
    }
  }

  private StreamSource playlist() {
    return new StreamSource.Hls(folder + "/index.m3u8");
  }

  private MediaFile open() throws IOException {
    return source.open(NAME, playlist()).orElseThrow().media();
  }

  /// A sample that a cursor gave.
  private record Given(int trackId, long dtsMicros, Octets payload) {}

  private static List<Given> read(MediaFile file, int from, int count) throws IOException {
    List<Given> all = new ArrayList<>();
    try (MediaFile.Cursor cursor = file.open(from)) {
      TrackSink sink =
          TrackSink.ofSamples(sample ->
              all.add(
                  new Given(
                      sample.trackId(), sample.dtsMicros(), Octets.copyOf(sample.payload()))));
      while (all.size() < count && cursor.read(sink)) {
        // Collected.
      }
    }
    return all;
  }

  private static void assertReadsTheSameFromAnywhere(MediaFile film) throws IOException {
    List<Given> all = read(film, 0, Integer.MAX_VALUE);
    assertThat(all).hasSize(film.index().count());
    for (int from = 50; from < all.size(); from += 131) {
      int count = Math.min(30, all.size() - from);
      assertThat(read(film, from, count)).isEqualTo(all.subList(from, from + count));
    }
  }

  private static List<Given> of(MediaFile film, boolean pictures) throws IOException {
    List<Integer> ids =
        film.tracks().stream().filter(track -> track.isVideo() == pictures).map(Track::id).toList();
    return read(film, 0, Integer.MAX_VALUE).stream()
        .filter(given -> ids.contains(given.trackId()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "TS, -hls_time 2 DIR/index.m3u8",
    "fMP4, -hls_time 2 -hls_segment_type fmp4 DIR/index.m3u8",
    "byte ranges, -hls_time 2 -hls_flags single_file DIR/index.m3u8",
    "fMP4 in byte ranges, -hls_time 2 -hls_segment_type fmp4 -hls_flags single_file DIR/index.m3u8",
    "AES-128, -hls_time 2 -hls_key_info_file DIR/key.info DIR/index.m3u8",
  })
  void everySampleIsThereAndCanBeReachedFromAnywhere(String what, String options)
      throws IOException {
    Files.writeString(folder.resolve("key.bin"), "0123456789abcdef");
    Files.writeString(folder.resolve("key.info"), "key.bin\n" + folder.resolve("key.bin") + "\n");
    pack(options);
    assertThat(source.look(NAME, playlist())).isInstanceOf(Look.There.class);
    try (MediaFile film = open()) {
      assertThat(film.tracks()).hasSize(2);
      List<Given> pictures = of(film, true);
      assertThat(pictures).hasSize(SampleMedia.PICTURES);
      assertThat(pictures.getFirst().dtsMicros()).isBetween(0L, 200_000L);
      assertThat(pictures.getLast().dtsMicros()).isBetween(7_800_000L, 8_200_000L);
      assertThat(of(film, false)).hasSizeGreaterThan(370);
      assertReadsTheSameFromAnywhere(film);
      assertIsTheSameFromItsIndex(film);
    }
  }

  /// The index that was kept of it, without which nobody could play what is no media any more.
  private void assertIsTheSameFromItsIndex(MediaFile film) throws IOException {
    List<Given> all = read(film, 0, Integer.MAX_VALUE);
    Map<Path, byte[]> segments = ruin();
    try (MediaFile again = open()) {
      assertThat(again.tracks()).isEqualTo(film.tracks());
      assertThat(again.index().count()).isEqualTo(film.index().count());
      for (Map.Entry<Path, byte[]> segment : segments.entrySet()) {
        writeAsOld(segment.getKey(), segment.getValue());
      }
      assertThat(read(again, 0, Integer.MAX_VALUE)).isEqualTo(all);
      assertReadsTheSameFromAnywhere(again);
    }
  }

  /// Makes all segments something else of the same size and time, and returns what they were.
  private Map<Path, byte[]> ruin() throws IOException {
    Map<Path, byte[]> segments = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(HlsFileSourceIT::isSegment).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        segments.put(file, bytes);
        writeAsOld(file, new byte[bytes.length]);
      }
    }
    assertThat(segments).isNotEmpty();
    return segments;
  }

  private static boolean isSegment(Path file) {
    return file.toString().matches(".*\\.(ts|m4s|mp4|aac)");
  }

  private static void writeAsOld(Path file, byte[] bytes) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
  }

  private Path index() {
    return folder.resolve("index.m3u8.weirindex");
  }

  @Test
  void isReadAnewWhenASegmentHasChanged() throws IOException {
    pack("-hls_time 4 -hls_segment_filename DIR/%d.ts DIR/index.m3u8");
    open().close();
    ruin();
    open().close();
    Files.setLastModifiedTime(folder.resolve("1.ts"), FileTime.fromMillis(1));
    assertThat(source.open(NAME, playlist())).isEmpty();
  }

  @Test
  void isReadAnewWhenThePlaylistHasChanged() throws IOException {
    pack("-hls_time 4 -hls_segment_filename DIR/%d.ts DIR/index.m3u8");
    int count;
    try (MediaFile film = open()) {
      count = film.index().count();
    }
    Path list = folder.resolve("index.m3u8");
    Files.writeString(list, Files.readString(list).replaceFirst("#EXTINF.*\n0.ts\n", ""));
    try (MediaFile film = open()) {
      assertThat(film.index().count()).isLessThan(count);
    }
  }

  /// Whatever its first bytes say, also under a right checksum.
  @Test
  void aWrongIndexIsMadeAnewOrHarmless() throws IOException {
    pack("-hls_time 4 -hls_segment_filename DIR/%d.ts DIR/index.m3u8");
    open().close();
    byte[] stored = Files.readAllBytes(index());
    Files.write(index(), new byte[3]);
    open().close();
    assertThat(Files.readAllBytes(index())).isEqualTo(stored);
    for (int at = 0; at < 120; at++) {
      byte[] wrong = stored.clone();
      wrong[at] ^= (byte) 0x81;
      CRC32 crc = new CRC32();
      crc.update(wrong, 16, wrong.length - 16);
      ByteBuffer.wrap(wrong).putInt(12, (int) crc.getValue());
      Files.write(index(), wrong);
      assertThat(source.open(NAME, playlist())).as("byte %d", at).isPresent();
    }
  }

  @Test
  void soundWithAPlaylistOfItsOwnIsPartOfTheFilm() throws IOException {
    pack(
        "-map 0:v -map 0:a -hls_time 2 -master_pl_name index.m3u8"
            + " -var_stream_map v:0,agroup:s_a:0,agroup:s,language:de"
            + " -hls_segment_filename DIR/%v_%d.ts DIR/%v.m3u8");
    try (MediaFile film = open()) {
      assertThat(film.tracks()).hasSize(2);
      assertThat(film.tracks()).anyMatch(track -> "deu".equals(track.language()));
      assertThat(of(film, true)).hasSize(SampleMedia.PICTURES);
      List<Given> sound = of(film, false);
      assertThat(sound).hasSizeGreaterThan(370);
      assertThat(sound.getLast().dtsMicros()).isBetween(7_800_000L, 8_200_000L);
      assertReadsTheSameFromAnywhere(film);
      assertIsTheSameFromItsIndex(film);
    }
  }

  /// Each segment counts from its own start, and FFmpeg's do not say where that is.
  @Test
  void packedAudioGoesOnFromSegmentToSegment() throws IOException {
    List<String> words = new ArrayList<>(List.of("-i", SampleMedia.AAC_ONLY.file().toString()));
    words.addAll(List.of("-vn", "-c", "copy", "-f", "segment", "-segment_time", "2"));
    words.add(folder + "/%d.aac");
    try (Ffmpeg packager = Ffmpeg.start(words.toArray(String[]::new))) {
      assertThat(packager.awaitEnd(LIMIT)).as("%s", packager.log().errors()).isZero();
    }
    StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:3\n");
    for (int i = 0; Files.exists(folder.resolve(i + ".aac")); i++) {
      list.append("#EXTINF:2,\n").append(i).append(".aac\n");
    }
    Files.writeString(folder.resolve("index.m3u8"), list.append("#EXT-X-ENDLIST\n"));
    try (MediaFile film = open()) {
      List<Given> frames = of(film, false);
      assertThat(frames).hasSizeGreaterThan(370);
      assertThat(frames).extracting(Given::dtsMicros).isSorted();
      assertThat(frames.getLast().dtsMicros()).isBetween(7_800_000L, 8_200_000L);
      assertReadsTheSameFromAnywhere(film);
      assertIsTheSameFromItsIndex(film);
    }
  }

  @Test
  void behindADiscontinuityItGoesOn() throws IOException {
    pack("-hls_time 4 -hls_segment_filename DIR/%d.ts DIR/index.m3u8");
    Path list = folder.resolve("index.m3u8");
    String once = Files.readString(list);
    String segments = once.substring(once.indexOf("#EXTINF"), once.indexOf("#EXT-X-ENDLIST"));
    Files.writeString(
        list,
        once.replace("#EXT-X-ENDLIST", "#EXT-X-DISCONTINUITY\n" + segments + "#EXT-X-ENDLIST"));
    try (MediaFile film = open()) {
      List<Given> pictures = of(film, true);
      assertThat(pictures).hasSize(2 * SampleMedia.PICTURES);
      assertThat(pictures).extracting(Given::dtsMicros).isSorted();
      assertThat(pictures.getLast().dtsMicros()).isBetween(15_700_000L, 16_300_000L);
      assertReadsTheSameFromAnywhere(film);
      assertIsTheSameFromItsIndex(film);
    }
  }

  @Test
  void whatGoesOnOrCannotBeHadIsLive() throws IOException {
    assertThat(source.look(NAME, playlist())).isEqualTo(new Look.Live());
    pack("-hls_time 4 -hls_segment_filename DIR/%d.ts DIR/index.m3u8");
    Path list = folder.resolve("index.m3u8");
    String ended = Files.readString(list);
    Files.writeString(list, ended.replace("#EXT-X-ENDLIST", ""));
    assertThat(source.look(NAME, playlist())).isEqualTo(new Look.Live());
    Files.writeString(list, ended);
    Look first = source.look(NAME, playlist());
    assertThat(first).isInstanceOf(Look.There.class).isEqualTo(source.look(NAME, playlist()));
    Files.writeString(list, ended.replace("1.ts", "1.ts?signed=anew"));
    assertThat(source.look(NAME, playlist())).isEqualTo(first);
    Files.delete(folder.resolve("1.ts"));
    assertThat(source.open(NAME, playlist())).isEmpty();
    assertThat(source.look(NAME, playlist())).isEqualTo(new Look.Live()); // for some time
  }
}
