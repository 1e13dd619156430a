package dev.weir.launcher.check;

import dev.weir.launcher.check.DashTemplate.Listed;
import dev.weir.media.MediaException;
import dev.weir.media.Timescale;
import dev.weir.playlist.XmlElement;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A DASH presentation (ISO/IEC 23009-1) with SegmentTemplates: its MPD, followed while it is
/// dynamic, and the segments of every representation. Segments that are addressed by number alone
/// are fetched where they are available now.
final class DashCheck implements Check {
  private static final long POLL_MILLIS = 1000;
  private static final int MAX_SEGMENTS = 30; // of a representation
  private static final int LIVE_START_SEGMENTS = 3;
  private static final InitSection.Rules RULES =
      new InitSection.Rules(DashRule.INIT, DashRule.FRAGMENT);

  private final Web web;
  private final Findings findings;
  private final Map<URI, DashSegments> representations = new HashMap<>(); // by initialization

  DashCheck(Web web, Findings findings) {
    this.web = web;
    this.findings = findings;
  }

  @Override
  public void check(Web.Reply first, long followMillis) {
    long end = web.nowMillis() + followMillis;
    XmlElement before = null;
    XmlElement mpd = read(first);
    while (mpd != null) {
      if (before != null) {
        compare(before, mpd, first.uri().toString());
      }
      look(first.uri(), mpd);
      if (!dynamic(mpd) || web.nowMillis() >= end) {
        return;
      }
      before = mpd;
      web.pause(POLL_MILLIS);
      mpd = again(first.uri());
    }
  }

  private static boolean dynamic(XmlElement mpd) {
    return "dynamic".equals(mpd.attribute("type"));
  }

  private @Nullable XmlElement again(URI uri) {
    try {
      Web.Reply reply = web.get(uri);
      if (reply.ok()) {
        return read(reply);
      }
      findings.add(DashRule.SEGMENT_THERE, uri.toString(), "the answer is " + reply.status());
    } catch (IOException e) {
      findings.add(DashRule.SEGMENT_THERE, uri.toString(), String.valueOf(e.getMessage()));
    }
    return null;
  }

