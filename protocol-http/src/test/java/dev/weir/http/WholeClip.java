package dev.weir.http;

import dev.weir.flv.FlvReader;
import dev.weir.media.MediaException;
import dev.weir.stream.Publisher;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;

/// Publishes a sample file once, all at once, with the times that are in it.
public final class WholeClip {
  private WholeClip() {}

  /// Publishes all of it and leaves the publisher open.
  public static void publish(SampleMedia media, Publisher publisher)
      throws IOException, MediaException {
    ByteBuf bytes = Unpooled.wrappedBuffer(Files.readAllBytes(media.file()));
    try (FlvReader reader = new FlvReader(publisher)) {
      reader.read(bytes);
    }
  }
}
