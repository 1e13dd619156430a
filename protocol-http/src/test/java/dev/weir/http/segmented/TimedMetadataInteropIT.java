package dev.weir.http.segmented;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.flv.FlvReader;
import dev.weir.http.TestStreams;
import dev.weir.http.segmented.cmaf.CmafHandler;
import dev.weir.http.segmented.hls.CmafPlaylists;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.stream.Publisher;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.SampleMedia;
import dev.weir.ts.SpliceInfo;
import dev.weir.ts.TsDemuxer;
import dev.weir.ts.TsMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transport streams with splices, as GStreamer writes them, and with ID3, on their way to players.
class TimedMetadataInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SPLICES = 8;
  private static final int TAGS = 9;

  /// Announced at 2 s for 3 s, to last 2 s.
  private static final Octets OUT = SplicesTest.insert(7, true, 90_000, 180_000);

  private static final Octets TAG = Octets.ofHex("49443304000000000003aabbcc");

  @TempDir private Path folder;

  private final DoorServer server =
      new DoorServer(
          TestStreams.segments(1000, 60_000),
          door -> new CmafHandler(door, List.of(new CmafPlaylists(door))).routes());
  private final TestStreams streams = server.streams();

  @AfterEach
  void close() {
    server.close();
  }

  /// Pictures with a splice and a tag among them.
  private Path original() throws Exception {
    ByteBuf out = Unpooled.buffer();
    TsMuxer muxer = new TsMuxer();
    TrackSink sink =
        new TrackSink() {
          private int video;
          private boolean splicePassed;

          @Override
          public void track(Track track) {
            if (track.isVideo()) {
              video = track.id();
              muxer.track(track, out);
              muxer.track(Track.of(SPLICES, new Codec.Data(Codec.Data.Format.SCTE35)), out);
              muxer.track(Track.of(TAGS, new Codec.Data(Codec.Data.Format.ID3)), out);
              muxer.header(out);
            }
          }

          @Override
          public void sample(Sample sample) {
            if (sample.trackId() != video) {
              return; // what the publisher said of itself
            }
            if (!splicePassed && sample.dtsMicros() >= 2_000_000) {
              splicePassed = true;
              message(SPLICES, OUT);
              message(TAGS, TAG);
            }
            muxer.sample(sample, out);
          }

          private void message(int track, Octets message) {
            ByteBuf payload = Unpooled.wrappedBuffer(message.toByteArray());
            muxer.sample(new Sample(track, 2_000_000, 0, true, payload), out);
          }
        };
    try (FlvReader reader = new FlvReader(sink)) {
      reader.read(Unpooled.wrappedBuffer(Files.readAllBytes(SampleMedia.H264_ONLY.file())));
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return Files.write(folder.resolve("original.ts"), bytes);
  }

  private void publish(Path file) throws Exception {
    Publisher publisher = streams.publish("live");
    try (TsDemuxer demuxer = new TsDemuxer(publisher)) {
      demuxer.read(Unpooled.wrappedBuffer(Files.readAllBytes(file)));
      demuxer.end();
    }
  }

  private String get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    try (var in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private String playlist() throws Exception {
    Matcher variant =
        Pattern.compile("(?m)^(\\d+/index\\.m3u8)$").matcher(get("/cmaf/live/index.m3u8"));
    assertThat(variant.find()).isTrue();
    return "/cmaf/live/" + variant.group(1);
  }

  private static Instant date(String text, String before) {
    Matcher date = Pattern.compile(before + "\"?([0-9TZ:.-]+)").matcher(text);
    assertThat(date.find()).as(text).isTrue();
    return Instant.parse(date.group(1));
  }

  @Test
  void splicesOfGstreamerAreWhereThePicturesAre() throws Exception {
    Path theirs = folder.resolve("gstreamer.ts");
    try (GStreamer remux =
        GStreamer.start(
            "filesrc",
            "location=" + original(),
            "!",
            "tsdemux",
            "send-scte35-events=true",
            "!",
            "h264parse",
            "!",
            "mpegtsmux",
            "scte-35-pid=500",
            "!",
            "filesink",
            "location=" + theirs)) {
      remux.awaitEnd(LIMIT);
    }
    publish(theirs);
    String text = get(playlist());
    Duration into = Duration.between(date(text, "PROGRAM-DATE-TIME:"), date(text, "START-DATE="));
    assertThat(into).isBetween(Duration.ofMillis(2900), Duration.ofMillis(3100));
    assertThat(text).contains("ID=\"splice-7-0-", "PLANNED-DURATION=2.000000");
    Matcher section = Pattern.compile("SCTE35-OUT=0x([0-9A-F]+)").matcher(text);
    assertThat(section.find()).isTrue();
    assertThat(SpliceInfo.intact(Octets.ofHex(section.group(1)))).isTrue();
  }

  /// FFmpeg 5.1 takes five bytes off each tag of ID3 that it copies, and GStreamer 1.22 has no form
  /// for them, so these come as we write them.
  @Test
  void tagsAreEvents() throws Exception {
    publish(original());
    String address = playlist();
    StringBuilder all = new StringBuilder();
    for (String line : get(address).lines().toList()) {
      if (line.startsWith("chunk_")) {
        all.append(get(address.replace("index.m3u8", line)));
      }
    }
    String tag = new String(TAG.toByteArray(), StandardCharsets.ISO_8859_1);
    assertThat(all.indexOf("https://aomedia.org/emsg/ID3")).isPositive();
    assertThat(all.indexOf(tag)).isPositive();
  }
}
