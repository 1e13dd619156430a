package dev.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/// Watches a stream over HTTP-FLV and remembers whether it broke off, began anew, stood still or
/// lost anything.
///
/// Reads on a virtual thread of its own; any thread may ask.
final class FlvWatcher implements AutoCloseable {
  private static final int SOUND = 8;
  private static final int PICTURE = 9;
  private static final int TAG_HEADER_BYTES = 11;

  // A viewer who loses something loses a whole group of pictures.
  private static final long MOST_STEP_MILLIS = 500;

  private final String stream;
  private final InputStream body;
  private final long[] newestMillis = {-1, -1}; // sound, pictures; by the reader only
  private final int[] beginnings = {0, 0}; // sequence headers of each; by the reader only
  private final AtomicLong pictures = new AtomicLong(); // by the reader, read by tests
  private volatile String trouble = ""; // by the reader, read by tests
  private volatile boolean closed; // by the test, read by the reader

  private FlvWatcher(String stream, InputStream body) {
    this.stream = stream;
    this.body = body;
  }

  /// Begins to watch `stream`, which may need time to start.
  static FlvWatcher of(int port, String stream) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/" + stream + ".flv");
    FlvWatcher watcher = new FlvWatcher(stream, uri.toURL().openStream());
    Thread.ofVirtual().start(watcher::watch);
    return watcher;
  }

  /// How many pictures came so far.
  long pictures() {
    return pictures.get();
  }

  /// Fails if anything was noticed of what happened to other streams.
  void assertUndisturbed() {
    assertThat(trouble).as(stream).isEmpty();
  }

  private void watch() {
    try (DataInputStream in = new DataInputStream(body)) {
      require(in.readInt() == 0x464C5601, "the answer is no FLV");
      in.skipNBytes(9); // the rest of the header, and the size of the tag before the first
      while (true) {
        readTag(in);
      }
    } catch (IOException e) {
      if (!closed) {
        trouble = "the stream broke off: " + e;
      }
    } catch (IllegalStateException e) {
      trouble = String.valueOf(e.getMessage());
    }
  }

  private void readTag(DataInputStream in) throws IOException {
    int type = in.readUnsignedByte();
    int size = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int low = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    long millis = (long) in.readUnsignedByte() << 24 | low;
    in.skipNBytes(3); // the stream id
    byte[] data = in.readNBytes(size);
    require(in.readInt() == size + TAG_HEADER_BYTES, "the tags do not join");
    if (type != SOUND && type != PICTURE) {
      return;
    }
    int kind = type - SOUND;
    if (data[1] == 0) { // AVC and AAC: a sequence header
      beginnings[kind]++;
      require(beginnings[kind] == 1, "the stream began anew at " + millis + " ms");
      return;
    }
    long step = newestMillis[kind] < 0 ? 0 : millis - newestMillis[kind];
    require(step >= 0 && step < MOST_STEP_MILLIS, "a step of " + step + " ms at " + millis);
    newestMillis[kind] = millis;
    pictures.addAndGet(kind);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    body.close();
  }
}
