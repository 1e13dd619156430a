package dev.weir.http.segmented;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// The manifests of a store that were written last: what thousands ask for, and many wait for, is
/// written once. Any thread.
public final class RenderedManifests {
  private static final int MOST = 64;

  /// Longer ones, such as playlists of long films, are not kept.
  private static final int LONGEST_BYTES = 256 * 1024;

  /// What was written of which snapshot, which is the same object as long as nothing changes.
  private static final class Rendered {
    private final Snapshot now;
    private final Object wanted;
    private final ManifestForm form;

    Rendered(Snapshot now, Object wanted, ManifestForm form) {
      this.now = now;
      this.wanted = wanted;
      this.form = form;
    }

    @SuppressWarnings("ReferenceEquality") // comparing all segments would take longer than writing
    boolean is(Snapshot otherNow, Object otherWanted) {
      return now == otherNow && wanted.equals(otherWanted);
    }
  }

  private final AtomicReferenceArray<Rendered> slots = new AtomicReferenceArray<>(MOST);

  /// A manifest.
  ///
  /// @param now what it tells of
  /// @param wanted everything else that it depends on but for the variables of its viewer, with a
  ///   type of its own for each kind of manifest
  /// @param write writes it
  public ManifestForm of(Snapshot now, Object wanted, Supplier<ManifestForm> write) {
    int slot = Math.floorMod(wanted.hashCode(), MOST);
    Rendered rendered = slots.get(slot);
    if (rendered != null && rendered.is(now, wanted)) {
      return rendered.form;
    }
    ManifestForm form = write.get();
    if (form.textBytes() <= LONGEST_BYTES) {
      slots.set(slot, new Rendered(now, wanted, form));
    }
    return form;
  }
}
