package dev.weir.http.segmented;

import dev.weir.http.BodyInParts;
import dev.weir.http.HttpExchange;
import dev.weir.http.Response;
import dev.weir.session.Visit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a manifest that is too long to be held: a virtual thread writes it stretch by stretch, as
/// fast as its receiver takes them. One that takes none for too long is cut off.
final class LongManifest {
  private static final Logger log = LoggerFactory.getLogger(LongManifest.class);

  private final Visit visit;
  private final Manifest manifest;
  private final String variables;
  private final BodyInParts body;
  private final long stuckMillis;

  private CompletableFuture<Boolean> taken = CompletableFuture.completedFuture(true); // the newest

  private LongManifest(
      Visit visit, Manifest manifest, String variables, BodyInParts body, long stuckMillis) {
    this.visit = visit;
    this.manifest = manifest;
    this.variables = variables;
    this.body = body;
    this.stuckMillis = stuckMillis;
  }

  /// Answers with it. Any thread.
  ///
  /// @param head whose body follows
  /// @param variables of its viewer, as [ManifestForm#filled] takes them
  /// @param stuckMillis how long he may take for a stretch
  static void send(
      HttpExchange exchange,
      Response head,
      Visit visit,
      Manifest manifest,
      String variables,
      long stuckMillis) {
    exchange.respondInParts(
        head,
        body ->
            Thread.ofVirtual()
                .name("weir-manifest")
                .start(new LongManifest(visit, manifest, variables, body, stuckMillis)::run));
  }

  private void run() {
    Runnable last = body::abort;
    try {
      ManifestText.inStretches(manifest.write(), this::stretch);
      last = body::end;
    } catch (CancellationException _) {
      // Its receiver has left, or is stuck.
    } catch (RuntimeException e) { // a bug of ours
      log.error("a manifest of {} cannot be written", visit.request().stream(), e);
    } finally { // its receiver does not wait for ever, whatever goes wrong
      onLoop(last);
    }
  }

  /// Sends a stretch once the one before is taken: one is on its way while the next one is written.
  private void stretch(String text) {
    byte[] bytes = new ManifestForm(text, manifest.notation()).filled(variables);
    if (!taken.completeOnTimeout(false, stuckMillis, TimeUnit.MILLISECONDS).join()) {
      throw new CancellationException("the receiver has left, or takes nothing");
    }
    visit.sent(bytes.length);
    ByteBuf part = Unpooled.wrappedBuffer(bytes);
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    taken = written;
    if (!onLoop(() -> body.write(part).addListener(done -> written.complete(done.isSuccess())))) {
      throw new CancellationException("the server is closing");
    }
  }

  private boolean onLoop(Runnable action) {
    try {
      body.channel().eventLoop().execute(action);
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    }
  }
}
