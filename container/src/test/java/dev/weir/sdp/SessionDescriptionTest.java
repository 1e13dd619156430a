package dev.weir.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.aac.AudioSpecificConfig;
import dev.weir.h26x.AvcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.opus.OpusHead;
import dev.weir.rtp.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDescriptionTest {
  /// As a camera answers DESCRIBE: a control URL, a static type explained, and a type that no media
  /// line has.
  private static final String CAMERA =
      """
      v=0
      o=- 1109162014219182 1109162014219182 IN IP4 0.0.0.0
      s=Media Presentation
      e=NONE
      b=AS:5050
      t=0 0
      a=control:rtsp://192.0.2.1:554/Streaming/Channels/101/
      m=video 0 RTP/AVP 96
      c=IN IP4 0.0.0.0
      b=AS:5000
      a=recvonly
      a=x-dimensions:1920,1080
      a=control:rtsp://192.0.2.1:554/Streaming/Channels/101/trackID=1
      a=rtpmap:98 H265/90000
      a=rtpmap:96 H264/90000
      a=fmtp:96 profile-level-id=640029; packetization-mode=1; \
      sprop-parameter-sets=Z2QADKzZQUGfnwFqAgICgAAAAwCAAAAZB4oUyw==,aOvjyyLA
      m=audio 0 RTP/AVP 8
      a=control:rtsp://192.0.2.1:554/Streaming/Channels/101/trackID=2
      a=rtpmap:8 PCMA/8000
      a=Media_header:MEDIAINFO=494D4B48010100000400010010710110401F000000FA000000000000000000000000000000000000;
      a=appversion:1.0
      """;

  @Test
  void readsACamera() {
    SessionDescription session = SessionDescription.parse(CAMERA);
    assertThat(session.attributes().first("control")).endsWith("/101/");
    MediaDescription video = session.media().getFirst();
    assertThat(video.control()).endsWith("trackID=1");
    assertThat(session.direction(video)).isEqualTo(Direction.RECVONLY);
    assertThat(video.payloads()).extracting(PayloadFormat::encoding).containsExactly("H264");
    assertThat(video.payloads().getFirst().codec())
        .isInstanceOfSatisfying(
            Codec.Avc.class, codec -> assertThat(codec.picture().width()).isEqualTo(320));
    MediaDescription sound = session.media().getLast();
    assertThat(sound.payloads().getFirst().codec()).isEqualTo(new Codec.G711(true, 8_000, 1));
    assertThat(session.direction(sound)).isEqualTo(Direction.SENDRECV);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void readsEveryLineEnd(String end) {
    assertThat(SessionDescription.parse(CAMERA.replace("\n", end)))
        .isEqualTo(SessionDescription.parse(CAMERA));
  }

  @Test
  void readsWhatLacksEverythingButMedia() {
    SessionDescription session =
        SessionDescription.parse("garbage\n=\nx=1\nm=audio 5004 RTP/AVP 0 8 101\n");
    assertThat(session.media()).hasSize(1);
    assertThat(session.media().getFirst().payloads())
        .extracting(PayloadFormat::encoding)
        .containsExactly("PCMU", "PCMA");
    assertThat(SessionDescription.parse("").media()).isEmpty();
  }

  @Test
  void readsItsOwnText() {
    SessionDescription session = SessionDescription.parse(CAMERA);
    assertThat(SessionDescription.parse(session.text())).isEqualTo(session);
    assertThat(session.text().lines()).startsWith("v=0").allMatch(line -> line.charAt(1) == '=');
  }

  static Stream<Codec> codecs() {
    Octets sps = Octets.ofHex("6764000cacd941419f9f016a020202800000030080000019078a14cb");
    return Stream.of(
        AvcConfiguration.of(List.of(sps), List.of(Octets.ofHex("68ebe3cb22c0"))),
        AudioSpecificConfig.of(2, 44_100, 2),
        AudioSpecificConfig.of(5, 48_000, 2),
        OpusHead.of(1),
        OpusHead.of(2),
        OpusHead.of(6),
        new Codec.G711(false, 8_000, 1),
        new Codec.G711(true, 16_000, 2),
        new Codec.Pcm(16, true, false, 44_100, 2),
        new Codec.Pcm(24, true, false, 48_000, 2),
        new Codec.OtherAudio("G722", Octets.EMPTY, 16_000, 1),
        new Codec.OtherAudio("Speex", Octets.EMPTY, 16_000, 1));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void describesCodecsSoThatTheyComeBack(Codec codec) {
    MediaDescription media =
        MediaDescription.of(codec.kind(), 0, "RTP/AVP", List.of(PayloadFormat.of(codec, 97)))
            .with("control", "track1")
            .with("sendonly", null);
    SessionDescription session =
        SessionDescription.parse(
            SessionDescription.of(1, 2, "name", Attributes.NONE, List.of(media)).text());
    MediaDescription read = session.media().getFirst();
    assertThat(read).isEqualTo(media);
    assertThat(read.payloads().getFirst().codec()).isEqualTo(codec);
    assertThat(session.direction(read)).isEqualTo(Direction.SENDONLY);
  }

  @Test
  void recognisesRepairFormats() {
    MediaDescription media =
        SessionDescription.parse(
                """
                m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99
                a=rtpmap:96 VP8/90000
                a=rtpmap:97 rtx/90000
                a=fmtp:97 apt=96
                a=rtpmap:98 red/90000
                a=rtpmap:99 flexfec-03/90000
                a=rtcp-fb:* transport-cc
                a=rtcp-fb:96 nack pli
                """)
            .media()
            .getFirst();
    assertThat(media.payloads())
        .extracting(PayloadFormat::isAuxiliary)
        .containsExactly(false, true, true, true);
    assertThat(media.repaired(media.payloads().get(1))).isEqualTo(96);
    assertThat(media.repaired(media.payloads().getFirst())).isEqualTo(-1);
    assertThat(media.feedback(96)).containsExactly("transport-cc", "nack pli");
    assertThat(media.feedback(97)).containsExactly("transport-cc");
  }

  @Test
  void passesOverBrokenPayloads() {
    MediaDescription media =
        SessionDescription.parse(
                """
                m=audio 0 RTP/AVP 96 97 98 99 100 x 300
                a=rtpmap:96 L16/0
                a=rtpmap:97 L16/99999999999
                a=rtpmap:98 L16
                a=rtpmap:99 L16/8000/99999
                a=rtpmap:100 L16/8000/0
                """)
            .media()
            .getFirst();
    assertThat(media.payloads()).extracting(PayloadFormat::payloadType).containsExactly(100);
    assertThat(media.payloads().getFirst().channels()).isEqualTo(1);
  }

  @Test
  void readsCandidatesOfBothTransports() {
    String udp = "842163049 1 udp 1677729535 192.0.2.3 61234 typ srflx raddr 0.0.0.0 rport 0";
    assertThat(IceCandidate.parse(udp))
        .containsExactly(
            new IceCandidate(
                "842163049", 1, "udp", 1_677_729_535L, "192.0.2.3", 61_234, "srflx", null));
    String tcp = "1 1 TCP 1518280447 a.local 9 typ host tcptype active generation 0";
    IceCandidate candidate = IceCandidate.parse(tcp).findFirst().orElseThrow();
    assertThat(candidate.transport()).isEqualTo("tcp");
    assertThat(candidate.tcpType()).isEqualTo("active");
    assertThat(IceCandidate.parse(candidate.text())).containsExactly(candidate);
    assertThat(IceCandidate.parse("1 1 udp 1 10.0.0.1 99999 typ host")).isEmpty();
    assertThat(IceCandidate.parse("1 1 udp")).isEmpty();
  }

  @Test
  void readsFingerprintsOfAnyCase() {
    assertThat(Fingerprint.parse("SHA-256 ab:CD:01"))
        .containsExactly(new Fingerprint("sha-256", Octets.ofHex("abcd01")));
    assertThat(new Fingerprint("sha-256", Octets.ofHex("abcd01")).text())
        .isEqualTo("sha-256 AB:CD:01");
    assertThat(Fingerprint.parse("sha-256 xyz")).isEmpty();
  }

  @Test
  void meetsDirections() {
    assertThat(Direction.SENDRECV.within(Direction.RECVONLY)).isEqualTo(Direction.RECVONLY);
    assertThat(Direction.SENDONLY.within(Direction.RECVONLY)).isEqualTo(Direction.INACTIVE);
    assertThat(Direction.SENDONLY.reversed()).isEqualTo(Direction.RECVONLY);
  }

  @Test
  void refusesWhatIsTooLarge() {
    for (String text :
        List.of(
            "a=" + "x".repeat(1 << 20),
            "a=x\n".repeat(10_000),
            "m=audio 0 RTP/AVP 0\n".repeat(1_000),
            "m=audio 0 RTP/AVP" + " 0".repeat(1_000),
            "m=audio 70000 RTP/AVP 0",
            "m=audio -1 RTP/AVP 0",
            "m=audio")) {
      assertThatThrownBy(() -> SessionDescription.parse(text))
          .isInstanceOf(MalformedMediaException.class);
    }
  }

  @Test
  void onlyRefusesDamagedText() {
    Mutations.onlyMediaExceptions(
        Octets.of(CAMERA.getBytes(StandardCharsets.UTF_8)),
        bytes -> readAll(new String(bytes.toByteArray(), StandardCharsets.UTF_8)));
  }

  /// Reads every typed value.
  static void readAll(String text) {
    SessionDescription session = SessionDescription.parse(text);
    session.groups();
    for (MediaDescription media : session.media()) {
      session.direction(media);
      session.transport(media);
      media.extensions();
      media.sources();
      media.sourceGroups();
      media.rids();
      for (PayloadFormat payload : media.payloads()) {
        media.feedback(payload.payloadType());
        media.repaired(payload);
        try {
          payload.codec();
        } catch (MediaException _) {
          // This payload cannot be taken; others can.
        }
      }
    }
    session.text();
  }
}
