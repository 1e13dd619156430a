package dev.weir.source;

import dev.weir.config.StreamSource;
import dev.weir.flv.FlvReader;
import dev.weir.stream.Publisher;
import dev.weir.stream.Source;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/// `demo:`, the clip that comes with the server, played as live over and over.
///
/// Each stream that plays it has a virtual thread of its own.
public final class DemoSource implements Source {
  private final LongSupplier nanoClock;

  /// @param nanoClock paces the clip, in nanoseconds, and never steps
  public DemoSource(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public boolean opens(StreamSource source) {
    return source instanceof StreamSource.Demo;
  }

  @Override
  public void start(StreamSource source, Publisher publisher) {
    Clip clip = readClip();
    Thread.ofVirtual()
        .name("weir-demo-" + publisher.stream().name())
        .start(() -> new ClipPlayer(clip, publisher, nanoClock).play());
  }

  private static Clip readClip() {
    Clip.Builder clip = new Clip.Builder();
    try (InputStream in = DemoSource.class.getResourceAsStream("demo.flv");
        FlvReader reader = new FlvReader(clip)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no demo clip");
      }
      ByteBuf bytes = Unpooled.wrappedBuffer(in.readAllBytes());
      reader.read(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("the demo clip in the jar cannot be read", e);
    }
    return clip.build();
  }
}
