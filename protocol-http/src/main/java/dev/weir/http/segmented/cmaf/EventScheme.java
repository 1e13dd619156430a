package dev.weir.http.segmented.cmaf;

import dev.weir.media.Codec;
import java.util.Optional;

/// What the messages of a data track are as DASH events (ISO/IEC 23009-1 5.10).
///
/// @param uri the scheme
/// @param value distinguishes streams of one scheme
public record EventScheme(String uri, String value) {
  private static final EventScheme SCTE35 = new EventScheme("urn:scte:scte35:2013:bin", "1");
  private static final EventScheme ID3 = new EventScheme("https://aomedia.org/emsg/ID3", "");

  /// The scheme of a codec's messages; empty if they are no events.
  public static Optional<EventScheme> of(Codec codec) {
    return codec instanceof Codec.Data data
        ? switch (data.format()) {
          case SCTE35 -> Optional.of(SCTE35);
          case ID3, AMF0, JSON -> Optional.of(ID3); // see MessageTag
          case KLV -> Optional.empty();
        }
        : Optional.empty();
  }
}
