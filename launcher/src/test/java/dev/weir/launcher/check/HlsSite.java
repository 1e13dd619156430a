package dev.weir.launcher.check;

import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.mp4.InitSegment;
import dev.weir.mp4.PartWriter;
import dev.weir.ts.TsSegmentWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A film as a live HLS presentation whose fifth second comes when it starts: `/ts/` with MPEG-TS,
/// `/ll/` with fragmented MP4 and parts of half a second.
final class HlsSite {
  static final URI TS = URI.create("http://site/ts/index.m3u8");
  static final URI LOW_LATENCY = URI.create("http://site/ll/index.m3u8");

  private static final String TYPE = "application/vnd.apple.mpegurl";
  private static final int FIRST_SECONDS = 4;
  private static final int WINDOW = 5;
  private static final int SEQUENCE = 1000;
  private static final int MICROS = 1_000_000;

  private final Film film;
  private final Site site = new Site();

  HlsSite(Film film) {
    this.film = film;
    site.page("/ts/index.m3u8", (uri, _) -> playlist(uri, multivariant()));
    site.page("/ts/media.m3u8", (uri, now) -> playlist(uri, media(now)));
    // What no playlist names: a second that starts half a second late.
    site.page("/ts/half", (uri, _) -> new Web.Reply(uri, 200, "video/mp2t", ts(5_500_000)));
    site.page(
        "/ts/", (uri, _) -> new Web.Reply(uri, 200, "video/mp2t", ts(number(uri) * 1_000_000L)));
    site.page("/ll/index.m3u8", (uri, _) -> playlist(uri, lowLatency()));
    for (Track track : List.of(film.video(), film.audio())) {
      String folder = "/ll/" + track.id() + "/";
      site.page(folder + "media.m3u8", (uri, now) -> reload(uri, track, now));
      site.page(folder + "init.mp4", (uri, _) -> mp4(uri, init(track)));
      site.page(folder, (uri, now) -> mp4(uri, piece(uri, track, now)));
    }
  }

  Site site() {
    return site;
  }

