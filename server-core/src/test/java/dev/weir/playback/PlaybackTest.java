package dev.weir.playback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.PagePool;
import dev.weir.config.AddressRange;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.feed.FeedFormat;
import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.source.FileSource;
import dev.weir.stream.CloseReason;
import dev.weir.stream.OpenResult;
import dev.weir.stream.PublishRequest;
import dev.weir.stream.PublishResult;
import dev.weir.stream.Publisher;
import dev.weir.stream.StreamGate;
import dev.weir.stream.Streams;
import dev.weir.stream.TrackChoice;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlaybackTest {
  private static final String END = "ended: played to its end";
  private static final TrackChoice PICTURES = new TrackChoice(false, Set.of(1));

  private final Transport transport = new Transport(Transport.Kind.NIO, 1);
  private final AtomicLong clock = new AtomicLong();
  private final Streams streams =
      new Streams(
          base ->
              StreamConfig.of(
                  base,
                  base.equals("live")
                      ? new StreamSource.Push(
                          List.of(AddressRange.parse("127.0.0.0/8").orElseThrow()), "")
                      : new StreamSource.File(
                          (switch (base) {
                                case "both" -> SampleMedia.H264_AAC;
                                case "open" -> SampleMedia.HEVC_OPEN_GROUPS;
                                default -> SampleMedia.H264_ONLY;
                              })
                              .file()
                              .toString())),
          StreamGate.OPEN,
          List.of(),
          List.of(new FileSource()),
          new PagePool(1 << 20),
          transport,
          Clock.systemUTC(),
          clock::get);
  private final Heard heard = new Heard();

  @AfterEach
  void stop() {
    streams.close();
    transport.close();
  }

  /// Eight bytes for each sample: its time.
  private static final class Times implements FeedFormat {
    @Override
    public String name() {
      return "times";
    }

    @Override
    public boolean carries(Track track) {
      return track.isVideo() || track.isAudio();
    }

    @Override
    public Muxer muxer(List<Track> tracks) {
      return new Muxer() {
        @Override
        public void header(ByteBuf out) {
          out.writeByte(tracks.size());
        }

        @Override
        public void track(Track track, ByteBuf out) {}

        @Override
        public void sample(Sample sample, ByteBuf out) {
          out.writeLong(sample.dtsMicros());
        }
      };
    }
  }

  /// What a viewer gets, in order: `begin TRACKS at MILLIS`, times in milliseconds, `ended: …`.
  private static final class Heard implements PlaybackPort {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();
    private volatile boolean stays;

    @Override
    public boolean begin(List<Track> tracks, long fromMicros, ByteBuf header) {
      assertThat(header.readByte()).isEqualTo((byte) tracks.size());
      header.release();
      all.add("begin " + tracks.size() + " at " + fromMicros / 1000);
      return true;
    }

    @Override
    public boolean write(ByteBuf samples) {
      while (samples.isReadable()) {
        all.add(Long.toString(samples.readLong() / 1000));
      }
      samples.release();
      return true;
    }

    @Override
    public boolean finished() {
      all.add("finished");
      return stays;
    }

    @Override
    public void ended(CloseReason reason) {
      all.add("ended: " + reason.sentence());
    }

    String next() throws InterruptedException {
      String next = all.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("something is heard").isNotNull();
      return next;
    }

    /// All up to `last`, which is among them.
    List<String> until(String last) throws InterruptedException {
      List<String> lines = new java.util.ArrayList<>();
      do {
        lines.add(next());
      } while (!lines.getLast().equals(last));
      return lines;
    }
  }

  private Playable film() throws Exception {
    return film("film");
  }

  private Playable film(String name) throws Exception {
    OpenResult opened =
        streams.open(new StreamName(name, "")).toCompletableFuture().get(60, TimeUnit.SECONDS);
    return new PlayableFile(((OpenResult.OnDemand) opened).stream());
  }

  private void end(Playback playback) throws InterruptedException {
    playback.stop(CloseReason.PEER_CLOSED);
    heard.until("ended: peer closed");
  }

  private Playback play(Playable source, TrackChoice choice, long from, long to, double rate) {
    return new Playback(
            source,
            new Times(),
            new Playback.Start(choice, from, to, rate, 0, false),
            heard,
            clock::get)
        .start();
  }

  @Test
  void playsAFileToItsEnd() throws Exception {
    play(film(), PICTURES, 0, Long.MAX_VALUE, 0);
    List<String> lines = heard.until(END);
    assertThat(lines).hasSize(1 + SampleMedia.PICTURES + 2).startsWith("begin 1 at 0", "0", "40");
    assertThat(lines).endsWith("7960", "finished", END);
  }

  @Test
  void beginsAtAKeyframeAndEndsWhereItIsTold() throws Exception {
    play(film(), PICTURES, 2_500_000, 3_000_000, 0);
    assertThat(heard.until(END))
        .startsWith("begin 1 at 2500", "2000", "2040")
        .endsWith("2960", "finished", END);
  }

  /// Three pictures behind the keyframe refer to the group before, which was not played; behind the
  /// next keyframe they are there.
  @Test
  void leavesOutWhatCannotBeDecodedFromTheKeyframeOn() throws Exception {
    play(film("open"), PICTURES, 2_500_000, Long.MAX_VALUE, 0);
    List<String> lines = heard.until(END);
    assertThat(lines).startsWith("begin 1 at 2500", "1720", "1880");
    int pictures = SampleMedia.PICTURES - 45; // from the keyframe on
    assertThat(lines).hasSize(1 + pictures - 3 + 2);
  }

  @Test
  void noSampleComesBeforeItsTime() throws Exception {
    Playback playback = play(film(), PICTURES, 0, 200_000, 1);
    assertThat(heard.next()).isEqualTo("begin 1 at 0");
    assertThat(heard.next()).isEqualTo("0");
    assertThat(heard.all.poll(200, TimeUnit.MILLISECONDS)).isNull();
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
    assertThat(heard.next()).isEqualTo("40");
    assertThat(heard.next()).isEqualTo("80");
    end(playback);
  }

  @Test
  void goesWhereTheViewerWants() throws Exception {
    heard.stays = true;
    Playback playback = play(film(), PICTURES, 0, Long.MAX_VALUE, 1);
    assertThat(heard.next()).isEqualTo("begin 1 at 0");
    assertThat(heard.next()).isEqualTo("0");
    playback.seek(6_200_000);
    assertThat(heard.until("begin 1 at 6200")).doesNotContain("40");
    assertThat(heard.until("6200")).startsWith("6000", "6040"); // decoded, up to what is shown
    playback.speed(0);
    assertThat(heard.until("finished")).endsWith("7960", "finished");
    playback.seek(0);
    assertThat(heard.next()).isEqualTo("begin 1 at 0"); // from behind the end
    end(playback);
  }

  @Test
  void holdsAndGoesOnWhereItWas() throws Exception {
    Playback playback = play(film(), PICTURES, 0, 400_000, 1);
    heard.until("0");
    playback.pause(true);
    clock.addAndGet(TimeUnit.SECONDS.toNanos(100));
    assertThat(heard.all.poll(300, TimeUnit.MILLISECONDS)).isNull();
    playback.pause(false);
    assertThat(heard.all.poll(300, TimeUnit.MILLISECONDS)).isNull(); // 40 ms are still to pass
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(40));
    assertThat(heard.next()).isEqualTo("40");
    end(playback);
  }

  @Test
  void playsOtherTracks() throws Exception {
    Playback playback = play(film("both"), new TrackChoice(false, Set.of(2)), 0, Long.MAX_VALUE, 1);
    heard.until("0");
    playback.choose(TrackChoice.ALL, 3_000_000);
    heard.until("begin 2 at 3000");
    end(playback);
  }

  @Test
  void theFileIsHeldAsLongAsItIsPlayed() throws Exception {
    Playable film = film();
    Playback playback = play(film, PICTURES, 0, Long.MAX_VALUE, 1);
    heard.until("0");
    assertThat(((PlayableFile) film).stream().viewers()).isEqualTo(1);
    end(playback);
    assertThat(((PlayableFile) film).stream().viewers()).isZero();
  }

  @Test
  void whoViewsAFileThatMustEndIsTold() throws Exception {
    Playable film = film();
    Playback playback = play(film, PICTURES, 0, Long.MAX_VALUE, 1);
    heard.until("0");
    streams.stop(film.name(), CloseReason.SHUTDOWN);
    playback.speed(1); // wakes it
    heard.until("ended: the server shuts down");
  }

  private Publisher publish() throws Exception {
    PublishRequest request =
        new PublishRequest(
            new StreamName("live", ""),
            "TEST",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            "",
            "");
    PublishResult result = streams.publish(request).toCompletableFuture().get();
    Publisher publisher = ((PublishResult.Accepted) result).publisher();
    publisher.track(Track.of(1, new Codec.Vp8(Picture.ofSize(2, 2))));
    return publisher;
  }

  /// Pictures of 100 ms, each tenth a keyframe.
  private static void pictures(Publisher publisher, int from, int to) {
    for (int i = from; i < to; i++) {
      publisher.sample(
          new Sample(1, i * 100_000L, 0, i % 10 == 0, Unpooled.wrappedBuffer(new byte[] {1})));
    }
  }

  @Test
  void playsThePastOfALiveStreamAndThenTheStream() throws Exception {
    Publisher publisher = publish();
    pictures(publisher, 0, 55);
    PlayableStream source = new PlayableStream(publisher.stream());
    long origin = source.beginMicros();
    play(source, TrackChoice.ALL, origin + 2_300_000, Long.MAX_VALUE, 0);
    assertThat(heard.next()).startsWith("begin 1 at ");
    assertThat(heard.next()).isEqualTo(Long.toString((origin + 2_000_000) / 1000));
    heard.until(Long.toString((origin + 5_400_000) / 1000));
    pictures(publisher, 55, 57);
    heard.until(Long.toString((origin + 5_600_000) / 1000));
    publisher.close(CloseReason.PEER_FINISHED);
    heard.until(END);
  }

  @Test
  void beginsALiveStreamAtItsNewestKeyframe() throws Exception {
    Publisher publisher = publish();
    pictures(publisher, 0, 55);
    PlayableStream source = new PlayableStream(publisher.stream());
    Playback playback = play(source, TrackChoice.ALL, Playable.NEWEST, Long.MAX_VALUE, 1);
    assertThat(heard.next()).startsWith("begin 1 at ");
    assertThat(heard.next()).isEqualTo(Long.toString((source.beginMicros() + 5_000_000) / 1000));
    heard.until(Long.toString(source.endMicros() / 1000)); // up to live without waiting
    end(playback);
    publisher.close(CloseReason.PEER_FINISHED);
  }

  @Test
  void waitsForTheFutureOfALiveStream() throws Exception {
    Publisher publisher = publish();
    pictures(publisher, 0, 55);
    PlayableStream source = new PlayableStream(publisher.stream());
    long origin = source.beginMicros();
    play(source, TrackChoice.ALL, origin + 6_200_000, origin + 6_300_000, 0);
    assertThat(heard.all.poll(200, TimeUnit.MILLISECONDS)).isNull();
    for (int i = 55; i < 62; i++) {
      pictures(publisher, i, i + 1);
      clock.addAndGet(TimeUnit.SECONDS.toNanos(4)); // slow, but it does not stand still
    }
    assertThat(heard.all.poll(200, TimeUnit.MILLISECONDS)).isNull();
    pictures(publisher, 62, 64);
    assertThat(heard.until(END))
        .containsSubsequence(millis(origin + 6_000_000), millis(origin + 6_200_000), "finished")
        .doesNotContain(millis(origin + 5_900_000), millis(origin + 6_300_000));
    publisher.close(CloseReason.PEER_FINISHED);
  }

  private static String millis(long micros) {
    return Long.toString(micros / 1000);
  }

  @Test
  void theViewerMayWantAnotherPlaceThanTheFuture() throws Exception {
    Publisher publisher = publish();
    pictures(publisher, 0, 55);
    PlayableStream source = new PlayableStream(publisher.stream());
    long origin = source.beginMicros();
    Playback playback = play(source, TrackChoice.ALL, origin + 60_000_000, Long.MAX_VALUE, 1);
    playback.seek(origin + 2_000_000);
    assertThat(heard.next()).isEqualTo("begin 1 at " + (origin + 2_000_000) / 1000);
    end(playback);
    publisher.close(CloseReason.PEER_FINISHED);
  }

  @Test
  void whoWaitsForAStreamThatStandsStillIsSentAway() throws Exception {
    Publisher publisher = publish();
    pictures(publisher, 0, 55);
    PlayableStream source = new PlayableStream(publisher.stream());
    Playback playback = play(source, TrackChoice.ALL, source.endMicros() + 1, Long.MAX_VALUE, 1);
    String heardFirst = null;
    for (int i = 0; i < 100 && heardFirst == null; i++) { // it may look at the clock at any time
      clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
      playback.pause(false); // wakes it
      heardFirst = heard.all.poll(100, TimeUnit.MILLISECONDS);
    }
    assertThat(heardFirst)
        .isEqualTo("ended: the stream stood still before it came to the place asked for");
    publisher.close(CloseReason.PEER_FINISHED);
  }

  @Test
  void whoWaitsForTheFutureIsSentAwayAtTheEnd() throws Exception {
    Publisher publisher = publish();
    pictures(publisher, 0, 55);
    PlayableStream source = new PlayableStream(publisher.stream());
    play(source, TrackChoice.ALL, source.endMicros() + 1, Long.MAX_VALUE, 1);
    publisher.close(CloseReason.PEER_FINISHED);
    assertThat(heard.next())
        .isEqualTo("ended: the stream ended before it came to the place asked for");
  }
}
