package dev.weir.http.segmented;

import dev.weir.http.segmented.ManifestForm.Notation;
import java.util.function.Consumer;

/// A manifest that somebody wants.
///
/// @param wanted everything that it depends on but for the snapshot and the variables of its
///   viewer, with a type of its own for each kind of manifest
/// @param notation how it is written
/// @param write writes it, on any thread
public record Manifest(
    Object wanted, String contentType, Notation notation, Consumer<ManifestText> write) {
  /// All of it.
  public ManifestForm form() {
    return new ManifestForm(ManifestText.whole(write), notation);
  }
}
