package dev.weir.target;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The standard input of a program.
final class ProgramOutlet implements MuxedDelivery.Outlet {
  private static final long END_SECONDS = 30;

  private final Process process;
  private final OutputStream in;

  ProgramOutlet(Process process) {
    this.process = process;
    this.in = process.getOutputStream();
  }

  @Override
  public void write(ByteBuf bytes) throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the program ended with " + process.exitValue());
    }
    try {
      bytes.readBytes(in, bytes.readableBytes());
      in.flush();
    } catch (IOException e) {
      throw new IOException("the program takes nothing any more", e);
    }
  }

  @Override
  public void finish(ByteBuf bytes) throws IOException {
    write(bytes);
    in.close();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the program did not end with its input");
      }
      if (process.exitValue() != 0) {
        throw new IOException("the program ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the program was not waited for", e);
    }
  }

  /// The children first: once their parent is gone they are nobody's.
  @Override
  public void abandon() {
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .forEach(ProcessHandle::destroyForcibly);
  }
}