  private @Nullable XmlElement read(Web.Reply reply) {
    String where = reply.uri().toString();
    try {
      XmlElement mpd = XmlElement.parse(reply.body());
      findings.looked("manifests");
      boolean whole =
          mpd.name().equals("MPD")
              && mpd.attribute("profiles") != null
              && duration(mpd.attribute("minBufferTime")) >= 0
              && !mpd.all("Period").isEmpty();
      findings.require(
          whole, DashRule.MANIFEST, where, "root, profiles, minBufferTime or Period is missing");
      type(mpd, where);
      periods(mpd, where);
      return mpd;
    } catch (MediaException e) {
      findings.add(DashRule.MANIFEST, where, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void type(XmlElement mpd, String where) {
    boolean dynamic = dynamic(mpd);
    boolean said =
        dynamic
            ? instantMillis(mpd.attribute("availabilityStartTime")) >= 0
                && instantMillis(mpd.attribute("publishTime")) >= 0
                && duration(mpd.attribute("minimumUpdatePeriod")) >= 0
            : duration(mpd.attribute("mediaPresentationDuration")) >= 0
                || mpd.all("Period").stream().allMatch(p -> duration(p.attribute("duration")) >= 0);
    findings.require(
        said, DashRule.TYPE, where, (dynamic ? "dynamic" : "static") + " without one of them");
    findings.require(
        !dynamic || mpd.first("UTCTiming") != null, DashRule.UTC_TIMING, where, "it does not");
  }

  private void periods(XmlElement mpd, String where) {
    Set<String> ids = new HashSet<>();
    long last = -1;
    for (XmlElement period : mpd.all("Period")) {
      String id = period.attribute("id");
      String start = period.attribute("start");
      long startMillis = start == null ? last + 1 : duration(start);
      findings.require(
          (id == null ? !dynamic(mpd) : ids.add(id)) && startMillis > last,
          DashRule.PERIODS,
          where + " " + period.where(),
          "id %s, start %s".formatted(id, start));
      last = startMillis;
    }
  }

  private void compare(XmlElement before, XmlElement now, String where) {
    boolean stays =
        !dynamic(now)
            || Objects.equals(
                before.attribute("availabilityStartTime"), now.attribute("availabilityStartTime"));
    findings.require(
        stays
            && (!dynamic(now)
                || instantMillis(now.attribute("publishTime"))
                    >= instantMillis(before.attribute("publishTime"))),
        DashRule.START_STAYS,
        where,
        "availabilityStartTime %s, then %s; publishTime %s, then %s"
            .formatted(
                before.attribute("availabilityStartTime"),
                now.attribute("availabilityStartTime"),
                before.attribute("publishTime"),
                now.attribute("publishTime")));
  }

  private void look(URI uri, XmlElement mpd) {
    URI base = base(uri, mpd);
    for (XmlElement period : mpd.all("Period")) {
      new DashEvents(uri + " " + period.where(), findings).check(period);
      Set<String> ids = new HashSet<>();
      for (XmlElement set : period.all("AdaptationSet")) {
        for (XmlElement representation : set.all("Representation")) {
          String id = String.valueOf(representation.attribute("id"));
          String where = uri + " " + representation.where();
          boolean typed =
              representation.attribute("mimeType") != null || set.attribute("mimeType") != null;
          findings.require(
              ids.add(id) && representation.number("bandwidth", 0) > 0 && typed,
              DashRule.REPRESENTATION,
              where,
              "id %s, bandwidth %s, mimeType %s"
                  .formatted(id, representation.attribute("bandwidth"), typed));
          URI own = base(base(base(base, period), set), representation);
          look(own, mpd, period, set, representation, where);
        }
      }
    }
  }

  private static URI base(URI outer, XmlElement element) {
    XmlElement base = element.first("BaseURL");
    return base == null ? outer : Addresses.at(outer, base.text());
  }

  private void look(
      URI base,
      XmlElement mpd,
      XmlElement period,
      XmlElement set,
      XmlElement representation,
      String where) {
    DashTemplate template = new DashTemplate(List.of(period, set, representation));
    String media = template.attribute("media");
    String initialization = template.attribute("initialization");
    if (media == null && representation.first("BaseURL") != null) {
      return; // One file, such as subtitles: not in segments.
    }
    boolean addressed =
        media != null
            && initialization != null
            && (media.contains("$Time") || media.contains("$Number"));
    findings.require(
        addressed, DashRule.TEMPLATE, where, "media %s, %s".formatted(media, initialization));
    if (media == null || initialization == null || !addressed) {
      return;
    }
    String id = String.valueOf(representation.attribute("id"));
    long bandwidth = representation.number("bandwidth", 0);
    URI init = Addresses.at(base, DashTemplate.address(initialization, id, bandwidth, null));
    String codecs =
        representation.attribute("codecs") == null
            ? set.attribute("codecs")
            : representation.attribute("codecs");
    DashSegments segments =
        representations.computeIfAbsent(
            init, at -> new DashSegments(at, codecs, bandwidth, RULES, web, findings));
    Set<String> schemes = new HashSet<>();
    for (XmlElement events : set.all("InbandEventStream")) {
      schemes.add(String.valueOf(events.attribute("schemeIdUri")));
    }
    List<Listed> listed = segments(mpd, period, template, where);
    TreeMap<Long, Listed> all = new TreeMap<>();
    listed.forEach(segment -> all.put(segment.time(), segment));
    if ("false".equals(template.attribute("availabilityTimeComplete")) && all.size() > 1) {
      all.pollLastEntry(); // It is still being made: how long it will be is a guess.
    }
    if (template.hasTimeline()) {
      segments.compare(all, where);
    }
    Timescale clock = new Timescale(Math.max(1, template.number("timescale", 1)));
    for (Listed segment :
        segments.fresh(all, dynamic(mpd) ? LIVE_START_SEGMENTS : MAX_SEGMENTS, MAX_SEGMENTS)) {
      URI at = Addresses.at(base, DashTemplate.address(media, id, bandwidth, segment));
      segments.look(at, segment, clock, template.hasTimeline(), schemes);
    }
  }

  /// Those of the timeline or, if there is none, those that are available now.
  private List<Listed> segments(
      XmlElement mpd, XmlElement period, DashTemplate template, String where) {
    if (template.hasTimeline()) {
      return template.listed(where, findings);
    }
    long timescale = Math.max(1, template.number("timescale", 1));
    long duration = template.number("duration", 0);
    findings.require(duration > 0, DashRule.TEMPLATE, where, "neither a timeline nor a duration");
    if (duration <= 0) {
      return List.of();
    }
    long start = Math.max(0, duration(period.attribute("start")));
    long passed =
        dynamic(mpd)
            ? web.nowMillis() - instantMillis(mpd.attribute("availabilityStartTime")) - start
            : Math.max(
                duration(mpd.attribute("mediaPresentationDuration")),
                duration(period.attribute("duration")));
    long count = Math.max(0, passed * timescale / 1000 / duration);
    List<Listed> segments = new ArrayList<>();
    for (long i = Math.max(0, count - MAX_SEGMENTS); i < count; i++) {
      segments.add(new Listed(template.number("startNumber", 1) + i, i * duration, duration));
    }
    return segments;
  }

  /// Milliseconds of an xs:duration; -1 if it is none.
  private static long duration(@Nullable String text) {
    try {
      return text == null ? -1 : Duration.parse(text).toMillis();
    } catch (DateTimeException | ArithmeticException _) {
      return -1;
    }
  }

  /// Milliseconds since 1970; -1 if it is no time.
  private static long instantMillis(@Nullable String text) {
    try {
      return text == null ? -1 : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException _) {
      return -1;
    }
  }
}
