package dev.weir.http.segmented.smooth;

import dev.weir.http.segmented.ManifestText;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import dev.weir.mp4.SmoothBoxes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes a [SmoothManifest].
///
/// Tracks of pictures that are cut at the same times are qualities of one stream; every track of
/// sound is a stream. Players put bit rates into the addresses of fragments, and some of them
/// nothing else, so a quality's bit rate is made to end in the number of its track.
final class SmoothManifestWriter {
  private static final int MILLION = 1_000_000;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final List<Segment> segments;
  private final boolean live;
  private final SmoothAddresses.Family addresses;
  private final List<Track> tracks;
  private final ManifestText out;
  private final StringBuilder text; // of `out`

  /// @param segments at least one
  /// @param tracks of the newest, those that are carried
  SmoothManifestWriter(
      List<Segment> segments,
      boolean live,
      SmoothAddresses.Family addresses,
      List<Track> tracks,
      ManifestText out) {
    this.segments = segments;
    this.live = live;
    this.addresses = addresses;
    this.tracks = tracks;
    this.out = out;
    this.text = out.text();
  }

  void write() {
    long micros = 0;
    for (Segment segment : segments) {
      micros += segment.durationMicros();
    }
    long ticks = SmoothWrapping.TIMESCALE.fromMicros(micros);
    text.append(BYTE_ORDER_MARK).append("<?xml version=\"1.0\" encoding=\"utf-16\"?>\n");
    text.append("<SmoothStreamingMedia MajorVersion=\"2\" MinorVersion=\"0\"");
    attribute("TimeScale", SmoothWrapping.TIMESCALE.ticksPerSecond());
    attribute("Duration", live ? 0 : ticks);
    if (live) {
      attribute("IsLive", "TRUE");
      attribute("LookAheadFragmentCount", SmoothWrapping.LOOK_AHEAD);
      attribute("DVRWindowLength", ticks);
      attribute("CanSeek", "TRUE");
      attribute("CanPause", "TRUE");
    }
    text.append(">\n");
    for (List<Track> qualities : streams()) {
      streamIndex(qualities);
    }
    text.append("</SmoothStreamingMedia>\n");
  }

  /// The tracks in groups that have the same chunks.
  private List<List<Track>> streams() {
    List<List<Track>> groups = new ArrayList<>();
    for (Track track : tracks) {
      groups.stream()
          .filter(group -> track.isVideo() && isAlike(group.getFirst(), track))
          .findFirst()
          .orElseGet(() -> {
            List<Track> group = new ArrayList<>();
            groups.add(group);
            return group;
          })
          .add(track);
    }
    return groups;
  }

  private boolean isAlike(Track one, Track other) {
    return one.isVideo()
        && segments.stream().allMatch(segment -> place(segment, one).equals(place(segment, other)));
  }

  private static Optional<SmoothBoxes.Place> place(Segment segment, Track track) {
    return segment.span(track.id()).map(SmoothWrapping::place);
  }

  private void streamIndex(List<Track> qualities) {
    Track first = qualities.getFirst();
    text.append("<StreamIndex");
    attribute("Type", first.isVideo() ? "video" : "audio");
    attribute("Name", (first.isVideo() ? "video" : "audio") + first.id());
    if (first.language() != null) {
      attribute("Language", escaped(first.language()));
    }
    attribute("QualityLevels", qualities.size());
    attribute("Chunks", segments.stream().filter(s -> s.span(first.id()).isPresent()).count());
    attribute("Url", addresses.template(first));
    text.append(">\n");
    for (int index = 0; index < qualities.size(); index++) {
      quality(index, qualities.get(index));
    }
    for (Segment segment : segments) {
      place(segment, first).ifPresent(this::chunk);
    }
    text.append("</StreamIndex>\n");
  }

  private void chunk(SmoothBoxes.Place place) {
    text.append("<c");
    attribute("t", place.time());
    attribute("d", place.duration());
    text.append("/>\n");
    out.entryEnds();
  }

  private void quality(int index, Track track) {
    SmoothCodec codec = SmoothCodec.of(track.codec());
    text.append("<QualityLevel");
    attribute("Index", index);
    attribute("Bitrate", bitRate(track));
    attribute("FourCC", codec.fourCc());
    attribute("CodecPrivateData", codec.privateData());
    switch (track.codec()) {
      case Codec.Video video -> {
        Picture picture = video.picture();
        attribute("MaxWidth", picture.width());
        attribute("MaxHeight", picture.height());
        attribute("NALUnitLengthField", Integer.BYTES);
      }
      case Codec.Audio audio -> {
        attribute("AudioTag", codec.audioTag());
        attribute("SamplingRate", audio.sampleRate());
        attribute("Channels", audio.channels());
        attribute("BitsPerSample", 16);
        attribute("PacketSize", 4);
      }
      case Codec.Text _, Codec.Data _ -> {}
    }
    text.append("><CustomAttributes><Attribute Name=\"TrackID\" Value=\"")
        .append(track.id())
        .append("\"/></CustomAttributes></QualityLevel>\n");
  }

  private long bitRate(Track track) {
    long bytes = 0;
    long micros = 0;
    for (Segment segment : segments) {
      bytes += segment.payloadBytes(track.id());
      micros += segment.span(track.id()).map(TrackSpan::durationMicros).orElse(0L);
    }
    long bits = micros == 0 ? 0 : bytes * Byte.SIZE * MILLION / micros;
    return Math.max(1, bits / SmoothManifest.TRACK_DIGITS) * SmoothManifest.TRACK_DIGITS
        + track.id() % SmoothManifest.TRACK_DIGITS;
  }

  private void attribute(String name, long value) {
    attribute(name, Long.toString(value));
  }

  /// @param value without anything that means something in XML
  private void attribute(String name, String value) {
    text.append(' ').append(name).append("=\"").append(value).append('"');
  }

  private static String escaped(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
