package dev.weir.launcher;

import dev.weir.flv.FlvReader;
import dev.weir.media.MediaException;
import dev.weir.media.SampleDump;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
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
    description = "Prints the tracks and samples of a media file as text. Reads FLV.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  private static final int READ_BYTES = 64 * 1024;

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
      err.println("Cannot understand " + file + " as FLV: " + e.getMessage());
    } finally {
      out.flush();
    }
    return 1;
  }

  private void dump(SampleDump dump) throws IOException {
    byte[] bytes = new byte[READ_BYTES];
    try (InputStream in = Files.newInputStream(file);
        FlvReader reader = new FlvReader(dump)) {
      int count;
      while ((count = in.read(bytes)) >= 0) {
        ByteBuf piece = Unpooled.wrappedBuffer(bytes, 0, count);
        reader.read(piece);
      }
    }
  }
}
