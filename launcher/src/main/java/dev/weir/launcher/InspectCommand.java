package dev.weir.launcher;

import dev.weir.media.MediaException;
import dev.weir.media.SampleDump;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.media.file.LocalFile;
import dev.weir.media.file.MediaFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir inspect FILE`
@Command(
    name = "inspect",
    description = "Prints the tracks and samples of a media file as text.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "the media file")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      dump(new SampleDump(out));
      return 0;
    } catch (NoSuchFileException _) {
      err.println("There is no file " + file);
    } catch (IOException e) {
      err.println("Cannot read " + file + ": " + e.getMessage());
    } catch (MediaException e) {
      err.println("Cannot understand " + file + ": " + e.getMessage());
    } finally {
      out.flush();
    }
    return 1;
  }

  private void dump(SampleDump dump) throws IOException {
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
