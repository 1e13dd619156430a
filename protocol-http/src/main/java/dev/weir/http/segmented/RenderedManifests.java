package dev.weir.http.segmented;

import dev.weir.http.SharedBody;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// The manifests of a store that were written last: what thousands ask for, and many wait for, is
/// written once, is compressed once, and is the same bytes for all. Any thread.
public final class RenderedManifests {
  private static final int MOST = 64;

  /// Longer ones, such as playlists of long films, are not kept.
  private static final int LONGEST_BYTES = 256 * 1024;

  /// What was written of which snapshot, which is the same object as long as nothing changes.
  private static final class Rendered {
    private final Snapshot now;
    private final Object wanted;
    private final SharedBody body;

    Rendered(Snapshot now, Object wanted, SharedBody body) {
      this.now = now;
      this.wanted = wanted;
      this.body = body;
    }

    @SuppressWarnings("ReferenceEquality") // comparing all segments would take longer than writing
    boolean is(Snapshot otherNow, Object otherWanted) {
      return now == otherNow && wanted.equals(otherWanted);
    }
  }

  private final AtomicReferenceArray<Rendered> slots = new AtomicReferenceArray<>(MOST);

  /// A manifest in UTF-8; see [#of].
  public SharedBody text(Snapshot now, Object wanted, Supplier<String> write) {
    return of(now, wanted, () -> write.get().getBytes(StandardCharsets.UTF_8));
  }

  /// A manifest.
  ///
  /// @param now what it tells of
  /// @param wanted everything else that it depends on, with a type of its own for each kind of
  ///   manifest
  /// @param write writes it
  public SharedBody of(Snapshot now, Object wanted, Supplier<byte[]> write) {
    int slot = Math.floorMod(wanted.hashCode(), MOST);
    Rendered rendered = slots.get(slot);
    if (rendered != null && rendered.is(now, wanted)) {
      return rendered.body;
    }
    SharedBody body = new SharedBody(write.get());
    if (body.plain().length <= LONGEST_BYTES) {
      slots.set(slot, new Rendered(now, wanted, body));
    }
    return body;
  }
}
