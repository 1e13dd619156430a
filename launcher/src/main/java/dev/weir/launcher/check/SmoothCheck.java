package dev.weir.launcher.check;

import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Picture;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.mp4.SegmentReader;
import dev.weir.mp4.SegmentReader.Fragment;
import dev.weir.mp4.SmoothBoxes.Place;
import dev.weir.playlist.XmlElement;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A Smooth Streaming presentation (MS-SSTR): its manifest, followed while it is live, and the
/// fragments of every quality.
final class SmoothCheck implements Check {
  private static final long POLL_MILLIS = 1000;
  private static final int MAX_FRAGMENTS = 30; // of a quality

  private final Web web;
  private final Findings findings;

  // Of each quality, by the template of its addresses:
  private final Map<String, Map<Long, Long>> announced = new HashMap<>(); // by tfrf
  private final Map<String, Set<Long>> fetched = new HashMap<>();

  SmoothCheck(Web web, Findings findings) {
    this.web = web;
    this.findings = findings;
  }

  @Override
  public void check(Web.Reply first, long followMillis) {
    long end = web.nowMillis() + followMillis;
    XmlElement manifest = read(first);
    Map<String, NavigableMap<Long, Long>> before = Map.of();
    while (manifest != null) {
      Map<String, NavigableMap<Long, Long>> now = new HashMap<>();
      for (XmlElement index : manifest.all("StreamIndex")) {
        now.put(name(index), stream(first.uri(), manifest, index));
      }
      compare(before, now, first.uri().toString());
      boolean live = "TRUE".equalsIgnoreCase(manifest.attribute("IsLive"));
      if (!live || web.nowMillis() >= end) {
        return;
      }
      before = now;
      web.pause(POLL_MILLIS);
      manifest = again(first.uri());
    }
  }

  private @Nullable XmlElement again(URI uri) {
    try {
      Web.Reply reply = web.get(uri);
      if (reply.ok()) {
        return read(reply);
      }
      findings.add(SmoothRule.FRAGMENT_THERE, uri.toString(), "the answer is " + reply.status());
    } catch (IOException e) {
      findings.add(SmoothRule.FRAGMENT_THERE, uri.toString(), String.valueOf(e.getMessage()));
    }
    return null;
  }

