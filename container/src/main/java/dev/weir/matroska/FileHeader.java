package dev.weir.matroska;

import dev.weir.media.Codec;
import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/// What a file begins with, but for the head of its Segment.
final class FileHeader {
  /// TimestampScale: block times are milliseconds, as WebM wants it.
  static final int TIMESTAMP_SCALE_NANOS = 1_000_000;

  private static final String APPLICATION = "Weir";

  private FileHeader() {}

  /// Appends the EBML header (RFC 8794 11.2.1).
  static void ebml(DocType type, ByteBuf out) {
    int header = EbmlWriter.begin(Ids.EBML, out);
    EbmlWriter.unsigned(Ids.EBML_VERSION, 1, out);
    EbmlWriter.unsigned(Ids.EBML_READ_VERSION, 1, out);
    EbmlWriter.unsigned(Ids.EBML_MAX_ID_LENGTH, 4, out);
    EbmlWriter.unsigned(Ids.EBML_MAX_SIZE_LENGTH, 8, out);
    EbmlWriter.text(Ids.DOC_TYPE, type.id(), out);
    // Version 4 has CodecDelay and LanguageBCP47; who knows SimpleBlock (2) can read it.
    EbmlWriter.unsigned(Ids.DOC_TYPE_VERSION, 4, out);
    EbmlWriter.unsigned(Ids.DOC_TYPE_READ_VERSION, 2, out);
    EbmlWriter.end(header, out);
  }

  /// Appends Info (RFC 9559 5.1.2); without a duration if that is negative.
  static void info(long durationMillis, ByteBuf out) {
    int info = EbmlWriter.begin(Ids.INFO, out);
    EbmlWriter.unsigned(Ids.TIMESTAMP_SCALE, TIMESTAMP_SCALE_NANOS, out);
    if (durationMillis >= 0) {
      EbmlWriter.number(Ids.DURATION, (double) durationMillis, out);
    }
    EbmlWriter.text(Ids.MUXING_APP, APPLICATION, out);
    EbmlWriter.text(Ids.WRITING_APP, APPLICATION, out);
    EbmlWriter.end(info, out);
  }

  /// Appends Tracks (RFC 9559 5.1.4).
  static void tracks(Collection<WrittenTrack> tracks, DocType type, ByteBuf out) {
    int start = EbmlWriter.begin(Ids.TRACKS, out);
    Set<Codec.Kind> seen = EnumSet.noneOf(Codec.Kind.class);
    for (WrittenTrack track : tracks) {
      boolean first = seen.add(track.track().codec().kind());
      TrackEntryWriter.write(track.track(), track.number(), first, type, out);
    }
    EbmlWriter.end(start, out);
  }
}
