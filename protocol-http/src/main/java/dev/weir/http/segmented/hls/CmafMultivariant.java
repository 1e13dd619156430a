package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.cmaf.BitRates;
import dev.weir.http.segmented.cmaf.Renditions;
import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the multivariant playlist over CMAF tracks (RFC 8216bis 4.4.6).
///
/// Sound is in groups, one for each codec, as players choose a variant by what they can decode;
/// each video track is a variant with each group.
final class CmafMultivariant {
  private static final int VERSION = 7;

  private final Renditions renditions;
  private final List<Segment> segments;
  private final Map<String, List<Track>> groups = new LinkedHashMap<>(); // sound by codec
  private final StringBuilder text;

  CmafMultivariant(Renditions renditions, List<Segment> segments, StringBuilder text) {
    this.renditions = renditions;
    this.segments = segments;
    this.text = text;
    for (Track track : renditions.audio()) {
      groups.computeIfAbsent(codecs(track), _ -> new ArrayList<>()).add(track);
    }
  }

  void write() {
    text.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION);
    text.append("\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    groups.forEach((codecs, tracks) -> RenditionTags.write("AUDIO", group(codecs), tracks, text));
    RenditionTags.write("SUBTITLES", RenditionTags.SUBTITLES, renditions.text(), text);
    for (Track video : renditions.video()) {
      if (groups.isEmpty()) {
        variant(video, null, List.of());
      }
      groups.forEach((codecs, tracks) -> variant(video, codecs, tracks));
    }
    if (renditions.video().isEmpty()) {
      groups.forEach((codecs, tracks) -> variant(null, codecs, tracks));
    }
    renditions.video().forEach(this::pictures);
  }

  private void variant(@Nullable Track video, @Nullable String soundCodecs, List<Track> sounds) {
    BitRates rates = new BitRates(0, 0);
    for (Track sound : sounds) { // of a group the one that takes most
      BitRates one = BitRates.of(segments, sound.id());
      rates = one.peak() > rates.peak() ? one : rates;
    }
    rates = video == null ? rates : rates.and(BitRates.of(segments, video.id()));
    text.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(rates.peak());
    text.append(",AVERAGE-BANDWIDTH=").append(rates.mean()).append(",CODECS=\"");
    text.append(video == null ? "" : codecs(video));
    text.append(video == null || soundCodecs == null ? "" : ",");
    text.append(soundCodecs == null ? "" : soundCodecs);
    // RFC 8216bis 4.4.6.2: the codecs of every rendition that can be played with it.
    boolean cues = !renditions.text().isEmpty();
    text.append(cues ? ",wvtt\"" : "\"");
    if (video != null) {
      supplement(video);
      shape(video);
      double rate = BitRates.pictureRate(segments, video.id());
      text.append(rate > 0 ? String.format(Locale.ROOT, ",FRAME-RATE=%.3f", rate) : "");
    }
    if (soundCodecs != null) {
      text.append(",AUDIO=\"").append(group(soundCodecs)).append('"');
    }
    text.append(cues ? ",SUBTITLES=\"" + RenditionTags.SUBTITLES + "\"" : "").append('\n');
    text.append(address(video == null ? sounds.getFirst() : video)).append('\n');
  }

  private void pictures(Track video) {
    BitRates rates = BitRates.ofFirstPictures(segments, video.id());
    text.append("#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=").append(rates.peak());
    text.append(",CODECS=\"").append(codecs(video)).append('"');
    supplement(video);
    shape(video);
    text.append(",URI=\"").append(video.id()).append("/iframes.m3u8");
    text.append(ManifestForm.VARIABLES).append("\"\n");
  }

  /// What some players can make more of than `CODECS` says.
  private void supplement(Track video) {
    DolbyVision dolbyVision = picture(video).dolbyVision();
    if (dolbyVision != null && !dolbyVision.isAlone()) {
      text.append(",SUPPLEMENTAL-CODECS=\"").append(dolbyVision.codecString());
      dolbyVision.brand().ifPresent(brand -> text.append('/').append(brand));
      text.append('"');
    }
  }

  private void shape(Track video) {
    Picture picture = picture(video);
    if (picture.width() > 0) {
      text.append(",RESOLUTION=").append(picture.width()).append('x').append(picture.height());
    }
    text.append(VideoRange.attribute(picture));
  }

  private static Picture picture(Track video) {
    return ((Codec.Video) video.codec()).picture();
  }

  private String address(Track track) {
    return track.id() + "/index.m3u8" + ManifestForm.VARIABLES;
  }

  private static String group(String codecs) {
    return "audio-" + codecs;
  }

  private static String codecs(Track track) {
    String codecs = track.codec().codecString();
    return codecs == null ? "" : codecs;
  }
}
