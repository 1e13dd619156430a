package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.amf.AmfValue;
import dev.weir.stream.CloseReason.Code;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a hostile peer sends to a session, besides what [ChunkDecoderTest] and [HandshakeTest] send
/// to their parts.
class HostileInputTest {
  private final TestServer server = new TestServer();
  private final TestPeer peer = server.connection();

  @AfterEach
  void close() {
    peer.close();
    server.close();
  }

  @Test
  void connectWithNothingIsAccepted() {
    peer.shakeHands().command("connect", 1);
    assertThat(peer.heard().getLast()).contains("NetConnection.Connect.Success");
  }

  @Test
  void connectWithValuesOfWrongTypesIsAccepted() {
    AmfValue.Obj wrong =
        AmfValue.object()
            .with("app", 7)
            .with("tcUrl", false)
            .with("capsEx", "x")
            .with("fourCcList", AmfValue.of("*"))
            .with("videoFourCcInfoMap", new AmfValue.StrictArray(List.of()))
            .build();
    peer.shakeHands().command("connect", 1, wrong);
    assertThat(peer.heard().getLast()).contains("NetConnection.Connect.Success");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          command that is empty                  | 20 | ''
          command that starts with a number      | 20 | 00 4000000000000000
          strict array of 2^31 values            | 20 | 020001 61 0a 80000000
          ecma array of 2^32 - 1 values          | 20 | 020001 61 08 ffffffff 0000
          reference to nothing                   | 20 | 020001 61 07 0001
          long string past the end               | 20 | 020001 61 0c ffffffff 61
          AMF3 command cut short                 | 17 | 00 020001 61 11 0a
          aggregate with a size past the end     | 22 | 09 ffffff 000000 00 000000 17
          aggregate with half a header           | 22 | 09 000001
          aggregate in an aggregate              | 22 | 16 00000b 000000 00 000000 0900000000000000000000 00000016
          """)
  void malformedMessageEndsTheSession(String name, int type, String hex) {
    peer.publish("live", "cam1").ignore().media(type, 0, hex);
    assertThat(peer.isOpen()).isFalse();
    assertThat(peer.reason().code()).isEqualTo(Code.FORMAT_SPECIFIC);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"AMF0, 020001 61, 03 000161", "AMF3, 020001 61 11, 09 03 01 "})
  void nestingOfTenThousandEndsTheSession(String name, String before, String level) {
    peer.publish("live", "cam1").ignore().media(20, 0, before + level.repeat(10_000));
    assertThat(peer.isOpen()).isFalse();
    assertThat(peer.reason().code()).isEqualTo(Code.FORMAT_SPECIFIC);
  }

  @Test
  void badUtf8InANameIsNoReason() {
    peer.connect("live").ignore().media(20, 0, "020002 c328 00 4000000000000000");
    assertThat(peer.heard().getLast()).contains("NetConnection.Call.Failed");
    assertThat(peer.isOpen()).isTrue();
  }

  @Test
  void objectThatContainsItselfEndsNothingButItsOwnSession() {
    peer.publish("live", "cam1").ignore().media(20, 0, "020001 61 03 000161 07 0000 000009");
    assertThat(peer.isOpenOrEnded(Code.FORMAT_SPECIFIC)).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          video of no bytes                   | 9 | ''
          audio of no bytes                   | 8 | ''
          data of no bytes                    | 18 | ''
          empty AVC sequence header           | 9 | 17 00 000000
          AVC header cut short                | 9 | 17 00 000000 0142c0
          NAL unit of 2^32 - 1 bytes          | 9 | 17 01 000000 ffffffff 65
          track number 255                    | 9 | 96 00 61766331 ff 000000
          multitrack size past the end        | 9 | 96 10 61766331 00 ffffff 00
          unknown enhanced packet type        | 9 | 9f 61766331 00
          unknown FourCC                      | 9 | 90 78787878 00
          audio multitrack past the end       | 8 | 95 11 4f707573 00 ffffff 00
          message type that nobody knows      | 99 | 00
          shared object                       | 19 | 00
          acknowledgement cut short           | 3 | 00
          user control cut short              | 4 | 00
          window of no bytes                  | 5 | ''
          peer bandwidth cut short            | 6 | 00
          """)
  void oddMediaIsDroppedOrEndsTheSession(String name, int type, String hex) {
    peer.publish("live", "cam1").ignore().media(type, 0, hex).media(type, 40, hex);
    assertThat(peer.isOpenOrEnded(Code.FORMAT_SPECIFIC, Code.UNSUPPORTED)).isTrue();
  }

  /// Packet type 7; a size byte 255 says that 16 bits follow, one more than those are the bytes;
  /// then comes the next type 7.
  @ParameterizedTest(name = "{0}")
  @CsvSource({"256 bytes, 00ff", "more than there are, ffff"})
  void thousandModExAreDroppedOrEndTheSession(String name, String size) {
    String modEx = "ff" + size + "00".repeat(256) + "07";
    peer.publish("live", "cam1").ignore().media(9, 0, "97" + modEx.repeat(1000));
    assertThat(peer.isOpenOrEnded(Code.FORMAT_SPECIFIC, Code.UNSUPPORTED)).isTrue();
  }

  @Test
  void manyCommandsOfUnknownNameGetNoAnswer() {
    peer.connect("live").ignore();
    for (int i = 0; i < 10_000; i++) {
      peer.command("x" + i, 0, AmfValue.NULL);
    }
    assertThat(peer.heard()).isEmpty();
    assertThat(peer.isOpen()).isTrue();
  }
}
