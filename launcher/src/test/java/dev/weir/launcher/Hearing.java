package dev.weir.launcher;

import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Keeps what a WebSocket says, message by message, and at last `closed CODE`.
final class Hearing implements WebSocket.Listener {
  private final StringBuilder partial = new StringBuilder();
  private final List<String> heard;

  /// @param heard is added to on another thread
  Hearing(List<String> heard) {
    this.heard = heard;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
    partial.append(text);
    if (last) {
      heard.add(partial.toString());
      partial.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    heard.add("closed " + code);
    return null;
  }
}
