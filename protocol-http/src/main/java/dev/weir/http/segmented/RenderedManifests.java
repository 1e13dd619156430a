package dev.weir.http.segmented;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The manifests of a store that were written last: what thousands ask for, and many wait for, is
/// written once. Any thread.
public final class RenderedManifests {
  private static final int MOST = 64;

  /// Longer ones, such as playlists of long films, are only shared while they are being written.
  private static final int LONGEST_BYTES = 256 * 1024;

  /// Those of more segments take their time: an event loop does not wait for them.
  private static final int MOST_SEGMENTS_AT_ONCE = 256;

  private static final Executor THREADS =
      write -> Thread.ofVirtual().name("weir-manifest").start(write);

  /// What is or was written of which snapshot, which is the same object as long as nothing changes.
  private static final class Rendered {
    private final Snapshot now;
    private final Object wanted;
    private final CompletableFuture<ManifestForm> form = new CompletableFuture<>();

    Rendered(Snapshot now, Object wanted) {
      this.now = now;
      this.wanted = wanted;
    }

    @SuppressWarnings("ReferenceEquality") // comparing all segments would take longer than writing
    boolean is(Snapshot otherNow, Object otherWanted) {
      return now == otherNow && wanted.equals(otherWanted);
    }
  }

  private final AtomicReferenceArray<@Nullable Rendered> slots = new AtomicReferenceArray<>(MOST);

  /// A manifest; a long one is written on a virtual thread.
  ///
  /// @param now what it tells of
  /// @param wanted everything else that it depends on but for the variables of its viewer, with a
  ///   type of its own for each kind of manifest
  /// @param write writes it
  public CompletionStage<ManifestForm> of(
      Snapshot now, Object wanted, Supplier<ManifestForm> write) {
    int slot = Math.floorMod(wanted.hashCode(), MOST);
    Rendered known = slots.get(slot);
    if (known != null && known.is(now, wanted)) {
      return known.form;
    }
    Rendered rendered = new Rendered(now, wanted);
    slots.set(slot, rendered);
    var _ =
        rendered.form.whenComplete((form, _) -> {
          if (form == null || form.textBytes() > LONGEST_BYTES) {
            slots.compareAndSet(slot, rendered, null);
          }
        });
    boolean isLong = now.segments().size() > MOST_SEGMENTS_AT_ONCE;
    return rendered.form.completeAsync(write, isLong ? THREADS : Runnable::run);
  }
}
