package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.net.Transport;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.SampleMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that FFmpeg is still writing: whoever comes gets what there is, and later more.
class GrowingFilesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration TOLERANCE = Duration.ofMillis(22); // sound from before the start

  private static final int SOMETHING_BYTES = 50_000;

  /// Each with what FFmpeg needs to write it so that it can be read meanwhile.
  private static final Map<String, String> FORMATS =
      Map.of(
          "ts", "-f mpegts",
          "flv", "-f flv",
          "mkv", "-f matroska -cluster_time_limit 500",
          "mp4", "-f mp4 -movflags frag_keyframe+empty_moov+default_base_moof");

  @TempDir private Path folder;

  @Test
  void playAsFarAsTheyAreWritten() throws Exception {
    String document =
        """
        {"config": {"protocols": [{"connector": "HTTP", "interface": "127.0.0.1", "port": 0}]},
         "streams": {"vod": {"source": "%s/"}}}
        """
            .formatted(folder);
    Map<String, Integer> first = new HashMap<>();
    try (Server server = Servers.with(document, Transport.Kind.AUTO)) {
      try (Ffmpeg writer = write()) {
        Await.until(
            "something in all files",
            LIMIT,
            () -> FORMATS.keySet().stream().allMatch(format -> size(format) > SOMETHING_BYTES));
        writer.process().freeze();
        for (String format : FORMATS.keySet()) {
          first.put(format, awaitPictures(server, format, 1));
        }
        writer.process().thaw();
        assertThat(writer.awaitEnd(LIMIT)).isZero();
      }
      for (String format : FORMATS.keySet()) {
        assertThat(first.get(format)).as(format).isLessThan(SampleMedia.PICTURES);
        awaitPictures(server, format, SampleMedia.PICTURES);
      }
    }
  }

  private Ffmpeg write() {
    List<String> words =
        new ArrayList<>(List.of("-re", "-i", SampleMedia.H264_AAC.file().toString()));
    FORMATS.forEach((format, options) -> {
      words.addAll(List.of("-c", "copy", "-flush_packets", "1"));
      words.addAll(List.of(options.split(" ")));
      words.add(folder + "/grow." + format);
    });
    return Ffmpeg.start(words.toArray(String[]::new));
  }

  /// Plays the file until that many pictures come, each as it was in the film.
  private int awaitPictures(Server server, String format, int least) {
    String url =
        "http://127.0.0.1:%d/vod+grow.%s.mkv"
            .formatted(server.listeners().getFirst().address().getPort(), format);
    int[] pictures = new int[1];
    Await.until(
        least + " pictures of " + format,
        LIMIT,
        () -> {
          FfmpegViewer.Received received = FfmpegInput.of(url).copy();
          pictures[0] = received.frames().video().size();
          if (pictures[0] > 0) {
            assertThat(received.log().errors()).as(format).isEmpty();
            received.frames().assertRunOf(SampleMedia.H264_AAC.frames(), TOLERANCE);
          }
          return pictures[0] >= least;
        });
    return pictures[0];
  }

  private long size(String format) {
    Path file = folder.resolve("grow." + format);
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException _) {
      return 0;
    }
  }
}
