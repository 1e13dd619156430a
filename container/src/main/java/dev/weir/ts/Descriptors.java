package dev.weir.ts;

import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Looks into descriptors (ISO/IEC 13818-1 2.6): a list of `tag:8 | length:8 | body`.
final class Descriptors {
  static final int REGISTRATION = 0x05;
  static final int LANGUAGE = 0x0A;
  static final int METADATA = 0x26;

  /// ETSI EN 300 468.
  static final int DVB_AC3 = 0x6A;

  /// ETSI EN 300 468.
  static final int DVB_EAC3 = 0x7A;

  /// ETSI EN 300 468: the tag of the body says which.
  static final int DVB_EXTENSION = 0x7F;

  /// DOVI_video_stream_descriptor (Dolby Vision Streams Within the MPEG-2 Transport Stream Format).
  static final int DOLBY_VISION = 0xB0;

  static final int DOLBY_VISION_BYTES = 5; // of one layer

  private static final int LANGUAGE_BYTES = 3;
  private static final int METADATA_FORMAT = 2;
  private static final int IDENTIFIER_FOLLOWS = 0xFF;

  private Descriptors() {}

  /// The body of the first descriptor of `tag`, or null. One that runs past the end ends the list.
  static @Nullable Octets find(Octets descriptors, int tag) {
    int at = 0;
    while (at + 2 <= descriptors.length()) {
      int next = at + 2 + descriptors.at(at + 1);
      if (next > descriptors.length()) {
        return null;
      }
      if (descriptors.at(at) == tag) {
        return descriptors.slice(at + 2, next);
      }
      at = next;
    }
    return null;
  }

  /// The format_identifier of the registration descriptor, or an empty string.
  static String registration(Octets descriptors) {
    Octets body = find(descriptors, REGISTRATION);
    return body == null || body.length() < 4 ? "" : text(body.slice(0, 4));
  }

  /// The metadata_format_identifier of the metadata descriptor, or an empty string.
  static String metadataFormat(Octets descriptors) {
    Octets body = find(descriptors, METADATA);
    if (body == null || body.length() < 2) {
      return "";
    }
    // metadata_application_format:16 (FFFF: identifier:32) | metadata_format:8 (FF: identifier:32)
    int format = body.at(0) == 0xFF && body.at(1) == 0xFF ? METADATA_FORMAT + 4 : METADATA_FORMAT;
    if (body.length() < format + 5 || body.at(format) != IDENTIFIER_FOLLOWS) {
      return "";
    }
    return text(body.slice(format + 1, format + 5));
  }

  /// The first code of the language descriptor, if it is one of three letters.
  static @Nullable String language(Octets descriptors) {
    Octets body = find(descriptors, LANGUAGE);
    if (body == null || body.length() < LANGUAGE_BYTES) {
      return null;
    }
    String code = text(body.slice(0, LANGUAGE_BYTES)).toLowerCase(Locale.ROOT);
    return code.matches("[a-z]{3}") && !code.equals("und") ? code : null;
  }

  /// What the Dolby Vision descriptor says, which is laid out as the record of MP4 where there is
  /// one layer; null if there is none, or it says nothing that Weir knows.
  static @Nullable DolbyVision dolbyVision(Octets descriptors) {
    Octets body = find(descriptors, DOLBY_VISION);
    return body == null ? null : DolbyVision.parse(body);
  }

  private static String text(Octets octets) {
    return new String(octets.toByteArray(), StandardCharsets.ISO_8859_1);
  }
}
