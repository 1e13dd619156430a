package dev.weir.http.segmented.hls;

import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.TrackSpan;
import dev.weir.media.Codec;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import dev.weir.ts.TsSegmentWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One entry of a multivariant playlist: a video track and the first audio track, or one of them.
///
/// @param video null in a variant of sound only
/// @param audio null in a variant without sound
record HlsVariant(@Nullable Track video, @Nullable Track audio) {
  private static final int PACKET_BYTES = 188;
  private static final int PACKET_PAYLOAD_BYTES = 184;

  /// What comes before a sample: PES header with two times, clock reference, ADTS or delimiter.
  private static final int SAMPLE_HEADER_BYTES = 32;

  /// Tables, and what makes each PID's packets a multiple of 16.
  private static final int PACKETS_BESIDES = 32;

  /// A PID has a multiple of so many packets.
  private static final int PACKETS_ALIKE = 16;

  /// Every variant of a stream with these tracks.
  static List<HlsVariant> of(List<Track> tracks) {
    List<Track> carried = tracks.stream().filter(t -> TsSegmentWriter.carries(t.codec())).toList();
    Track audio = carried.stream().filter(Track::isAudio).findFirst().orElse(null);
    List<HlsVariant> variants = new ArrayList<>();
    for (Track track : carried) {
      if (track.isVideo()) {
        variants.add(new HlsVariant(track, audio));
      }
    }
    if (variants.isEmpty() && audio != null) {
      variants.add(new HlsVariant(null, audio));
    }
    return variants;
  }

  /// The variant that `path` names, see [#path]; any that a stream with these tracks can have had,
  /// as players stay with a variant when a track comes or goes.
  static Optional<HlsVariant> find(String path, List<Track> tracks) {
    int underscore = path.indexOf('_');
    if (underscore < 0) {
      return carried(path, tracks)
          .map(one -> one.isVideo() ? new HlsVariant(one, null) : new HlsVariant(null, one));
    }
    Optional<Track> video = carried(path.substring(0, underscore), tracks).filter(Track::isVideo);
    Optional<Track> audio = carried(path.substring(underscore + 1), tracks).filter(Track::isAudio);
    return video.isEmpty() || audio.isEmpty()
        ? Optional.empty()
        : Optional.of(new HlsVariant(video.get(), audio.get()));
  }

  private static Optional<Track> carried(String id, List<Track> tracks) {
    for (Track track : tracks) {
      if (Integer.toString(track.id()).equals(id) && TsSegmentWriter.carries(track.codec())) {
        return Optional.of(track);
      }
    }
    return Optional.empty();
  }

  /// The folder of its playlist: `1_2`, `1` or `2`, from the track ids.
  String path() {
    if (video == null || audio == null) {
      return Integer.toString(id(video) + id(audio));
    }
    return id(video) + "_" + id(audio);
  }

  TsWrapping wrapping() {
    return new TsWrapping(id(video), id(audio));
  }

  /// The attributes of EXT-X-STREAM-INF (RFC 8216 4.3.4.2), measured over `segments`.
  String attributes(List<Segment> segments, boolean cues) {
    StringBuilder text = new StringBuilder();
    text.append("BANDWIDTH=").append(peakBits(segments, this::mostBytes));
    text.append(",AVERAGE-BANDWIDTH=").append(meanBits(segments));
    // RFC 8216bis 4.4.6.2: the codecs of every rendition that can be played with it.
    text.append(decoding(cues ? ",wvtt" : ""));
    double rate = video == null ? 0 : frameRate(segments);
    if (rate > 0) {
      text.append(String.format(Locale.ROOT, ",FRAME-RATE=%.3f", rate));
    }
    return text.toString();
  }

  /// The attributes of EXT-X-I-FRAME-STREAM-INF (RFC 8216 4.3.4.3).
  String pictureAttributes(List<Segment> segments) {
    return "BANDWIDTH=" + peakBits(segments, this::mostPictureBytes) + decoding("");
  }

  private String decoding(String moreCodecs) {
    StringBuilder text = new StringBuilder();
    String codecs = codecs() + moreCodecs;
    if (!codecs.isEmpty()) {
      text.append(",CODECS=\"").append(codecs).append('"');
    }
    if (video != null && video.codec() instanceof Codec.Video coded) {
      Picture picture = coded.picture();
      if (picture.width() > 0) {
        text.append(",RESOLUTION=").append(picture.width()).append('x').append(picture.height());
      }
      text.append(VideoRange.attribute(picture));
    }
    return text.toString();
  }

  /// Whether a segment has none of its pictures, but those of another variant: a gap, behind which
  /// players go on with that one.
  boolean isGapIn(Segment segment) {
    return video != null
        && segment.span(video.id()).isEmpty()
        && segment.tracks().stream()
            .anyMatch(track -> track.isVideo() && TsSegmentWriter.carries(track.codec()));
  }

  private String codecs() {
    List<String> names = new ArrayList<>();
    for (Track track : new Track[] {video, audio}) {
      if (track != null && track.codec().codecString() != null) {
        names.add(track.codec().codecString());
      }
    }
    return String.join(",", names);
  }

  /// As measured, because headers are often silent or wrong.
  private double frameRate(List<Segment> segments) {
    long micros = 0;
    long frames = 0;
    for (Segment segment : segments) {
      micros += segment.durationMicros();
      frames += segment.samples(id(video));
    }
    return micros == 0 ? 0 : frames * 1e6 / micros;
  }

  private static long peakBits(List<Segment> segments, ToLongFunction<Segment> mostBytes) {
    return segments.stream()
        .mapToLong(
            segment -> mostBytes.applyAsLong(segment) * 8_000_000L / segment.durationMicros())
        .max()
        .orElse(1);
  }

  private long meanBits(List<Segment> segments) {
    long micros = segments.stream().mapToLong(Segment::durationMicros).sum();
    long bytes = segments.stream().mapToLong(this::likelyBytes).sum();
    return micros == 0 ? 1 : bytes * 8_000_000L / micros;
  }

  /// No less than what the segment takes: the last packet of each sample has one byte.
  private long mostBytes(Segment segment) {
    return (fullPackets(segment) + samples(segment)) * PACKET_BYTES;
  }

  /// No less than what its first picture takes alone.
  private long mostPictureBytes(Segment segment) {
    long payload = segment.span(id(video)).map(TrackSpan::firstBytes).orElse(0);
    long packets = (payload + SAMPLE_HEADER_BYTES) / PACKET_PAYLOAD_BYTES;
    return (PACKETS_BESIDES + PACKETS_ALIKE + packets) * PACKET_BYTES;
  }

  /// About what the segment takes: the last packet of each sample is half full.
  private long likelyBytes(Segment segment) {
    return (fullPackets(segment) + samples(segment) / 2) * PACKET_BYTES;
  }

  private long fullPackets(Segment segment) {
    long payload = segment.payloadBytes(id(video)) + segment.payloadBytes(id(audio));
    return PACKETS_BESIDES
        + (payload + samples(segment) * SAMPLE_HEADER_BYTES) / PACKET_PAYLOAD_BYTES;
  }

  private long samples(Segment segment) {
    long ofVideo = segment.samples(id(video));
    return ofVideo + segment.samples(id(audio));
  }

  private static int id(@Nullable Track track) {
    return track == null ? 0 : track.id();
  }
}
