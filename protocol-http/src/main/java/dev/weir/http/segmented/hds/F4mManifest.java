package dev.weir.http.segmented.hds;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Writes the manifest (F4M 1.0): a medium for each track of pictures, each with the first track of
/// sound, or one for that alone.
final class F4mManifest {
  private static final int BITS_PER_KILOBIT = 1000;

  private F4mManifest() {}

  /// The tracks that are offered: of pictures, or else of sound; empty if nothing can be.
  static List<Track> offered(List<Track> tracks) {
    List<Track> carried = tracks.stream().filter(t -> HdsWrapping.carries(t.codec())).toList();
    List<Track> video = carried.stream().filter(Track::isVideo).toList();
    return video.isEmpty() ? carried.stream().filter(Track::isAudio).limit(1).toList() : video;
  }

  /// Writes it. Players put the names of fragments in front of the variables of a medium's address.
  static void write(String stream, Snapshot now, List<Track> offered, StringBuilder text) {
    text.append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    text.append("<manifest xmlns=\"http://ns.adobe.com/f4m/1.0\">\n");
    text.append("<id>").append(escaped(stream)).append("</id>\n");
    text.append("<mimeType>video/mp4</mimeType>\n<deliveryType>streaming</deliveryType>\n");
    text.append("<streamType>").append(now.live() ? "live" : "recorded").append("</streamType>\n");
    if (!now.live()) {
      text.append(String.format(Locale.ROOT, "<duration>%.3f</duration>\n", seconds(now)));
    }
    for (Track track : offered) {
      medium(track, now.segments(), text);
    }
    text.append("</manifest>\n");
  }

  private static double seconds(Snapshot now) {
    Segment last = now.segments().getLast();
    long end = last.endMicros();
    return (end - now.segments().getFirst().startMicros()) / 1e6;
  }

  private static void medium(Track track, List<Segment> segments, StringBuilder text) {
    int id = track.id();
    text.append(
        "<bootstrapInfo profile=\"named\" id=\"bootstrap%d\" url=\"%d.abst%s\"/>\n"
            .formatted(id, id, ManifestForm.VARIABLES));
    text.append(
        "<media url=\"%d-%s\" bootstrapInfoId=\"bootstrap%d\""
            .formatted(id, ManifestForm.VARIABLES, id));
    text.append(" bitrate=\"%d\"".formatted(kilobits(id, segments)));
    if (track.codec() instanceof Codec.Video video && video.picture().width() > 0) {
      text.append(
          " width=\"%d\" height=\"%d\""
              .formatted(video.picture().width(), video.picture().height()));
    }
    text.append(">\n<metadata>").append(metadata()).append("</metadata>\n</media>\n");
  }

  private static long kilobits(int trackId, List<Segment> segments) {
    long bytes = 0;
    long micros = 0;
    for (Segment segment : segments) {
      bytes += segment.payloadBytes(trackId);
      micros += segment.durationMicros();
    }
    return Math.max(1, micros == 0 ? 0 : bytes * 8_000_000 / micros / BITS_PER_KILOBIT);
  }

  /// An onMetaData that says nothing: fragments say all themselves.
  private static String metadata() {
    ByteBuf out = Unpooled.buffer();
    Amf0Writer.writeAll(out, AmfValue.of("onMetaData"), AmfValue.object().buildEcmaArray());
    return Base64.getEncoder().encodeToString(Octets.copyOf(out).toByteArray());
  }

  private static String escaped(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
