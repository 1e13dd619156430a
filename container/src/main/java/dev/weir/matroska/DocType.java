package dev.weir.matroska;

import dev.weir.media.Codec;

/// Which of the two document types of the one format.
public enum DocType {
  /// Matroska (RFC 9559): nearly every codec.
  MATROSKA("matroska"),
  /// WebM: the free codecs, for browsers.
  WEBM("webm");

  private final String id;

  DocType(String id) {
    this.id = id;
  }

  /// What the EBML header calls it.
  String id() {
    return id;
  }

  /// Whether tracks in `codec` may be in it.
  public boolean carries(Codec codec) {
    return switch (this) {
      case MATROSKA -> CodecIds.of(codec, this) != null;
      case WEBM ->
          switch (codec) {
            case Codec.Vp8 _, Codec.Vp9 _, Codec.Av1 _, Codec.Opus _, Codec.Vorbis _ -> true;
            case Codec.Text(var format, _) -> format == Codec.Text.Format.WEBVTT;
            default -> false;
          };
    };
  }
}