  private static Web.Reply playlist(URI uri, String text) {
    return new Web.Reply(uri, 200, TYPE, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Web.Reply mp4(URI uri, byte[] bytes) {
    return new Web.Reply(uri, 200, "video/mp4", bytes);
  }

  /// `…/7.ts` is 7, `…/7.1.mp4` too.
  private static int number(URI uri) {
    String name = uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
    return Integer.parseInt(name.split("\\.", 2)[0]);
  }

  private String multivariant() {
    return """
    #EXTM3U
    #EXT-X-VERSION:6
    #EXT-X-INDEPENDENT-SEGMENTS
    #EXT-X-STREAM-INF:BANDWIDTH=900000,AVERAGE-BANDWIDTH=400000,CODECS="%s,%s",\
    RESOLUTION=320x180,FRAME-RATE=25.000
    media.m3u8
    """
        .formatted(film.video().codec().codecString(), film.audio().codec().codecString());
  }

  private static int newest(Site now) {
    return Math.min(Film.SECONDS, FIRST_SECONDS + (int) now.seconds());
  }

  private static String head(int first, String more) {
    return "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:1\n%s#EXT-X-MEDIA-SEQUENCE:%d\n"
        .formatted(more, SEQUENCE + first);
  }

  private static String date(int second) {
    return "#EXT-X-PROGRAM-DATE-TIME:%s\n"
        .formatted(Instant.ofEpochMilli(Site.START_MILLIS + second * 1000L));
  }

  private String media(Site now) {
    int end = newest(now);
    int first = Math.max(0, end - WINDOW);
    StringBuilder text = new StringBuilder(head(first, "#EXT-X-DISCONTINUITY-SEQUENCE:3\n"));
    for (int second = first; second < end; second++) {
      text.append(date(second)).append("#EXTINF:1.000,\n").append(second).append(".ts\n");
    }
    return text + (end == Film.SECONDS ? "#EXT-X-ENDLIST\n" : "");
  }

  private byte[] ts(long fromMicros) {
    ByteBuf out = Unpooled.buffer();
    TsSegmentWriter writer = new TsSegmentWriter();
    writer.begin(List.of(film.video(), film.audio()), out);
    List<Sample> samples = film.samples(fromMicros, fromMicros + MICROS);
    for (int i = 0; i < samples.size(); i++) {
      int track = samples.get(i).trackId();
      boolean last =
          samples.subList(i + 1, samples.size()).stream()
              .noneMatch(later -> later.trackId() == track);
      writer.sample(samples.get(i), last, out);
    }
    writer.end(out);
    return ByteBufUtil.getBytes(out);
  }

  private String lowLatency() {
    return """
    #EXTM3U
    #EXT-X-VERSION:6
    #EXT-X-INDEPENDENT-SEGMENTS
    #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,URI="%d/media.m3u8"
    #EXT-X-STREAM-INF:BANDWIDTH=900000,AVERAGE-BANDWIDTH=400000,CODECS="%s,%s",\
    RESOLUTION=320x180,FRAME-RATE=25.000,AUDIO="a"
    %d/media.m3u8
    """
        .formatted(
            film.audio().id(),
            film.video().codec().codecString(),
            film.audio().codec().codecString(),
            film.video().id());
  }

  /// Answers when there is what the query names, if it comes soon.
  private Web.Reply reload(URI uri, Track track, Site now) {
    int sequence = query(uri, "_HLS_msn");
    int part = query(uri, "_HLS_part");
    if ((sequence < 0 && part >= 0) || sequence > SEQUENCE + newest(now) + 2) {
      return new Web.Reply(uri, 400, "text/plain", new byte[0]);
    }
    double wanted = sequence - SEQUENCE + Math.max(0, part + 1) * 0.5 - FIRST_SECONDS;
    while (sequence >= 0 && now.seconds() < wanted && newest(now) < Film.SECONDS) {
      now.pause(10);
    }
    return playlist(uri, lowLatencyMedia(track, now, query(uri, "_HLS_skip") >= 0));
  }

  private static int query(URI uri, String name) {
    for (String pair : uri.getQuery() == null ? new String[0] : uri.getQuery().split("&")) {
      if (pair.startsWith(name + "=")) {
        String value = pair.substring(name.length() + 1);
        return value.equals("YES") ? 1 : Integer.parseInt(value);
      }
    }
    return -1;
  }

  private String lowLatencyMedia(Track track, Site now, boolean delta) {
    int end = newest(now);
    int first = Math.max(0, end - WINDOW - 3);
    StringBuilder text =
        new StringBuilder(
            head(
                    first,
                    """
                    #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.6,CAN-SKIP-UNTIL=6.0,HOLD-BACK=3.0
                    #EXT-X-PART-INF:PART-TARGET=0.53
                    """)
                .replace("VERSION:6", "VERSION:9"));
    int from = first;
    if (delta && end - first > 6) {
      from = end - 6;
      text.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(from - first).append('\n');
    }
    text.append("#EXT-X-MAP:URI=\"init.mp4\"\n");
    for (int second = from; second < end; second++) {
      text.append(date(second));
      if (second >= end - 3) {
        text.append(part(track, second, 0)).append(part(track, second, 1));
      }
      text.append("#EXTINF:%s,\n%d.mp4\n".formatted(duration(track, second, 0, 2), second));
    }
    if (end == Film.SECONDS) {
      return text + "#EXT-X-ENDLIST\n";
    }
    boolean half = now.seconds() - (int) now.seconds() >= 0.5;
    text.append(half ? part(track, end, 0) : "");
    text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"%d.%d.mp4\"\n".formatted(end, half ? 1 : 0));
    Track other = track.isVideo() ? film.audio() : film.video();
    return text
        + "#EXT-X-RENDITION-REPORT:URI=\"../%d/media.m3u8\",LAST-MSN=%d\n"
            .formatted(other.id(), SEQUENCE + end - 1);
  }

  private String part(Track track, int second, int half) {
    return "#EXT-X-PART:DURATION=%s,URI=\"%d.%d.mp4\"%s\n"
        .formatted(
            duration(track, second, half, half + 1),
            second,
            half,
            half == 0 && track.isVideo() ? ",INDEPENDENT=YES" : "");
  }

  private String duration(Track track, int second, int from, int to) {
    long micros = film.start(track, at(second, to)) - film.start(track, at(second, from));
    return String.format(Locale.ROOT, "%.6f", micros / 1e6);
  }

  private static long at(int second, int half) {
    return second * (long) MICROS + half * MICROS / 2;
  }

  private byte[] init(Track track) {
    ByteBuf out = Unpooled.buffer();
    InitSegment.write(List.of(track), out);
    return ByteBufUtil.getBytes(out);
  }

  /// A segment or, when it comes, a part.
  private byte[] piece(URI uri, Track track, Site now) {
    int second = number(uri);
    String[] words = uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1).split("\\.", -1);
    ByteBuf out = Unpooled.buffer();
    List<Integer> halves = words.length == 3 ? List.of(Integer.parseInt(words[1])) : List.of(0, 1);
    for (int half : new ArrayList<>(halves)) {
      while (now.seconds() + FIRST_SECONDS < second + (half + 1) * 0.5
          && newest(now) < Film.SECONDS) {
        now.pause(10);
      }
      List<Sample> samples = film.samples(track, at(second, half), at(second, half + 1));
      PartWriter part = new PartWriter(track);
      part.begin(second * 2 + half, samples.size(), out);
      samples.forEach(sample -> part.sample(sample, out));
      part.end(film.start(track, at(second, half + 1)), out);
    }
    return ByteBufUtil.getBytes(out);
  }
}
