package dev.weir.launcher.check;

import dev.weir.media.MediaException;
import dev.weir.mp4.Bootstrap;
import dev.weir.mp4.Bootstrap.Break;
import dev.weir.mp4.Bootstrap.FragmentRun;
import dev.weir.playlist.XmlElement;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A presentation of HTTP Dynamic Streaming: its manifest, its bootstraps, followed while they are
/// live, and their fragments.
final class HdsCheck implements Check {
  private static final long POLL_MILLIS = 1000;
  private static final int MAX_FRAGMENTS = 30; // of a medium

  private final Web web;
  private final Findings findings;

  HdsCheck(Web web, Findings findings) {
    this.web = web;
    this.findings = findings;
  }

  @Override
  public void check(Web.Reply first, long followMillis) {
    String where = first.uri().toString();
    XmlElement manifest;
    try {
      manifest = XmlElement.parse(first.body());
    } catch (MediaException e) {
      findings.add(HdsRule.MANIFEST, where, String.valueOf(e.getMessage()));
      return;
    }
    findings.looked("manifests");
    XmlElement type = manifest.first("streamType");
    findings.require(
        manifest.name().equals("manifest")
            && manifest.first("id") != null
            && type != null
            && !manifest.all("media").isEmpty(),
        HdsRule.MANIFEST,
        where,
        "id, streamType or media is missing");
    boolean live = type != null && type.text().equals("live");
    long end = web.nowMillis() + followMillis;
    Map<XmlElement, Medium> media = new HashMap<>();
    for (XmlElement medium : manifest.all("media")) {
      findings.require(
          medium.number("bitrate", 0) > 0,
          HdsRule.MANIFEST,
          where,
          medium.where() + " has no bitrate");
      URI bootstrap = bootstrap(first.uri(), manifest, medium);
      if (bootstrap != null) {
        media.put(
            medium,
            new Medium(
                bootstrap,
                Addresses.at(first.uri(), String.valueOf(medium.attribute("url"))),
                live));
      }
    }
    media.values().forEach(Medium::look);
    while (live && web.nowMillis() < end) {
      web.pause(POLL_MILLIS);
      media.values().forEach(Medium::look);
    }
  }

  private @Nullable URI bootstrap(URI base, XmlElement manifest, XmlElement medium) {
    for (XmlElement info : manifest.all("bootstrapInfo")) {
      String url = info.attribute("url");
      if (url != null
          && Objects.equals(info.attribute("id"), medium.attribute("bootstrapInfoId"))) {
        return Addresses.at(base, url);
      }
    }
    findings.add(
        HdsRule.BOOTSTRAP_NAMED,
        base + " " + medium.where(),
        "none is called " + medium.attribute("bootstrapInfoId"));
    return null;
  }

  /// A medium that is followed.
  private final class Medium {
    private final URI bootstrap;
    private final URI base;
    private final boolean live;

    private NavigableMap<Long, FragmentRun> known = new TreeMap<>(); // each fragment by number
    private long next = -1; // the first fragment not looked at
    private int looked;

    Medium(URI bootstrap, URI base, boolean live) {
      this.bootstrap = bootstrap;
      this.base = base;
      this.live = live;
    }

    void look() {
      Bootstrap told = fetch();
      if (told == null) {
        return;
      }
      boolean ended = !told.fragments().isEmpty() && told.fragments().getLast().gap() == Break.END;
      findings.require(
          told.live() ? live && !ended : ended,
          HdsRule.LIVE,
          bootstrap.toString(),
          "live %s, an end %s".formatted(told.live(), ended));
      NavigableMap<Long, FragmentRun> fragments = runs(told);
      compare(fragments);
      known = fragments;
      if (next < 0 && !fragments.isEmpty()) {
        next =
            live ? Math.max(fragments.firstKey(), fragments.lastKey() - 2) : fragments.firstKey();
      }
      for (FragmentRun fragment : fragments.tailMap(next).values()) {
        if (looked < MAX_FRAGMENTS) {
          looked++;
          next = fragment.first() + 1;
          fragment(fragment);
        }
      }
    }

    private @Nullable Bootstrap fetch() {
      try {
        Web.Reply reply = web.get(bootstrap);
        findings.looked("bootstraps");
        if (reply.ok()) {
          return Bootstrap.read(Unpooled.wrappedBuffer(reply.body()));
        }
        findings.add(HdsRule.BOOTSTRAP, bootstrap.toString(), "the answer is " + reply.status());
      } catch (IOException | MediaException e) {
        findings.add(HdsRule.BOOTSTRAP, bootstrap.toString(), String.valueOf(e.getMessage()));
      }
      return null;
    }

    /// Every fragment that the runs tell of, as a run of its own. A run lasts until the next one
    /// starts, the last to the newest end.
    private NavigableMap<Long, FragmentRun> runs(Bootstrap told) {
      NavigableMap<Long, FragmentRun> fragments = new TreeMap<>();
      long number = -1;
      long time = -1;
      boolean broken = false;
      for (int i = 0; i < told.fragments().size(); i++) {
        FragmentRun run = told.fragments().get(i);
        if (run.gap() != null) {
          broken = true;
          continue;
        }
        findings.require(
            number < 0 || (run.first() == number && (broken || run.time() == time)),
            HdsRule.RUNS,
            bootstrap.toString(),
            "a run from %d at %d, after %d at %d".formatted(run.first(), run.time(), number, time));
        broken = false;
        long end = endOf(told, i, run);
        number = run.first();
        time = run.time();
        while (number < end && fragments.size() < 100_000) {
          fragments.put(number, FragmentRun.of(number, time, run.duration()));
          number++;
          time += run.duration();
        }
      }
      return fragments;
    }

    /// The number behind the last fragment of a run.
    private static long endOf(Bootstrap told, int index, FragmentRun run) {
      for (FragmentRun later : told.fragments().subList(index + 1, told.fragments().size())) {
        if (later.gap() == null) {
          return later.first();
        }
      }
      return run.first() + (told.currentTime() - run.time()) / run.duration();
    }

    private void compare(NavigableMap<Long, FragmentRun> fragments) {
      if (known.isEmpty() || fragments.isEmpty()) {
        return;
      }
      boolean back =
          fragments.firstKey() < known.firstKey() || fragments.lastKey() < known.lastKey();
      boolean same =
          known.tailMap(fragments.firstKey()).entrySet().stream()
              .allMatch(old -> old.getValue().equals(fragments.get(old.getKey())));
      findings.require(
          !back && same,
          HdsRule.STAYS,
          bootstrap.toString(),
          "fragments %d to %d, then %d to %d"
              .formatted(
                  known.firstKey(), known.lastKey(), fragments.firstKey(), fragments.lastKey()));
    }

    private void fragment(FragmentRun told) {
      // As players do, in front of the variables of the medium's address.
      String where = base.toString().replaceFirst("(?=\\?|$)", "Seg1-Frag" + told.first());
      try {
        Web.Reply reply = web.get(URI.create(where));
        findings.require(
            reply.ok(), HdsRule.FRAGMENT_THERE, where, "the answer is " + reply.status());
        if (reply.ok()) {
          findings.looked("fragments");
          new HdsFragment(reply.body(), where, findings).check(told);
        }
      } catch (IOException e) {
        findings.add(HdsRule.FRAGMENT_THERE, where, String.valueOf(e.getMessage()));
      }
    }
  }
}
