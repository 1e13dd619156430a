package dev.weir.source;

import dev.weir.config.StreamSource;
import dev.weir.media.MediaException;
import dev.weir.media.TrackSink;
import dev.weir.media.file.MediaFormat;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a program prints: started without a shell, with its arguments as they are written, if the
/// operator allows that program. It and everything that it started is gone when the pull ends.
final class ProgramPull implements Pull {
  private static final long LAST_WORDS_SECONDS = 2;

  private final StreamSource.Program source;
  private final Predicate<String> allowed;
  private final LongSupplier nanoClock;

  private ProgramPull(
      StreamSource.Program source, Predicate<String> allowed, LongSupplier nanoClock) {
    this.source = source;
    this.allowed = allowed;
    this.nanoClock = nanoClock;
  }

  /// @param allowed whether the program at a path may be run
  /// @param nanoClock paces programs that print too fast
  static PullKind kind(Predicate<String> allowed, LongSupplier nanoClock) {
    return new PullKind() {
      @Override
      public boolean pulls(StreamSource source) {
        return source instanceof StreamSource.Program;
      }

      @Override
      public Pull pull(StreamSource source) {
        return new ProgramPull((StreamSource.Program) source, allowed, nanoClock);
      }
    };
  }

  @Override
  public End run(PullSink sink) throws IOException, InterruptedException {
    String program = source.command().getFirst();
    if (!allowed.test(program)) {
      throw new IOException(
          "the program " + program + " is not allowed; add it to config.programs");
    }
    Process process = start(program);
    ProgramLog words = new ProgramLog(program, process.getErrorStream());
    CompletableFuture<Void> read = new CompletableFuture<>();
    Pacer pacer = new Pacer(sink, HttpPull.LEAD_NANOS, nanoClock);
    // A pipe cannot be read in a way that can be interrupted, and would hold the carrier of a
    // virtual thread.
    Thread reader =
        Thread.ofPlatform()
            .daemon()
            .name("weir-program-" + process.pid())
            .start(() -> read(process, pacer, read));
    try {
      read.get();
      boolean ended = process.waitFor(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
      throw new IOException(
          ended
              ? program + " ended with code " + process.exitValue() + words.last()
              : program + " stopped printing");
    } catch (ExecutionException e) {
      throw rethrow(e.getCause() == null ? e : e.getCause());
    } finally {
      end(process);
      reader.interrupt();
      join(reader);
    }
  }

  private static IOException rethrow(Throwable cause) {
    return switch (cause) {
      case MediaException e -> throw e;
      case RuntimeException e -> throw e;
      case IOException e -> e;
      default -> new IOException(cause);
    };
  }

  private Process start(String program) throws IOException {
    try {
      return new ProcessBuilder(source.command())
          .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
          .start();
    } catch (IOException e) {
      throw new IOException(program + " cannot be started: " + e.getMessage(), e);
    }
  }

  private void read(Process process, TrackSink sink, CompletableFuture<Void> read) {
    MediaFormat format =
        switch (source.output()) {
          case TS -> MediaFormat.TS;
          case MATROSKA -> MediaFormat.MATROSKA;
          case H264 -> MediaFormat.H264;
        };
    try {
      HttpPull.read(process.getInputStream(), format::demuxer, sink);
      read.complete(null);
    } catch (IOException | RuntimeException e) {
      read.completeExceptionally(e);
    }
  }

  /// The children first: once their parent is gone they are nobody's.
  private static void end(Process process) {
    List<ProcessHandle> tree =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    tree.forEach(ProcessHandle::destroyForcibly);
  }

  /// Until the sink is not called any more; the pipe has no writer, so this is soon.
  private static void join(Thread reader) {
    boolean interrupted = false;
    while (true) {
      try {
        reader.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
