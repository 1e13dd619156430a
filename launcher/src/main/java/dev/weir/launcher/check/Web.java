package dev.weir.launcher.check;

import dev.weir.playlist.ByteRange;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Where presentations are fetched from, with the clock that goes by there.
interface Web {

  /// What a request was answered with.
  ///
  /// @param uri where it came from in the end
  /// @param contentType without parameters, in lower case; empty if none was said
  /// @param body at most [HttpWeb#MAX_BYTES]
  @SuppressWarnings("ArrayRecordComponent") // replies are never compared
  record Reply(URI uri, int status, String contentType, byte[] body) {
    boolean ok() {
      return status == 200 || status == 206;
    }
  }

  /// Fetches a resource, or a range of it; blocks its thread.
  ///
  /// @throws IOException if there is no answer
  Reply get(URI uri, @Nullable ByteRange range) throws IOException;

  /// Fetches a whole resource; blocks its thread.
  default Reply get(URI uri) throws IOException {
    return get(uri, null);
  }

  /// Milliseconds since 1970.
  long nowMillis();

  /// Lets so much time pass.
  void pause(long millis);
}
