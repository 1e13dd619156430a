package dev.weir.launcher.check;

import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Track;
import dev.weir.playlist.AttributeList;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.playlist.MultivariantPlaylist;
import dev.weir.playlist.MultivariantPlaylist.Rendition;
import dev.weir.playlist.MultivariantPlaylist.Variant;
import dev.weir.playlist.Playlist;
import dev.weir.playlist.PlaylistLine;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An HLS presentation (RFC 8216bis): its playlists, all of them followed for a while, and their
/// segments.
final class HlsCheck implements Check {
  private static final long POLL_MILLIS = 500;
  private static final long RECHECK_MILLIS = 1000;
  private static final double BANDWIDTH_TOLERANCE = 1.1; // Apple's validator allows a tenth
  private static final double FRAME_RATE_TOLERANCE = 0.1;

  private final Web web;
  private final Findings findings;
  private final Map<URI, HlsRendition> renditions = new LinkedHashMap<>();

  HlsCheck(Web web, Findings findings) {
    this.web = web;
    this.findings = findings;
  }

  @Override
  public void check(Web.Reply first, long followMillis) {
    URI uri = first.uri();
    MultivariantPlaylist multivariant = null;
    try {
      multivariant = read(first);
    } catch (MediaException e) {
      findings.add(HlsRule.READABLE, uri.toString(), String.valueOf(e.getMessage()));
      return;
    }
    if (multivariant == null) {
      add(uri, uri.toString(), false);
    } else {
      boolean independent = multivariant.independentSegments();
      multivariant.variants().forEach(v -> add(uri, v.uri(), independent));
      for (Rendition rendition : multivariant.renditions()) {
        if (rendition.uri() != null) {
          add(uri, rendition.uri(), independent);
        }
      }
    }
    follow(followMillis);
    for (HlsRendition rendition : renditions.values()) {
      MediaPlaylist playlist = rendition.playlist();
      if (playlist != null && rendition.live()) {
        reports(rendition, playlist);
        new LowLatencyProbe(rendition.uri(), web, findings).ask(playlist);
      }
    }
    if (multivariant != null) {
      MultivariantPlaylist offered = multivariant;
      offered.variants().forEach(variant -> measured(uri, offered, variant));
    }
  }

  private @Nullable MultivariantPlaylist read(Web.Reply reply) {
    String text = new String(reply.body(), StandardCharsets.UTF_8);
    String where = reply.uri().toString();
    List<PlaylistLine> lines = PlaylistLine.all(text);
    if (!(Playlist.parse(text) instanceof MultivariantPlaylist multivariant)) {
      return null;
    }
    PlaylistTextRules rules = new PlaylistTextRules(where, findings);
    rules.answer(reply);
    rules.lines(lines);
    findings.looked("playlists");
    new MultivariantRules(multivariant, where, findings).check(lines);
    return multivariant;
  }

  private void add(URI base, String address, boolean independent) {
    renditions.computeIfAbsent(
        Addresses.at(base, address), uri -> new HlsRendition(uri, independent, web, findings));
  }

  private void follow(long followMillis) {
    long end = web.nowMillis() + followMillis;
    renditions.values().forEach(HlsRendition::look);
    while (anyLive() && web.nowMillis() < end) {
      web.pause(POLL_MILLIS);
      renditions.values().forEach(HlsRendition::look);
    }
    if (!anyLive()) {
      web.pause(RECHECK_MILLIS); // What has ended must stay as it is.
      renditions.values().forEach(HlsRendition::look);
    }
  }

  private boolean anyLive() {
    return renditions.values().stream().anyMatch(HlsRendition::live);
  }

  private void reports(HlsRendition rendition, MediaPlaylist playlist) {
    if (playlist.partTargetMicros() == 0) {
      return;
    }
    List<URI> reported = new ArrayList<>();
    for (AttributeList report : playlist.reports()) {
      String address = report.find("URI");
      findings.require(
          address != null && report.find("LAST-MSN") != null,
          HlsRule.REPORT,
          rendition.uri().toString(),
          "a report without URI or LAST-MSN");
      if (address != null) {
        reported.add(Addresses.at(rendition.uri(), address));
      }
    }
    for (HlsRendition other : renditions.values()) {
      MediaPlaylist others = other.playlist();
      boolean due = other != rendition && others != null && others.partTargetMicros() > 0;
      findings.require(
          !due || reported.stream().anyMatch(uri -> uri.getPath().equals(other.uri().getPath())),
          HlsRule.REPORT,
          rendition.uri().toString(),
          "none of " + other.uri());
    }
  }

