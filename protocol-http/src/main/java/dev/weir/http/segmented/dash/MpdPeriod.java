package dev.weir.http.segmented.dash;

import dev.weir.http.segmented.ManifestForm;
import dev.weir.http.segmented.Segment;
import dev.weir.http.segmented.Snapshot;
import dev.weir.http.segmented.Splice;
import dev.weir.http.segmented.cmaf.BitRates;
import dev.weir.http.segmented.cmaf.CmafNames;
import dev.weir.http.segmented.cmaf.EventScheme;
import dev.weir.http.segmented.cmaf.Languages;
import dev.weir.http.segmented.cmaf.Renditions;
import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.Picture;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes one period (ISO/IEC 23009-1 5.3.2): its adaptation sets with their segment timelines.
///
/// Pictures of one codec are one set; sound of one codec and language is one.
final class MpdPeriod {
  private static final String ROLE = "urn:mpeg:dash:role:2011";
  private static final String TRICK_MODE = "http://dashif.org/guidelines/trickmode";
  private static final String SCTE214 = "urn:scte:dash:scte214-extensions";
  private static final String CHANNELS = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011";

  /// Sets of first pictures have the id of theirs and this.
  private static final int TRICK_MODE_ID = 1000;

  /// Of a whole file of cues.
  private static final int TEXT_BANDWIDTH = 256;

  private static final int CUE_SEGMENT_BYTES = 256; // more than one without cues takes

  private static final int CUE_BYTES = 128; // more than one takes beside its text

  private final Snapshot now;
  private final List<Segment> segments;
  private final List<Splice> splices;
  private final Mpd.Wanted wanted;
  private final boolean lowLatency;
  private final Xml xml;
  private final Segment first;

  /// @param segments its own, at least one
  /// @param splices its own
  MpdPeriod(
      Snapshot now,
      List<Segment> segments,
      List<Splice> splices,
      Mpd.Wanted wanted,
      boolean lowLatency,
      Xml xml) {
    this.now = now;
    this.segments = segments;
    this.splices = splices;
    this.wanted = wanted;
    this.lowLatency = lowLatency;
    this.xml = xml;
    this.first = segments.getFirst();
  }

  void write() {
    boolean dated = first.utcMicros() >= 0;
    long startMicros = dated ? first.utcMicros() - first.startMicros() + first.periodMicros() : 0;
    xml.begin("Period")
        .attribute("id", "p" + first.periodSequence())
        .duration("start", startMicros)
        .open();
    new SpliceEvents(first.periodMicros(), splices, xml).write();
    int id = 0;
    Map<String, Integer> mains = new LinkedHashMap<>(); // the first set of each kind, by kind
    for (List<Track> set : sets()) {
      String kind = set.getFirst().isVideo() ? "video" : "audio";
      adaptationSet(id, kind, set, mains.putIfAbsent(kind, id) == null);
      id++;
    }
    Integer pictures = mains.get("video");
    if (wanted.trickMode() && pictures != null) {
      trickMode(pictures, sets().get(pictures));
    }
    for (Track text : wanted.renditions().text()) {
      if (dated) {
        cues(text);
      } else {
        text(text);
      }
    }
    xml.close("Period");
  }

  private List<List<Track>> sets() {
    Map<String, List<Track>> sets = new LinkedHashMap<>();
    List<Track> tracks = new ArrayList<>(first.tracks());
    tracks.sort((a, b) -> Boolean.compare(b.isVideo(), a.isVideo()));
    for (Track track : tracks) {
      boolean played = track.isVideo() || track.isAudio();
      if (played && Renditions.carries(track.codec())) {
        String language = track.isVideo() ? "" : Languages.tag(track.language());
        sets.computeIfAbsent(track.codec().name() + " " + language, _ -> new ArrayList<>())
            .add(track);
      }
    }
    return List.copyOf(sets.values());
  }

  private void adaptationSet(int id, String kind, List<Track> tracks, boolean main) {
    xml.begin("AdaptationSet")
        .attribute("id", id)
        .attribute("contentType", kind)
        .attribute("mimeType", kind + "/mp4")
        .attribute("segmentAlignment", "true")
        .attribute("startWithSAP", 1);
    String language = Languages.tag(tracks.getFirst().language());
    if (!language.isEmpty()) {
      xml.attribute("lang", language);
    }
    xml.open();
    if (first.bringsEvents(tracks.getFirst())) {
      events();
    }
    if (lowLatency) {
      producerReferenceTime(tracks.getFirst());
      xml.begin("Resync").attribute("type", 2);
      xml.attribute("dT", ticks(tracks.getFirst(), now.partTargetMicros())).end();
    }
    role(main ? "main" : "alternate");
    for (Track track : tracks) {
      representation(track, track.id() + "", BitRates.of(finished(), track.id()).peak(), false);
    }
    xml.close("AdaptationSet");
  }

