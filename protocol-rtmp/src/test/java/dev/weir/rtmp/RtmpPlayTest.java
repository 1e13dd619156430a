package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Players that go into the past of a stream, or choose in a file, over a real connection: a
/// playback has a thread of its own.
class RtmpPlayTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String AVC_HEADER =
      "17 00 000000 0142c00affe100156742c00ada11ec0440000003004000000503c489a801000468ce3c80";
  private static final String AVC_KEYFRAME = "17 01 000000 00000004 65888400";
  private static final String AVC_PICTURE = "27 01 000000 00000002 419a";
  private static final String AAC_HEADER = "af 00 1190";
  private static final String AAC_FRAME = "af 01 21100460";

  private final TestServer core = new TestServer();
  private final RtmpServer server =
      new RtmpServer(core.transport, core.admissions, core.feeds, _ -> true, System::nanoTime);
  private final TestPeer publisher = core.connection();
  private InetSocketAddress address;

  @BeforeEach
  void listen() throws Exception {
    address =
        server
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null)
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    publisher.publish("live", "cam1").media(MessageType.VIDEO, 0, AVC_HEADER);
    publishGroup(0);
    publishGroup(1);
  }

  @AfterEach
  void close() {
    server.close();
    Await.until("the end of all sessions", LIMIT, () -> server.connections() == 0);
    core.streams.close();
    publisher.close();
    core.close();
  }

  /// A keyframe at the full second, and a picture half a second later.
  private void publishGroup(int second) {
    publisher.media(MessageType.VIDEO, 1000L * second, AVC_KEYFRAME);
    publisher.media(MessageType.VIDEO, 1000L * second + 500, AVC_PICTURE);
  }

  private static String keyframe(int second) {
    return "> video stream 1%s: 13 bytes 1701".formatted(second == 0 ? "" : " at " + 1000 * second);
  }

  @Test
  void whoHeldALiveStreamGoesOnWhereHeWas() throws IOException {
    try (Peer player = new Peer("cam1")) {
      player.hear(keyframe(1));
      player.say("pause", AmfValue.of(true), AmfValue.of(1500));
      player.hear("NetStream.Pause.Notify");
      publishGroup(2);
      publishGroup(3);
      player.say("pause", AmfValue.of(false), AmfValue.of(1500));
      assertThat(player.hear("NetStream.Unpause.Notify"))
          .noneMatch(line -> line.startsWith("> video"));
      assertThat(player.hear(keyframe(3)))
          .anyMatch(line -> line.contains(keyframe(2)))
          .noneMatch(line -> line.contains(keyframe(0)));
    }
  }

  @Test
  void aSeekGoesIntoThePastOfALiveStreamAndBack() throws IOException {
    try (Peer player = new Peer("cam1")) {
      player.hear(keyframe(1));
      player.say("seek", AmfValue.of(700));
      assertThat(player.hear(keyframe(0)))
          .anyMatch(line -> line.contains("NetStream.Seek.Notify") && line.contains("700 ms"));
      player.hear(keyframe(1));
      publishGroup(2);
      player.hear(keyframe(2)); // still in its own time, which is that of the stream
      player.say("seek", AmfValue.of(60_000));
      assertThat(player.hear(keyframe(2)))
          .anyMatch(line -> line.contains("NetStream.Seek.Notify"))
          .anyMatch(line -> line.contains("onMetaData"))
          .noneMatch(line -> line.contains(keyframe(1)));
      publishGroup(3);
      player.hear(keyframe(3));
    }
  }

  @Test
  void commandsThatComeTogetherAreTakenInOrder() throws IOException {
    try (Peer player = new Peer("cam1")) {
      player.hear(keyframe(1));
      player.say("seek", AmfValue.of(0));
      player.say("seek", AmfValue.of(60_000));
      player.say("pause", AmfValue.of(true), AmfValue.of(0));
      player.say("seek", AmfValue.of(0));
      player.say("pause", AmfValue.of(false), AmfValue.of(0));
      player.hear("NetStream.Unpause.Notify");
      player.hear(keyframe(0));
      player.hear(keyframe(1));
    }
  }

  @Test
  void whoIsInThePastSeesTheStreamToItsEnd() throws IOException {
    try (Peer player = new Peer("cam1")) {
      player.hear(keyframe(1));
      player.say("seek", AmfValue.of(0));
      player.hear(keyframe(0));
      publishGroup(2);
      core.streams.close();
      player.hear(keyframe(2));
      player.hear("stream-eof");
      player.hear("NetStream.Play.UnpublishNotify");
      player.rest();
    }
  }

  @Test
  void picturesStopWhileSoundGoesOnAndComeBackAtAKeyframe() throws IOException {
    publisher.media(MessageType.AUDIO, 1500, AAC_HEADER);
    try (Peer player = new Peer("cam1")) {
      player.hear(keyframe(1));
      player.say("receiveVideo", AmfValue.of(false));
      int second = publishUntil(player, 2, heard -> heard.noneMatch(RtmpPlayTest::isVideo));
      publishWithSound(second);
      publishWithSound(second + 1);
      assertThat(player.hear(sound(second + 1, 500)))
          .contains(
              sound(second, 0), sound(second, 500), sound(second + 1, 0), sound(second + 1, 500))
          .noneMatch(RtmpPlayTest::isVideo);
      player.say("receiveVideo", AmfValue.of(true));
      assertThat(player.hear(keyframe(second + 1)))
          .anyMatch(line -> line.contains("NetStream.Seek.Notify"))
          .anyMatch(line -> line.contains("NetStream.Play.Start"))
          .filteredOn(RtmpPlayTest::isVideo)
          .noneMatch(line -> line.contains("2701")); // no picture before its keyframe
      publishWithSound(second + 2);
      assertThat(player.hear(sound(second + 2, 500)))
          .contains(sound(second + 2, 0))
          .anyMatch(line -> line.contains(keyframe(second + 2)));
    }
  }

  @Test
  void soundStopsWhilePicturesGoOnAndComesBack() throws IOException {
    publisher.media(MessageType.AUDIO, 1500, AAC_HEADER);
    try (Peer player = new Peer("cam1")) {
      player.hear(keyframe(1));
      player.say("receiveAudio", AmfValue.of(false));
      int second = publishUntil(player, 2, heard -> heard.noneMatch(RtmpPlayTest::isAudio));
      publishWithSound(second);
      publishWithSound(second + 1);
      assertThat(player.hear(keyframe(second + 1)))
          .anyMatch(line -> line.contains(keyframe(second)))
          .noneMatch(RtmpPlayTest::isAudio);
      player.say("receiveAudio", AmfValue.of(true));
      assertThat(player.hear(sound(second + 1, 0)))
          .anyMatch(line -> line.contains("NetStream.Seek.Notify"));
      publishWithSound(second + 2);
      assertThat(player.hear(sound(second + 2, 500)))
          .contains(sound(second + 2, 0))
          .anyMatch(line -> line.contains(keyframe(second + 2)));
    }
  }

  /// Publishes second after second until the player hears one as it shall; returns the next.
  private int publishUntil(Peer player, int first, Predicate<Stream<String>> condition)
      throws IOException {
    for (int second = first; second < first + 100; second++) {
      publishWithSound(second);
      // What comes last of it, whatever the player gets.
      String last = " at %d:".formatted(1000 * second + 500);
      List<String> heard = player.hear(last);
      if (condition.test(heard.stream())) {
        return second + 1;
      }
    }
    throw new AssertionError("what the player does not want comes on and on");
  }

  private void publishWithSound(int second) {
    publisher.media(MessageType.VIDEO, 1000L * second, AVC_KEYFRAME);
    publisher.media(MessageType.AUDIO, 1000L * second, AAC_FRAME);
    publisher.media(MessageType.VIDEO, 1000L * second + 500, AVC_PICTURE);
    publisher.media(MessageType.AUDIO, 1000L * second + 500, AAC_FRAME);
  }

  private static boolean isVideo(String line) {
    return line.startsWith("> video");
  }

  private static boolean isAudio(String line) {
    return line.startsWith("> audio");
  }

  private static String sound(int second, int millis) {
    return "> audio stream 1 at %d: 6 bytes af0121100460".formatted(1000 * second + millis);
  }

  @Test
  void theTracksOfAFileAreChosenToo() throws IOException {
    try (Peer player = new Peer("film?video=none")) {
      List<String> heard = player.hear("> audio stream 1 at 10");
      assertThat(heard)
          .anyMatch(line -> line.contains("stream-is-recorded"))
          .noneMatch(line -> line.startsWith("> video"));
    }
  }

  @Test
  void theNextStreamIsNotMixedWithTheOneBefore() throws IOException {
    try (Peer player = new Peer("film")) {
      player.hear("> video stream 1 at 10");
      player.say("play2", AmfValue.object().with("streamName", "cam1").build());
      player.hear("Playing cam1");
      player.hear(keyframe(1));
      publishGroup(2);
      assertThat(player.hear(keyframe(2))).noneMatch(line -> line.startsWith("> audio"));
    }
  }

  @Test
  void whoKnowsHowIsAskedToReconnectWhenTheServerStops() throws IOException {
    try (Peer able = new Peer("cam1", 1);
        Peer plain = new Peer("cam1")) {
      able.hear(keyframe(1));
      plain.hear(keyframe(1));
      server.close();
      able.hear("NetConnection.Connect.ReconnectRequest");
      able.rest();
      assertThat(plain.rest())
          .noneMatch(line -> line.contains("ReconnectRequest"))
          .anyMatch(line -> line.contains("NetStream.Play.Stop") && line.contains("shuts down"));
    }
  }

  /// A player on a socket; what it hears are lines of [RtmpTrace].
  private final class Peer implements AutoCloseable {
    private final Socket socket = new Socket(address.getAddress(), address.getPort());
    private final ChunkEncoder encoder = new ChunkEncoder(ChunkDecoder.DEFAULT_CHUNK_BYTES);
    private final ByteBuf unread = Unpooled.buffer();
    private final Deque<String> lines = new ArrayDeque<>();
    private final ChunkDecoder decoder =
        new ChunkDecoder(
            ByteBufAllocator.DEFAULT,
            (type, streamId, time, payload) ->
                lines.add(RtmpTrace.line('>', type, streamId, time, payload)));

    /// Plays `name`.
    Peer(String name) throws IOException {
      this(name, 0);
    }

    /// The same for one that says that it can do what `capsEx` says.
    Peer(String name, int capsEx) throws IOException {
      socket.setSoTimeout((int) LIMIT.toMillis());
      decoder.expectMedia();
      byte[] packets = new byte[Handshake.PEER_BYTES];
      packets[0] = 3;
      socket.getOutputStream().write(packets);
      socket.getInputStream().skipNBytes(Handshake.PEER_BYTES);
      AmfValue.Obj app = AmfValue.object().with("app", "play").with("capsEx", capsEx).build();
      send("connect", 1, app);
      send("createStream", 2, AmfValue.NULL);
      say("play", AmfValue.of(name));
    }

    /// A command to the stream.
    void say(String name, AmfValue... arguments) throws IOException {
      AmfValue[] all = new AmfValue[arguments.length + 1];
      all[0] = AmfValue.NULL;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      send(name, 0, all);
    }

    private void send(String name, double transaction, AmfValue... arguments) throws IOException {
      ByteBuf out = Unpooled.buffer();
      encoder.begin(out, ChunkEncoder.COMMAND, MessageType.COMMAND, 1, 0);
      Amf0Writer.writeAll(out, AmfValue.of(name), AmfValue.of(transaction));
      Amf0Writer.writeAll(out, arguments);
      encoder.end(out);
      out.readBytes(socket.getOutputStream(), out.readableBytes());
    }

    /// What it hears up to a line with `part`, that included.
    List<String> hear(String part) throws IOException {
      List<String> heard = new ArrayList<>();
      while (heard.isEmpty() || !heard.getLast().contains(part)) {
        while (lines.isEmpty()) {
          assertThat(read()).as("%s after %s", part, heard).isTrue();
        }
        heard.add(lines.remove());
      }
      return heard;
    }

    /// What it hears until the server closes.
    List<String> rest() throws IOException {
      while (read()) {
        // Goes on.
      }
      return List.copyOf(lines);
    }

    private boolean read() throws IOException {
      byte[] bytes = new byte[8192];
      int count;
      try {
        count = socket.getInputStream().read(bytes);
      } catch (SocketTimeoutException _) {
        throw new AssertionError("nothing more came after " + lines);
      }
      if (count > 0) {
        unread.writeBytes(bytes, 0, count);
        decoder.decode(unread);
        unread.discardReadBytes();
      }
      return count >= 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
      decoder.close();
    }
  }
}
