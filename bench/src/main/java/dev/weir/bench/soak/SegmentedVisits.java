package dev.weir.bench.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one look at a stream takes in each protocol of segments: the manifest, and the newest
/// pieces that it names. Reads what Weir writes, and no more of the formats.
final class SegmentedVisits {
  private static final Pattern HINT = Pattern.compile("PRELOAD-HINT.*chunk_(\\d+)\\.(\\d+)\\.m4s");
  private static final Pattern PART = Pattern.compile("#EXT-X-PART:.*URI=\"([^\"]+)\"");
  private static final Pattern TEMPLATE =
      Pattern.compile("startNumber=\"(\\d+)\"[^>]* media=\"([^\"]+)\"");
  private static final Pattern REPEATED = Pattern.compile("<S [^>]*?(?:r=\"(\\d+)\")?/>");
  private static final Pattern SMOOTH_TRACK =
      Pattern.compile(
          "(?s) Url=\"([^\"]+)\".*?Bitrate=\"(\\d+)\".*?Name=\"TrackID\" Value=\"(\\d+)\""
              + ".*<c t=\"(\\d+)\" d=");
  private static final Pattern HDS_MEDIA =
      Pattern.compile("<bootstrapInfo[^>]* url=\"([^\"]+)\"/>\\s*<media url=\"([^\"]+)\"");

  private static final int NEWEST_PARTS = 4;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI root;
  private final LongConsumer bytes;

  /// @param bytes told of each body's length
  SegmentedVisits(int port, LongConsumer bytes) {
    this.root = URI.create("http://127.0.0.1:" + port + "/");
    this.bytes = bytes;
  }

  /// MPEG-TS or fMP4 in HLS, by the path of the multivariant playlist.
  void hls(String multivariant) throws IOException, InterruptedException {
    URI all = root.resolve(multivariant);
    URI media = all.resolve(lastAddress(text(all)));
    get(media.resolve(lastAddress(text(media))));
  }

  /// A reload that waits for the next part, and the newest parts.
  void parts(String stream) throws IOException, InterruptedException {
    URI all = root.resolve("cmaf/" + stream + "/index.m3u8");
    URI media = all.resolve(lastAddress(text(all)));
    Matcher hint = HINT.matcher(text(media));
    if (!hint.find()) {
      return;
    }
    String reload =
        "_HLS_msn=%s&_HLS_part=%s&_HLS_skip=YES".formatted(hint.group(1), hint.group(2));
    String first = media.getRawQuery() == null ? "?" : "&";
    String playlist = text(URI.create(media + first + reload));
    List<String> parts = new ArrayList<>();
    Matcher part = PART.matcher(playlist);
    while (part.find()) {
      parts.add(part.group(1));
    }
    for (String newest : parts.subList(Math.max(0, parts.size() - NEWEST_PARTS), parts.size())) {
      get(media.resolve(newest));
    }
  }

  /// The newest segment of each representation.
  void dash(String stream) throws IOException, InterruptedException {
    URI manifest = root.resolve("cmaf/" + stream + "/index.mpd");
    String text = text(manifest);
    Matcher template = TEMPLATE.matcher(text);
    while (template.find()) {
      String timeline = text.substring(template.end(), text.indexOf("</SegmentT", template.end()));
      long number = Long.parseLong(template.group(1)) - 1;
      Matcher repeated = REPEATED.matcher(timeline);
      while (repeated.find()) {
        number += 1 + (repeated.group(1) == null ? 0 : Long.parseLong(repeated.group(1)));
      }
      get(manifest.resolve(template.group(2).replace("$Number$", Long.toString(number))));
    }
  }

  /// The newest fragment of each track.
  void smooth(String stream) throws IOException, InterruptedException {
    URI manifest = root.resolve("smooth/" + stream + ".ism/Manifest");
    String text = new String(get(manifest), StandardCharsets.UTF_16);
    for (String index : text.split("</StreamIndex>", -1)) {
      Matcher track = SMOOTH_TRACK.matcher(index);
      if (track.find()) {
        get(
            manifest.resolve(
                track
                    .group(1)
                    .replace("{bitrate}", track.group(2))
                    .replace("{CustomAttributes}", "TrackID=" + track.group(3))
                    .replace("{start time}", track.group(4))));
      }
    }
  }

  /// The newest fragment of each bit rate.
  void hds(String stream) throws IOException, InterruptedException {
    URI manifest = root.resolve("dynamic/" + stream + "/manifest.f4m");
    Matcher media = HDS_MEDIA.matcher(text(manifest));
    while (media.find()) {
      long newest = newestFragment(get(manifest.resolve(media.group(1))));
      String fragment = media.group(2).replaceFirst("(?=\\?|$)", "Seg1-Frag" + newest);
      get(manifest.resolve(fragment));
    }
  }

  /// The number in the last run of the fragment run table that ends at the current media time.
  private static long newestFragment(byte[] abst) throws IOException {
    ByteBuffer box = ByteBuffer.wrap(abst);
    long currentTime = box.getLong(21);
    int table = new String(abst, StandardCharsets.ISO_8859_1).indexOf("afrt");
    if (table < 0) {
      throw new IOException("no fragments");
    }
    int runs = box.getInt(table + 13);
    long newest = 0;
    for (int run = 0, at = table + 17; run < runs; run++, at += 16) {
      int duration = box.getInt(at + 12);
      if (duration == 0) {
        at++; // a discontinuity, one byte longer
        continue;
      }
      long ended = (currentTime - box.getLong(at + 4)) / duration;
      newest = ended > 0 ? box.getInt(at) + ended - 1 : newest;
    }
    return newest;
  }

  private static String lastAddress(String playlist) {
    return playlist
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .reduce((_, last) -> last)
        .orElse("");
  }

  private String text(URI uri) throws IOException, InterruptedException {
    return new String(get(uri), StandardCharsets.UTF_8);
  }

  private byte[] get(URI uri) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answered " + response.statusCode());
    }
    bytes.accept(response.body().length);
    return response.body();
  }
}