  /// 5.10.3.3: which schemes the segments have events of.
  private void events() {
    wanted.renditions().events().stream()
        .flatMap(track -> EventScheme.of(track.codec()).stream())
        .distinct()
        .forEach(scheme ->
            xml.begin("InbandEventStream")
                .attribute("schemeIdUri", scheme.uri())
                .attribute("value", scheme.value())
                .end());
  }

  private void role(String value) {
    xml.begin("Role").attribute("schemeIdUri", ROLE).attribute("value", value).end();
  }

  /// 5.12: what time of the media was published when, which is in each part as `prft` too.
  private void producerReferenceTime(Track track) {
    xml.begin("ProducerReferenceTime")
        .attribute("id", 0)
        .attribute("inband", "true")
        .attribute("type", "encoder")
        .attribute("wallClockTime", DashTime.of(first.utcMicros()))
        .attribute("presentationTime", ticks(track, first.startMicros()))
        .open();
    xml.begin("UTCTiming")
        .attribute("schemeIdUri", "urn:mpeg:dash:utc:http-iso:2014")
        .attribute("value", wanted.timeAddress())
        .end();
    xml.close("ProducerReferenceTime");
  }

  private void trickMode(int of, List<Track> tracks) {
    xml.begin("AdaptationSet")
        .attribute("id", of + TRICK_MODE_ID)
        .attribute("contentType", "video")
        .attribute("mimeType", "video/mp4")
        .attribute("segmentAlignment", "true")
        .attribute("startWithSAP", 1)
        .open();
    xml.begin("EssentialProperty")
        .attribute("schemeIdUri", TRICK_MODE)
        .attribute("value", of)
        .end();
    Track track = tracks.getFirst();
    long bandwidth = BitRates.ofFirstPictures(finished(), track.id()).peak();
    representation(track, track.id() + "-t", bandwidth, true);
    xml.close("AdaptationSet");
  }

  /// Finished ones of this period, or of all while it has none.
  private List<Segment> finished() {
    List<Segment> finished = withoutOpen();
    return finished.isEmpty() ? now.segments() : finished;
  }

  /// Those of a film are not copied, as there may be many.
  private List<Segment> withoutOpen() {
    boolean opens = now.isOpen(segments.getLast());
    return opens ? segments.subList(0, segments.size() - 1) : segments;
  }

  private void representation(Track track, String id, long bandwidth, boolean trickMode) {
    xml.begin("Representation")
        .attribute("id", id)
        .attribute("bandwidth", bandwidth)
        .attribute("codecs", String.valueOf(track.codec().codecString()));
    switch (track.codec()) {
      case Codec.Video video -> {
        supplement(video.picture().dolbyVision());
        picture(video.picture());
        if (trickMode) {
          xml.attribute("maxPlayoutRate", 16).attribute("codingDependency", "false");
        } else {
          FrameRate.text(BitRates.pictureRate(finished(), track.id()))
              .ifPresent(rate -> xml.attribute("frameRate", rate));
        }
        xml.open();
      }
      case Codec.Audio audio -> {
        xml.attribute("audioSamplingRate", audio.sampleRate()).open();
        xml.begin("AudioChannelConfiguration")
            .attribute("schemeIdUri", CHANNELS)
            .attribute("value", audio.channels())
            .end();
      }
      case Codec.Text _, Codec.Data _ -> xml.open();
    }
    template(track, trickMode);
    xml.close("Representation");
  }

  /// ANSI/SCTE 214-1 8.2: what some players can make more of than `codecs` says.
  private void supplement(@Nullable DolbyVision dolbyVision) {
    if (dolbyVision != null && !dolbyVision.isAlone()) {
      xml.attribute("xmlns:scte214", SCTE214);
      xml.attribute("scte214:supplementalCodecs", dolbyVision.codecString());
      dolbyVision.brand().ifPresent(brand -> xml.attribute("scte214:supplementalProfiles", brand));
    }
  }

  private void picture(Picture picture) {
    if (picture.width() > 0) {
      xml.attribute("width", picture.width()).attribute("height", picture.height());
    }
  }

