package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.AmfValue;
import dev.weir.stream.CloseReason.Code;
import dev.weir.testkit.Await;
import dev.weir.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerSessionTest {
  private static final String AVC_HEADER =
      "17 00 000000 0142c00affe100156742c00ada11ec0440000003004000000503c489a801000468ce3c80";
  private static final String AVC_KEYFRAME = "17 01 000000 00000005 6588840011";
  private static final String AAC_HEADER = "af 00 1210";
  private static final String AAC_FRAME = "af 01 21001049900219";

  private final TestServer server = new TestServer();
  private final List<TestPeer> peers = new ArrayList<>();

  @AfterEach
  void close() {
    server.streams.close(); // first, because feeds end on the peers' own event loops
    peers.forEach(TestPeer::close);
    server.close();
  }

  @Test
  void publishByFfmpeg() throws IOException {
    Golden.assertMatches(replay(resource("ffmpeg-publish.bin")), "ffmpeg-publish.txt");
  }

  @Test
  void playByFfmpeg() throws IOException {
    byte[] publish = resource("ffmpeg-publish.bin");
    peer().send(Arrays.copyOf(publish, publish.length - 200));
    Golden.assertMatches(replay(resource("ffmpeg-play.bin")), "ffmpeg-play.txt");
  }

  @Test
  void connectAnswersOnlyWhatWasOffered() {
    assertThat(peer().connect("live").heard().getLast())
        .isEqualTo(
            "> command stream 0: \"_result\" 1 {fmsVer: \"FMS/3,5,7,7009\", capabilities: 31}"
                + " {level: \"status\", code: \"NetConnection.Connect.Success\","
                + " description: \"Connection succeeded.\", objectEncoding: 0}");
  }

  @Test
  void connectAnswersEnhancedRtmp() {
    AmfValue.Obj offer =
        AmfValue.object()
            .with("app", "live")
            .with("objectEncoding", 3)
            .with("capsEx", 0x11)
            .with(
                "fourCcList",
                new AmfValue.StrictArray(List.of(AmfValue.of("hvc1"), AmfValue.of("xxxx"))))
            .with("videoFourCcInfoMap", AmfValue.object().with("*", 7).build())
            .build();
    assertThat(peer().shakeHands().command("connect", 1, offer).heard().getLast())
        .endsWith(
            "objectEncoding: 3, capsEx: 1, fourCcList: [\"hvc1\"], videoFourCcInfoMap:"
                + " {avc1: 4, hvc1: 4, av01: 4, vp08: 4, vp09: 4}}");
  }

  @Test
  void commandsBeforeConnectEndTheSession() {
    TestPeer peer = peer().shakeHands().command("createStream", 2, AmfValue.NULL);
    assertThat(peer.heard())
        .containsExactly(
            "> command stream 0: \"_error\" 2 null {level: \"error\", code:"
                + " \"NetConnection.Call.Failed\", description: \"Connect first\"}");
    assertThat(peer.reason().code()).isEqualTo(Code.FORMAT_SPECIFIC);
  }

  @Test
  void playersLearnHowLongAFileLasts() {
    TestPeer peer = peer().connect("live").ignore();
    peer.command("getStreamLength", 3, AmfValue.NULL, AmfValue.of("cam1"));
    peer.command("getStreamLength", 4, AmfValue.NULL, AmfValue.of("film"));
    List<String> heard = new ArrayList<>();
    Await.until(
        "both answers",
        Duration.ofSeconds(60),
        () -> {
          heard.addAll(peer.pass(0).heard());
          return heard.size() == 2;
        });
    assertThat(heard)
        .containsExactly(
            "> command stream 0: \"_result\" 3 null 0",
            "> command stream 0: \"_result\" 4 null 8.021333");
  }

  @Test
  void unknownMethodsAreAnsweredIfTheyAsk() {
    TestPeer peer = peer().connect("live").ignore();
    peer.command("shout", 0, AmfValue.NULL).command("whisper", 9, AmfValue.NULL);
    assertThat(peer.heard())
        .containsExactly(
            "> command stream 0: \"_error\" 9 null {level: \"error\", code:"
                + " \"NetConnection.Call.Failed\", description: \"There is no method whisper\"}");
    assertThat(peer.isOpen()).isTrue();
  }

  @Test
  void publisherOfATakenNameIsRefusedAndClosed() {
    peer().publish("live", "cam1");
    TestPeer second = peer().publish("live", "cam1");
    assertThat(second.heard().getLast())
        .isEqualTo(
            "> command stream 1: \"onStatus\" 0 null {level: \"error\", code:"
                + " \"NetStream.Publish.BadName\", description:"
                + " \"Stream cam1 is being published already\"}");
    assertThat(second.isOpen()).isFalse();
    assertThat(second.reason().code()).isEqualTo(Code.UNAUTHORISED);
  }

  @Test
  void appIsThePasswordOfPublishers() {
    assertThat(peer().publish("live", "locked").heard().getLast())
        .contains("NetStream.Publish.Denied");
    assertThat(peer().publish("secret", "locked").heard().getLast())
        .contains("NetStream.Publish.Start");
  }

  @Test
  void unknownStreamsAreRefused() {
    assertThat(peer().publish("live", "nobody").heard().getLast())
        .contains("NetStream.Publish.BadName", "There is no stream nobody");
    assertThat(peer().play("nobody").heard().getLast())
        .contains("NetStream.Play.StreamNotFound", "There is no stream nobody");
    assertThat(peer().play("???").heard().getLast())
        .contains("NetStream.Play.StreamNotFound", "This is no name for a stream");
  }

  @Test
  void streamsWithoutPublisherAreNotFound() {
    TestPeer peer = peer().play("cam1");
    assertThat(peer.heard().getLast()).contains("NetStream.Play.StreamNotFound");
    assertThat(peer.isOpen()).isFalse();
  }

  @Test
  void publishingTwiceIsAnErrorThatEndsNothing() {
    TestPeer peer = peer().publish("live", "cam1").ignore();
    peer.command("publish", 4, AmfValue.NULL, AmfValue.of("cam2.mp4"), AmfValue.of("live"));
    assertThat(peer.heard().getLast())
        .contains("NetStream.Publish.BadName", "This connection is in use already");
    assertThat(peer.isOpen()).isTrue();
  }

  @Test
  void publisherMayStopAndBeginAgain() {
    TestPeer peer = peer().publish("live", "cam1").ignore();
    peer.command("FCUnpublish", 4, AmfValue.NULL, AmfValue.of("cam1"));
    assertThat(peer.heard())
        .anyMatch(line -> line.contains("onFCUnpublish"))
        .anyMatch(line -> line.contains("NetStream.Unpublish.Success"));
    peer.command("publish", 5, AmfValue.NULL, AmfValue.of("mp4:cam2"), AmfValue.of("live"));
    assertThat(peer.heard().getLast()).contains("Publishing cam2.mp4");
  }

  @Test
  void playerGetsHeadersAndEverythingFromTheKeyframeOn() {
    TestPeer publisher = publisher();
    TestPeer player = peer().play("cam1");
    List<String> heard = player.heard();
    assertThat(heard)
        .anyMatch(line -> line.contains("NetStream.Play.Start"))
        .anyMatch(line -> line.contains("\"onMetaData\""))
        .anyMatch(line -> line.startsWith("> video stream 1") && line.contains("1700000000"))
        .anyMatch(line -> line.startsWith("> audio stream 1") && line.contains("af00"));
    publisher.media(MessageType.AUDIO, 63, AAC_FRAME);
    assertThat(player.heard()).singleElement().asString().startsWith("> audio stream 1 at ");
  }

  @Test
  void playersShareTheirBytes() {
    publisher();
    List<String> first = peer().play("cam1").heard();
    assertThat(peer().play("cam1").heard()).isEqualTo(first);
  }

  @Test
  void playerIsToldWhenTheStreamIsOver() {
    publisher();
    TestPeer player = peer().play("cam1").ignore();
    server.streams.close();
    assertThat(player.heard())
        .startsWith("> user-control stream 0: stream-eof 1")
        .anyMatch(line -> line.contains("NetStream.Play.UnpublishNotify"))
        .anyMatch(line -> line.contains("NetStream.Play.Stop"));
    assertThat(player.isOpen()).isFalse();
  }

  @Test
  void receiveVideoFalseLeavesTheAudio() {
    publisher();
    TestPeer player = peer().play("cam1").ignore();
    player.command("receiveVideo", 0, AmfValue.NULL, AmfValue.of(false));
    assertThat(player.heard())
        .noneMatch(line -> line.startsWith("> video"))
        .anyMatch(line -> line.startsWith("> audio"));
    player.command("receiveVideo", 0, AmfValue.NULL, AmfValue.of(true));
    assertThat(player.heard())
        .anyMatch(line -> line.contains("NetStream.Play.Start"))
        .anyMatch(line -> line.startsWith("> video"));
  }

  @Test
  void seekInALiveStreamIsAcknowledged() {
    publisher();
    TestPeer player = peer().play("cam1").ignore();
    player.command("seek", 0, AmfValue.NULL, AmfValue.of(1000));
    assertThat(player.heard()).singleElement().asString().contains("NetStream.Seek.Notify");
  }

  @Test
  void play2ChangesTheStream() {
    publisher();
    TestPeer player = peer().play("cam1").ignore();
    player.command("play2", 0, AmfValue.NULL, AmfValue.object().with("streamName", "x").build());
    assertThat(player.heard().getLast()).contains("There is no stream x");
  }

  @Test
  void acknowledgesByTheWindowOfThePeer() {
    TestPeer peer = peer().connect("live").ignore();
    peer.media(MessageType.WINDOW_ACK_SIZE, 0, "00000400").ignore();
    peer.media(MessageType.DATA, 0, "02 000161".concat("00".repeat(600)));
    assertThat(peer.heard()).singleElement().asString().startsWith("> ack stream 0: ");
  }

  @Test
  void answersPings() {
    TestPeer peer = peer().connect("live").ignore();
    peer.media(MessageType.USER_CONTROL, 0, "0006 00000102");
    assertThat(peer.heard()).containsExactly("> user-control stream 0: pong 258");
  }

  @Test
  void takesAggregates() {
    peer()
        .publish("live", "cam1")
        .media(MessageType.VIDEO, 0, AVC_HEADER)
        .media(
            MessageType.AGGREGATE,
            40,
            tag(9, 1000, AVC_KEYFRAME) + tag(9, 1040, "27 01 000000 00000002 419a"))
        .media(MessageType.VIDEO, 1100, "27 01 000000 00000002 419b");
    List<String> heard = peer().play("cam1").heard();
    assertThat(heard.stream().filter(line -> line.matches("> video stream 1.*(17|27)01.*")))
        .hasSize(3);
  }

  @Test
  void takesAmf3Commands() {
    TestPeer peer = peer().connect("live").ignore();
    peer.media(
        MessageType.COMMAND_AMF3, 0, "00 02000c63726561746553747265616d 00 4000000000000000 05");
    assertThat(peer.heard()).containsExactly("> command stream 0: \"_result\" 2 null 1");
  }

  @Test
  void handshakeHasTenSeconds() {
    TestPeer peer = peer();
    for (int i = 0; i < 10 && peer.isOpen(); i++) {
      peer.send(new byte[] {3}).pass(1);
    }
    assertThat(peer.isOpen()).isFalse();
    assertThat(peer.reason().sentence()).isEqualTo("no handshake in 10 s");
  }

  @Test
  void silentPublisherIsClosed() {
    TestPeer peer = peer().publish("live", "cam1").pass(25);
    assertThat(peer.isOpen()).isTrue();
    peer.media(MessageType.AUDIO, 0, AAC_HEADER).pass(25);
    assertThat(peer.isOpen()).isTrue();
    peer.pass(10);
    assertThat(peer.isOpen()).isFalse();
    assertThat(peer.reason().sentence()).isEqualTo("the publisher sent nothing for 30 s");
    assertThat(peer.heard().getLast())
        .contains("NetStream.Failed", "the publisher sent nothing for 30 s");
  }

  @Test
  void idleConnectionIsClosedHoweverItTalks() {
    TestPeer peer = peer().connect("live");
    for (int i = 0; i < 30; i++) {
      peer.media(MessageType.USER_CONTROL, 0, "0006 00000102").pass(1);
    }
    assertThat(peer.isOpen()).isFalse();
    assertThat(peer.reason().code()).isEqualTo(Code.CLEAN_INACTIVE);
  }

  @Test
  void silentPlayerIsPinged() {
    publisher();
    TestPeer player = peer().play("cam1").ignore();
    assertThat(player.pass(30).heard())
        .singleElement()
        .asString()
        .startsWith("> user-control stream 0: ping ");
    assertThat(player.isOpen()).isTrue();
  }

  private TestPeer peer() {
    TestPeer peer = server.connection();
    peers.add(peer);
    return peer;
  }

  private TestPeer publisher() {
    return peer()
        .publish("live", "cam1")
        .media(MessageType.VIDEO, 0, AVC_HEADER)
        .media(MessageType.AUDIO, 0, AAC_HEADER)
        .media(MessageType.VIDEO, 0, AVC_KEYFRAME)
        .media(MessageType.AUDIO, 0, AAC_FRAME)
        .media(MessageType.AUDIO, 21, AAC_FRAME)
        .media(MessageType.AUDIO, 42, AAC_FRAME)
        .ignore();
  }

  private static String tag(int type, int millis, String hex) {
    String body = hex.replace(" ", "");
    return String.format(
        "%02x %06x %06x %02x 000000 %s %08x",
        type, body.length() / 2, millis & 0xFFFFFF, millis >> 24, body, 11 + body.length() / 2);
  }

  /// Gives the bytes to a session one by one; returns what both said, in order.
  private String replay(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    ChunkDecoder decoder =
        new ChunkDecoder(
            ByteBufAllocator.DEFAULT,
            (type, streamId, time, payload) ->
                lines.add(RtmpTrace.line('<', type, streamId, time, payload)));
    decoder.expectMedia();
    ByteBuf unread = Unpooled.buffer();
    TestPeer peer = peer();
    for (int i = 0; i < bytes.length; i++) {
      if (i >= Handshake.PEER_BYTES) {
        unread.writeByte(bytes[i]);
        decoder.decode(unread);
      }
      peer.send(new byte[] {bytes[i]});
      lines.addAll(peer.heard());
    }
    decoder.close();
    peer.hangUp();
    lines.add("closed: " + peer.reason().sentence());
    return String.join("\n", lines) + "\n";
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ServerSessionTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
