package dev.weir.stream;

import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.media.ByteSource;
import dev.weir.media.MediaFile;
import dev.weir.media.file.MediaFormat;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A kind of source that is there as a whole and can be played from any place: a file.
///
/// Any thread; [#look] and [#open] block.
public interface OnDemandSource {

  /// Whether this kind opens `source`, as a stream's configuration gives it.
  boolean opens(StreamSource source);

  /// Whether only looking tells if something of this kind is there as a whole; if not, it is live.
  default boolean mayBeLive() {
    return false;
  }

  /// Looks what is there for a stream, without reading it.
  Look look(StreamName name, StreamSource source);

  /// Opens what is there; empty if it turns out that it can be played as live only.
  ///
  /// @throws dev.weir.media.MediaException if it cannot be played
  Optional<Opened> open(StreamName name, StreamSource source) throws IOException;

  /// A file that was opened.
  ///
  /// @param media its samples; closes `bytes` too
  /// @param format what it is; null if it is no single file but a presentation of HLS
  /// @param bytes it as it is; null likewise
  record Opened(MediaFile media, @Nullable MediaFormat format, @Nullable ByteSource bytes) {}

  /// What is there.
  sealed interface Look {
    /// Something that can be opened.
    ///
    /// @param version the same as long as its bytes are; letters, digits and `-`
    record There(String version) implements Look {}

    /// Something that goes on, or about which nothing is known yet: it is played as live.
    record Live() implements Look {}

    /// Nothing. The sentence is for the viewer.
    record NotThere(String sentence) implements Look {}
  }
}