  private void template(Track track, boolean trickMode) {
    String folder = track.id() + "/";
    String file = trickMode ? "iframe_$Number$.m4s" : "chunk_$Number$.m4s";
    List<Segment> listed = trickMode ? finished() : segments;
    String variables = ManifestForm.TEMPLATE_VARIABLES;
    long even = wanted.addressing() == Addressing.DURATION ? Addressing.evenMicros(finished()) : 0;
    xml.begin("SegmentTemplate")
        .attribute("timescale", InitSegment.timescale(track.codec()).ticksPerSecond())
        .attribute("presentationTimeOffset", ticks(track, first.periodMicros()))
        .attribute("startNumber", even > 0 ? first.periodSequence() : listed.getFirst().sequence())
        .attribute("initialization", folder + CmafNames.header(first.periodSequence()) + variables)
        .attribute(
            "media",
            wanted.addressing() == Addressing.TIME && !trickMode
                ? "chunk_" + track.id() + "_$Time$.m4s" + variables
                : folder + file + variables);
    if (lowLatency && !trickMode) {
      long ahead = now.segments().getLast().durationMicros() - now.partTargetMicros();
      xml.attribute("availabilityTimeOffset", Xml.seconds(Math.max(0, ahead)))
          .attribute("availabilityTimeComplete", "false");
    }
    if (even > 0) {
      xml.attribute("duration", ticks(track, even)).end();
      return;
    }
    xml.open();
    new Timeline(InitSegment.timescale(track.codec()), now, wanted.overdue(), xml)
        .write(listed, track.id());
    xml.close("SegmentTemplate");
  }

  /// Finished segments of cues.
  private void cues(Track track) {
    List<Segment> finished = withoutOpen();
    if (finished.isEmpty()) {
      return;
    }
    Timescale timescale = InitSegment.timescale(track.codec());
    String variables = ManifestForm.TEMPLATE_VARIABLES;
    beginText(track, "application/mp4");
    xml.begin("Representation")
        .attribute("id", track.id())
        .attribute("bandwidth", cueBandwidth(finished, track.id()))
        .attribute("codecs", "wvtt")
        .open();
    xml.begin("SegmentTemplate")
        .attribute("timescale", timescale.ticksPerSecond())
        .attribute("presentationTimeOffset", timescale.fromMicros(first.periodMicros()))
        .attribute("startNumber", finished.getFirst().sequence())
        .attribute(
            "initialization",
            track.id() + "/" + CmafNames.header(first.periodSequence()) + variables)
        .attribute("media", track.id() + "/chunk_$Number$.m4s" + variables)
        .open();
    new Timeline(timescale, now, wanted.overdue(), xml).writeWhole(finished);
    xml.close("SegmentTemplate");
    xml.close("Representation");
    xml.close("AdaptationSet");
  }

  /// No segment takes more bits a second.
  private static long cueBandwidth(List<Segment> finished, int trackId) {
    return finished.stream()
        .mapToLong(segment -> {
          long bytes =
              CUE_SEGMENT_BYTES
                  + segment.payloadBytes(trackId)
                  + (long) CUE_BYTES * segment.samples(trackId);
          return bytes * 8_000_000 / segment.durationMicros();
        })
        .max()
        .orElse(TEXT_BANDWIDTH);
  }

  /// A whole file of cues beside the segments.
  private void text(Track track) {
    beginText(track, "text/vtt");
    xml.begin("Representation")
        .attribute("id", track.id())
        .attribute("bandwidth", TEXT_BANDWIDTH)
        .open();
    String name = URLEncoder.encode(wanted.stream(), StandardCharsets.UTF_8).replace("+", "%20");
    String address = "../../" + name + ".vtt?track=" + track.id();
    xml.text("BaseURL", address + ManifestForm.MORE_VARIABLES);
    xml.close("Representation");
    xml.close("AdaptationSet");
  }

  private void beginText(Track track, String type) {
    xml.begin("AdaptationSet")
        .attribute("id", TRICK_MODE_ID + TRICK_MODE_ID + track.id())
        .attribute("contentType", "text")
        .attribute("mimeType", type);
    String language = Languages.tag(track.language());
    if (!language.isEmpty()) {
      xml.attribute("lang", language);
    }
    xml.open();
    role("subtitle");
  }

  private static long ticks(Track track, long micros) {
    Timescale timescale = InitSegment.timescale(track.codec());
    return timescale.fromMicros(micros);
  }
}