  private @Nullable XmlElement read(Web.Reply reply) {
    String where = reply.uri().toString();
    try {
      XmlElement root = XmlElement.parse(reply.body());
      findings.looked("manifests");
      findings.require(
          root.name().equals("SmoothStreamingMedia") && root.number("MajorVersion", 0) == 2,
          SmoothRule.READABLE,
          where,
          "%s, version %d".formatted(root.name(), root.number("MajorVersion", 0)));
      boolean live = "TRUE".equalsIgnoreCase(root.attribute("IsLive"));
      findings.require(
          live
              ? root.number("Duration", 0) == 0
                  && root.number("LookAheadFragmentCount", 0) > 0
                  && root.number("DVRWindowLength", -1) >= 0
              : root.number("Duration", 0) > 0,
          SmoothRule.LIVE,
          where,
          "IsLive %s, Duration %d, LookAheadFragmentCount %d, DVRWindowLength %d"
              .formatted(
                  live,
                  root.number("Duration", 0),
                  root.number("LookAheadFragmentCount", 0),
                  root.number("DVRWindowLength", -1)));
      return root;
    } catch (MediaException e) {
      findings.add(SmoothRule.READABLE, where, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static String name(XmlElement index) {
    return index.attribute("Type") + " " + index.attribute("Name");
  }

  /// Checks a stream and what is new of it; returns its chunks.
  private NavigableMap<Long, Long> stream(URI uri, XmlElement manifest, XmlElement index) {
    String where = uri + " " + index.where();
    List<XmlElement> listed = index.all("c");
    String template = String.valueOf(index.attribute("Url"));
    findings.require(
        index.attribute("Type") != null
            && template.contains("{bitrate}")
            && (template.contains("{start time}") || template.contains("{start_time}"))
            && index.number("Chunks", 0) == listed.size(),
        SmoothRule.STREAM,
        where,
        "Url \"%s\", Chunks %d of %d"
            .formatted(template, index.number("Chunks", 0), listed.size()));
    NavigableMap<Long, Long> chunks = chunks(listed, where);
    Set<Long> bitRates = new HashSet<>();
    for (XmlElement quality : index.all("QualityLevel")) {
      long bitRate = quality.number("Bitrate", 0);
      findings.require(
          bitRate > 0 && bitRates.add(bitRate),
          SmoothRule.QUALITY,
          uri + " " + quality.where(),
          "a bit rate of " + bitRate);
      SmoothQuality.of(quality, uri + " " + quality.where(), findings)
          .ifPresent(codec -> quality(uri, manifest, index, quality, codec, chunks));
    }
    return chunks;
  }

  private NavigableMap<Long, Long> chunks(List<XmlElement> listed, String where) {
    NavigableMap<Long, Long> chunks = new TreeMap<>();
    long next = -1;
    for (XmlElement chunk : listed) {
      long time = chunk.number("t", next < 0 ? 0 : next);
      findings.require(
          next < 0 || time == next,
          SmoothRule.CHUNKS,
          where,
          "a chunk at %d, the one before ends at %d".formatted(time, next));
      chunks.put(time, chunk.number("d", 0));
      next = time + chunk.number("d", 0);
    }
    return chunks;
  }

  private void compare(
      Map<String, NavigableMap<Long, Long>> before,
      Map<String, NavigableMap<Long, Long>> now,
      String where) {
    before.forEach((name, old) -> {
      NavigableMap<Long, Long> current = now.getOrDefault(name, new TreeMap<>());
      if (old.isEmpty() || current.isEmpty()) {
        return;
      }
      boolean back = current.firstKey() < old.firstKey();
      findings.require(
          !back
              && old.tailMap(current.firstKey()).entrySet().stream()
                  .allMatch(chunk -> chunk.getValue().equals(current.get(chunk.getKey()))),
          SmoothRule.CHUNKS_STAY,
          where,
          "%s: from %d to %d, then from %d to %d"
              .formatted(
                  name, old.firstKey(), old.lastKey(), current.firstKey(), current.lastKey()));
    });
  }

  private void quality(
      URI uri,
      XmlElement manifest,
      XmlElement index,
      XmlElement quality,
      Codec codec,
      NavigableMap<Long, Long> chunks) {
    boolean live = "TRUE".equalsIgnoreCase(manifest.attribute("IsLive"));
    long lookAhead = manifest.number("LookAheadFragmentCount", 0);
    String template =
        String.valueOf(index.attribute("Url"))
            .replace("{bitrate}", String.valueOf(quality.attribute("Bitrate")))
            .replace("{CustomAttributes}", attributes(quality));
    String id = name(index) + " " + attributes(quality);
    Set<Long> done = fetched.computeIfAbsent(id, _ -> new HashSet<>());
    Map<Long, Long> promised = announced.computeIfAbsent(id, _ -> new HashMap<>());
    Timescale clock =
        new Timescale(index.number("TimeScale", manifest.number("TimeScale", 10_000_000)));
    chunks.forEach((time, duration) -> {
      if (done.size() < MAX_FRAGMENTS && done.add(time)) {
        String address =
            template
                .replace("{start time}", Long.toString(time))
                .replace("{start_time}", Long.toString(time));
        URI fragment = Addresses.at(uri, address.replace(" ", "%20"));
        fragment(fragment, codec, clock, chunks, time, live ? lookAhead : 0, promised);
      }
    });
  }

  private static String attributes(XmlElement quality) {
    XmlElement custom = quality.first("CustomAttributes");
    if (custom == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (XmlElement attribute : custom.all("Attribute")) {
      text.append(text.isEmpty() ? "" : ",");
      text.append(attribute.attribute("Name")).append('=').append(attribute.attribute("Value"));
    }
    return text.toString();
  }

  private void fragment(
      URI uri,
      Codec codec,
      Timescale clock,
      NavigableMap<Long, Long> chunks,
      long time,
      long lookAhead,
      Map<Long, Long> promised) {
    String where = uri.toString();
    try {
      Web.Reply reply = web.get(uri);
      findings.require(
          reply.status() == 200,
          SmoothRule.FRAGMENT_THERE,
          where,
          "the answer is " + reply.status());
      if (reply.status() == 200) {
        fragment(reply.body(), where, codec, clock, chunks, time, lookAhead, promised);
      }
    } catch (IOException e) {
      findings.add(SmoothRule.FRAGMENT_THERE, where, String.valueOf(e.getMessage()));
    } catch (MediaException e) {
      findings.add(SmoothRule.FRAGMENT, where, String.valueOf(e.getMessage()));
    }
  }

  private void fragment(
      byte[] bytes,
      String where,
      Codec codec,
      Timescale clock,
      NavigableMap<Long, Long> chunks,
      long time,
      long lookAhead,
      Map<Long, Long> promised) {
    Place listed = new Place(time, chunks.getOrDefault(time, 0L));
    findings.looked("fragments");
    SegmentReader.Layout layout = reader(codec, clock).read(Unpooled.wrappedBuffer(bytes));
    boolean whole =
        layout.fragments().size() == 1
            && layout.boxes().contains("moof")
            && layout.boxes().contains("mdat");
    findings.require(whole, SmoothRule.FRAGMENT, where, "it has " + layout.boxes());
    if (!whole) {
      return;
    }
    Fragment fragment = layout.fragments().getFirst();
    Place said = fragment.place();
    findings.require(
        listed.equals(said) && Math.abs(fragment.duration() - listed.duration()) <= 1,
        SmoothRule.TIME,
        where,
        "the manifest says %s, tfxd %s, the samples last %d"
            .formatted(listed, said, fragment.duration()));
    findings.require(
        fragment.startsWithKeyframe(),
        SmoothRule.KEYFRAME,
        where,
        "it starts with another picture");
    Long due = promised.get(listed.time());
    findings.require(
        due == null || due == listed.duration(),
        SmoothRule.FOLLOWING,
        where,
        "%d were announced for %s".formatted(due, listed));
    following(fragment, where, listed, chunks, lookAhead, promised);
  }

  /// Those that the manifest does not list yet follow at once, or behind a gap.
  private void following(
      Fragment fragment,
      String where,
      Place listed,
      NavigableMap<Long, Long> chunks,
      long lookAhead,
      Map<Long, Long> promised) {
    List<Place> following = fragment.following() == null ? List.of() : fragment.following();
    Place before = listed;
    for (Place place : following) {
      Long next = chunks.higherKey(before.time());
      long end = before.time() + before.duration();
      findings.require(
          next == null ? place.time() >= end : place.time() == next,
          SmoothRule.FOLLOWING,
          where,
          "one at %d is announced, %d comes next"
              .formatted(place.time(), next == null ? end : next));
      promised.put(place.time(), place.duration());
      before = place;
    }
    findings.require(
        following.size() >= lookAhead,
        SmoothRule.FOLLOWING,
        where,
        "%d are announced of %d".formatted(following.size(), lookAhead));
  }

  private static SegmentReader reader(Codec codec, Timescale clock) {
    ByteBuf init = Unpooled.buffer();
    // A reader wants a configuration it can read; of pictures, only their kind matters here.
    Codec known = codec instanceof Codec.Video ? new Codec.Vp8(Picture.ofSize(16, 16)) : codec;
    InitSegment.write(Track.of(1, known), clock, init);
    return SegmentReader.of(init);
  }
}
