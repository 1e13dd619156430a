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
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends manifests that are too long to be held: a virtual thread writes each, stretch by stretch,
/// as fast as its receiver takes them. Each takes memory as long as it lasts, so there are only so
/// many at once. Any thread.
final class LongManifests {
  private static final Logger log = LoggerFactory.getLogger(LongManifests.class);

  private final Semaphore places;

  /// @param most of those that are sent at once
  LongManifests(int most) {
    this.places = new Semaphore(most);
  }

  /// Answers with one; returns false, without an answer, if there are too many.
  ///
  /// @param head whose body follows
  /// @param variables of its viewer, as [ManifestForm#filled] takes them
  boolean send(
      HttpExchange exchange, Response head, Visit visit, Manifest manifest, String variables) {
    if (!places.tryAcquire()) {
      return false;
    }
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (!left.getAndSet(true)) {
            places.release();
          }
        };
    exchange.onGone(leave);
    if (exchange.request().isHead()) {
      leave.run(); // it gets no body
    }
    exchange.respondInParts(
        head,
        body ->
            Thread.ofVirtual()
                .name("weir-manifest")
                .start(new Sending(visit, manifest, variables, body, leave)));
    return true;
  }

  /// One of them. Confined to its thread.
  private static final class Sending implements Runnable {
    private final Visit visit;
    private final Manifest manifest;
    private final String variables;
    private final BodyInParts body;
    private final Runnable leave;

    private CompletableFuture<Boolean> taken =
        CompletableFuture.completedFuture(true); // the newest stretch

    Sending(Visit visit, Manifest manifest, String variables, BodyInParts body, Runnable leave) {
      this.visit = visit;
      this.manifest = manifest;
      this.variables = variables;
      this.body = body;
      this.leave = leave;
    }

    @Override
    public void run() {
      Runnable last = body::abort;
      try {
        ManifestText.inStretches(manifest.write(), this::stretch);
        last = body::end;
      } catch (CancellationException _) {
        // Its receiver has left, or took nothing.
      } catch (RuntimeException e) { // a bug of ours
        log.error("a manifest of {} cannot be written", visit.request().stream(), e);
      } finally { // its receiver does not wait for ever, whatever goes wrong
        leave.run(); // first: who has all of it may ask for another at once
        onLoop(last);
      }
    }

    /// Sends a stretch once the one before is taken: one is on its way while the next one is
    /// written.
    private void stretch(String text) {
      byte[] bytes = new ManifestForm(text, manifest.notation()).filled(variables);
      if (!taken.join()) {
        throw new CancellationException("the receiver has left");
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
}
