package dev.weir.http.segmented.smooth;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import dev.weir.mp4.SmoothBoxes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes the manifest (MS-SSTR 2.2.2).
///
/// Tracks of pictures that are cut at the same times are qualities of one stream; every track of
/// sound is a stream. A manifest cannot say that a codec changes: it lists what comes behind the
/// last change. Of a live stream it leaves out the segments that fragments before them announce.
///
/// Players put bit rates into the addresses of fragments, and some of them nothing else, so a
/// quality's bit rate is made to end in the number of its track.
final class SmoothManifest {
  /// Three digits of a bit rate are the track's.
  static final int TRACK_DIGITS = 1000;

  private static final int MILLION = 1_000_000;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final List<Segment> segments;
  private final boolean live;
  private final SmoothAddresses.Family addresses;
  private final List<Track> tracks;
  private final StringBuilder text = new StringBuilder(4096);

  private SmoothManifest(List<Segment> segments, boolean live, SmoothAddresses.Family addresses) {
    this.segments = segments;
    this.live = live;
    this.addresses = addresses;
    this.tracks =
        segments.getLast().tracks().stream().filter(t -> SmoothCodec.carries(t.codec())).toList();
  }

  /// That of a stream; null if nothing that it could list is there.
  static @Nullable SmoothManifest of(Snapshot now, SmoothAddresses.Family addresses) {
    List<Segment> listed = listed(now);
    return listed.isEmpty() ? null : new SmoothManifest(listed, now.live(), addresses);
  }

  /// Whether nothing of the stream can be played.
  boolean isEmpty() {
    return tracks.isEmpty();
  }

  /// The text; called once.
  String write() {
    presentation();
    return text.toString();
  }

  /// The segments behind the last change; of a live stream, those whose look-ahead is there.
  private static List<Segment> listed(Snapshot now) {
    List<Segment> all = now.segments();
    int end = Math.max(0, all.size() - (now.live() ? SmoothWrapping.LOOK_AHEAD : 0));
    // The numbers only grow: the segments of a film, which may be many, are not gone through.
    boolean changes = end > 0 && !isAlike(all.getFirst(), all.get(end - 1));
    int start = changes ? end : 0;
    while (start > 0 && isAlike(all.get(start - 1), all.get(end - 1))) {
      start--;
    }
    return all.subList(start, end);
  }

  private static boolean isAlike(Segment one, Segment other) {
    return one.discontinuitySequence() == other.discontinuitySequence();
  }

  private void presentation() {
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
    Map<Object, List<Track>> groups = new LinkedHashMap<>();
    for (Track track : tracks) {
      Object key = track.isVideo() ? places(track) : track;
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(track);
    }
    return List.copyOf(groups.values());
  }

  private List<SmoothBoxes.Place> places(Track track) {
    return segments.stream()
        .map(segment -> segment.span(track.id()))
        .flatMap(Optional::stream)
        .map(SmoothWrapping::place)
        .toList();
  }

  private void streamIndex(List<Track> qualities) {
    Track first = qualities.getFirst();
    List<SmoothBoxes.Place> chunks = places(first);
    text.append("<StreamIndex");
    attribute("Type", first.isVideo() ? "video" : "audio");
    attribute("Name", (first.isVideo() ? "video" : "audio") + first.id());
    if (first.language() != null) {
      attribute("Language", escaped(first.language()));
    }
    attribute("QualityLevels", qualities.size());
    attribute("Chunks", chunks.size());
    attribute("Url", addresses.template(first));
    text.append(">\n");
    for (int index = 0; index < qualities.size(); index++) {
      quality(index, qualities.get(index));
    }
    for (SmoothBoxes.Place chunk : chunks) {
      text.append("<c");
      attribute("t", chunk.time());
      attribute("d", chunk.duration());
      text.append("/>\n");
    }
    text.append("</StreamIndex>\n");
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
    return Math.max(1, bits / TRACK_DIGITS) * TRACK_DIGITS + track.id() % TRACK_DIGITS;
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
