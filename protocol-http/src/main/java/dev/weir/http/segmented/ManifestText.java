package dev.weir.http.segmented;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The text of a manifest while it is written: kept as a whole, or handed on in stretches, so that
/// the manifest of a long film takes no more memory than that of a short one. One thread.
public final class ManifestText {
  private static final int STRETCH_CHARS = 32 * 1024;

  private final StringBuilder text = new StringBuilder(2048);
  private final @Nullable Consumer<String> receiver;

  private ManifestText(@Nullable Consumer<String> receiver) {
    this.receiver = receiver;
  }

  /// All that `write` appends.
  public static String whole(Consumer<ManifestText> write) {
    ManifestText whole = new ManifestText(null);
    write.accept(whole);
    return whole.text.toString();
  }

  /// Hands all that `write` appends on to `receiver`, in stretches that end with an entry.
  static void inStretches(Consumer<ManifestText> write, Consumer<String> receiver) {
    ManifestText stretch = new ManifestText(receiver);
    write.accept(stretch);
    receiver.accept(stretch.text.toString());
  }

  /// What is appended to.
  public StringBuilder text() {
    return text;
  }

  /// Says that an entry ends, of which there may be many: what was written so far is not looked at
  /// again.
  public void entryEnds() {
    if (receiver != null && text.length() >= STRETCH_CHARS) {
      receiver.accept(text.toString());
      text.setLength(0);
    }
  }
}
