package dev.weir.launcher;

import dev.weir.launcher.check.Checks;
import dev.weir.media.MediaException;
import dev.weir.media.SampleDump;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.media.file.LocalFile;
import dev.weir.media.file.MediaFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir inspect FILE` and `weir inspect URL`
@Command(
    name = "inspect",
    description = {
      "Prints the tracks and samples of a media file, or checks a presentation.",
      "A file is printed as text. A presentation is fetched over HTTP, and what rules of its standard"
          + " it breaks is said: HLS (.m3u8), DASH (.mpd), Smooth Streaming (Manifest), HDS (.f4m)."
          + " The exit code is 0 if none is broken."
    },
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE|URL", description = "the media file, or the manifest's address")
  private String what = "";

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "how long a live presentation is followed (default: ${DEFAULT-VALUE})")
  private int seconds = 15;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (what.matches("(?i)https?://.*")) {
        return Checks.run(URI.create(what), Duration.ofSeconds(seconds), out) ? 0 : 1;
      }
      dump(Path.of(what), new SampleDump(out));
      return 0;
    } catch (IllegalArgumentException e) {
      err.println(what + " is no address: " + e.getMessage());
    } catch (NoSuchFileException _) {
      err.println("There is no file " + what);
    } catch (IOException e) {
      err.println("Cannot read " + what + ": " + e.getMessage());
    } catch (MediaException e) {
      err.println("Cannot understand " + what + ": " + e.getMessage());
    } finally {
      out.flush();
    }
    return 1;
  }

  private static void dump(Path file, SampleDump dump) throws IOException {
    try (LocalFile source = LocalFile.open(file)) {
      ByteBuf start = Unpooled.buffer(MediaFormat.PROBE_BYTES);
      source.read(0, start, MediaFormat.PROBE_BYTES);
      MediaFormat format = MediaFormat.of(start, file.toString());
      if (format == null) {
        throw new UnsupportedMediaException("it has no format that Weir reads");
      }
      format.readAll(source, dump);
    }
  }
}