  /// What a variant says of its media against what they are.
  private void measured(URI uri, MultivariantPlaylist offered, Variant variant) {
    HlsRendition main = renditions.get(Addresses.at(uri, variant.uri()));
    if (main == null || main.playlist() == null) {
      return;
    }
    String where = uri + " line " + variant.line();
    List<Stretch> stretches = new ArrayList<>(main.segments().newest());
    long peak = peakBits(main);
    long soundPeak = 0;
    boolean first = true;
    for (Rendition sound : offered.group("AUDIO", variant.audio())) {
      HlsRendition rendition =
          sound.uri() == null ? null : renditions.get(Addresses.at(uri, sound.uri()));
      if (rendition != null) {
        soundPeak = Math.max(soundPeak, peakBits(rendition));
        if (first) {
          stretches.addAll(rendition.segments().newest());
          first = false;
        }
      }
    }
    long bits = peak + soundPeak;
    findings.require(
        bits <= variant.bandwidth() * BANDWIDTH_TOLERANCE,
        HlsRule.BANDWIDTH,
        where,
        "%d bits a second are said, %d measured".formatted(variant.bandwidth(), bits));
    stretches.removeIf(stretch -> !stretch.track().isVideo() && !stretch.track().isAudio());
    if (!stretches.isEmpty()) {
      codecs(variant, stretches, where);
    }
    stretches.forEach(stretch -> pictures(variant, stretch, where));
  }

  /// The most bits a second over any segments of 0.5 to 1.5 target durations (section 4.1).
  private static long peakBits(HlsRendition rendition) {
    MediaPlaylist playlist = rendition.playlist();
    List<HlsSegments.Weight> weights = rendition.segments().weights();
    long target = playlist == null ? 0 : playlist.targetDurationMicros();
    long peak = 0;
    for (int from = 0; from < weights.size(); from++) {
      long micros = 0;
      long bytes = 0;
      for (int to = from; to < weights.size() && micros <= target * 3 / 2; to++) {
        micros += weights.get(to).durationMicros();
        bytes += weights.get(to).bytes();
        if (micros >= target / 2 && micros <= target * 3 / 2 && micros > 0) {
          peak = Math.max(peak, bytes * 8_000_000 / micros);
        }
      }
    }
    return peak;
  }

  private void codecs(Variant variant, List<Stretch> stretches, String where) {
    Set<String> there = new TreeSet<>();
    for (Stretch stretch : stretches) {
      String codec = stretch.track().codec().codecString();
      if (codec != null) {
        there.add(codec.toLowerCase(Locale.ROOT));
      }
    }
    Set<String> said = new TreeSet<>();
    if (variant.codecs() != null) {
      for (String codec : variant.codecs().toLowerCase(Locale.ROOT).split(",", -1)) {
        said.add(codec.strip());
      }
    }
    said.remove("wvtt");
    findings.require(
        said.equals(there), HlsRule.CODECS, where, "%s are said, %s there".formatted(said, there));
  }

  private void pictures(Variant variant, Stretch stretch, String where) {
    Track track = stretch.track();
    if (!(track.codec() instanceof Codec.Video video)) {
      return;
    }
    findings.require(
        video.picture().width() == 0
            || (variant.width() == video.picture().width()
                && variant.height() == video.picture().height()),
        HlsRule.RESOLUTION,
        where,
        "%dx%d is said, %dx%d there"
            .formatted(
                variant.width(),
                variant.height(),
                video.picture().width(),
                video.picture().height()));
    double rate = stretch.durationMicros() == 0 ? 0 : 1e6 / stretch.sampleMicros();
    findings.require(
        variant.frameRate() == 0
            || Math.abs(variant.frameRate() - rate) <= rate * FRAME_RATE_TOLERANCE,
        HlsRule.FRAME_RATE,
        where,
        "%.3f is said, %.3f measured".formatted(variant.frameRate(), rate));
  }
}
