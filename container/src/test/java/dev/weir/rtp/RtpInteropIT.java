package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.aac.Adts;
import dev.weir.aac.LatmReader;
import dev.weir.media.Codec;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.sdp.Attributes;
import dev.weir.sdp.MediaDescription;
import dev.weir.sdp.SessionDescription;
import dev.weir.testkit.Await;
import dev.weir.testkit.Ffmpeg;
import dev.weir.testkit.FfmpegInput;
import dev.weir.testkit.FfmpegRelease;
import dev.weir.testkit.FfmpegViewer;
import dev.weir.testkit.Frames;
import dev.weir.testkit.GStreamer;
import dev.weir.testkit.Played;
import dev.weir.testkit.Ports;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// FFmpeg and GStreamer decode every frame of what our packetizers make of real samples.
class RtpInteropIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SSRC = 0x57454952;
  private static final int MAX_PAYLOAD_BYTES = 500;
  private static final int PACKETS_AT_ONCE = 64;

  @TempDir private Path directory;

  /// One codec: the capture whose samples are sent, and how GStreamer takes them.
  record Source(RtpCaptures.Capture capture, String caps, String decoder) {
    @Override
    public String toString() {
      return capture.name();
    }
  }

  static Stream<Source> forGStreamer() {
    return Stream.of(
        source("ffmpeg-h264", "video", "H264", "rtph264depay ! avdec_h264"),
        source("ffmpeg-h264-b", "video", "H264", "rtph264depay ! avdec_h264"),
        source("ffmpeg-h265", "video", "H265", "rtph265depay ! h265parse ! avdec_h265"),
        source("ffmpeg-vp8", "video", "VP8", "rtpvp8depay ! vp8dec"),
        source("ffmpeg-vp9", "video", "VP9", "rtpvp9depay ! vp9dec"),
        source("ffmpeg-mpv", "video", "MPV", "rtpmpvdepay ! mpegvideoparse ! avdec_mpeg2video"),
        source(
            "gstreamer-aac",
            "audio",
            "MPEG4-GENERIC,config=(string)1190,mode=(string)AAC-hbr,sizelength=(string)13,"
                + "indexlength=(string)3,indexdeltalength=(string)3",
            "rtpmp4gdepay ! aacparse ! avdec_aac"),
        source(
            "gstreamer-latm",
            "audio",
            "MP4A-LATM,cpresent=(string)0,config=(string)40002320",
            "rtpmp4adepay ! aacparse ! avdec_aac"),
        source("gstreamer-opus", "audio", "OPUS", "rtpopusdepay ! opusdec"),
        source("gstreamer-mp3", "audio", "MPA", "rtpmpadepay ! mpegaudioparse ! avdec_mp3"),
        source("gstreamer-mp2", "audio", "MPA", "rtpmpadepay ! mpegaudioparse ! avdec_mp2float"),
        source("gstreamer-ac3", "audio", "AC3", "rtpac3depay ! ac3parse ! avdec_ac3"),
        source("gstreamer-pcma", "audio", "PCMA", "rtppcmadepay ! alawdec"),
        source("gstreamer-pcmu", "audio", "PCMU", "rtppcmudepay ! mulawdec"),
        source("gstreamer-g722", "audio", "G722", "rtpg722depay ! avdec_g722"),
        source("gstreamer-l16", "audio", "L16,channels=1", "rtpL16depay"),
        source("gstreamer-l24", "audio", "L24,channels=1", "rtpL24depay"));
  }

  /// One of each codec that FFmpeg has a depacketizer for.
  static Stream<RtpCaptures.Capture> forFfmpeg() {
    return RtpCaptures.sent().stream()
        .filter(
            capture -> capture.name().startsWith("gstreamer") || capture.format().isNamed("AV1"));
  }

  private static Source source(String capture, String media, String encoding, String decoder) {
    RtpCaptures.Capture found =
        RtpCaptures.all().stream()
            .filter(each -> each.name().equals(capture))
            .findFirst()
            .orElseThrow();
    String caps =
        "application/x-rtp-stream,media=%s,payload=%d,clock-rate=%d,encoding-name=%s"
            .formatted(media, payloadType(found), found.format().clockRate(), encoding);
    return new Source(found, caps, decoder);
  }

  /// What [#send] gives: a static type, or 96.
  private static int payloadType(RtpCaptures.Capture capture) {
    return Math.min(PayloadFormat.FIRST_DYNAMIC, capture.format().payloadType());
  }

  @ParameterizedTest
  @MethodSource("forGStreamer")
  void gstreamerDecodesEveryFrame(Source source) throws IOException {
    Sent sent = send(source.capture);
    boolean video = source.capture.isVideo();
    Played played = played(sent.packets, source.caps, source.decoder, video);
    if (video) {
      assertThat(played.pictures()).hasSize(sent.samples);
    } else {
      // The last piece that `level` measures is cut off; decoders leave out what they prime with.
      assertThat(played.soundMicros()).isGreaterThan(sent.micros() - 250_000);
    }
  }

  /// What [AduDepacketizer] is tried with are units of MP3 as FFmpeg understands them. (GStreamer
  /// 1.22 refuses them, as it seems because it takes sizes of two bytes for one.)
  @Test
  void ffmpegDecodesEveryMp3UnitThatWeAreTriedWith() throws IOException {
    List<byte[]> packets = AduFramesTest.packets();
    Frames frames =
        decodedByFfmpeg(
            packets, Codec.Kind.AUDIO, AduFramesTest.FORMAT, FfmpegRelease.DISTRIBUTION);
    assertThat(soundMicros(frames)).isGreaterThan(packets.size() * 24_000L - 60_000);
  }

  /// FFmpeg repeats the configuration in every fifth element here, and every one takes two packets.
  @Test
  void readsLatmOfFfmpegThatIsConfiguredInBand() throws IOException {
    Path file = directory.resolve("sound.latm");
    try (Ffmpeg ffmpeg =
        Ffmpeg.start(
            "-i",
            "src/test/resources/rawaudio/lc.aac",
            "-c",
            "copy",
            "-smc-interval",
            "5",
            "-f",
            "latm",
            file.toString())) {
      assertThat(ffmpeg.awaitEnd(LIMIT)).isZero();
    }
    ByteBuf elements = Unpooled.wrappedBuffer(Files.readAllBytes(file));
    List<byte[]> packets = new ArrayList<>();
    while (elements.isReadable()) {
      int bytes = LatmReader.loasBytesAt(elements, elements.readerIndex());
      elements.skipBytes(LatmReader.LOAS_HEADER_BYTES);
      int size = bytes - LatmReader.LOAS_HEADER_BYTES;
      long time = packets.size() / 2 * 1024L;
      packets.add(packet(false, packets.size(), time, elements.readSlice(size / 2)));
      packets.add(packet(true, packets.size(), time, elements.readSlice(size - size / 2)));
    }
    PayloadFormat format =
        new PayloadFormat(96, "MP4A-LATM", 44_100, 2, FormatParameters.of("cpresent", "1"));
    Collected received = RtpCaptures.receive(format, packets);
    Collected expected = new Collected();
    DemuxerFacts.read(DemuxerFacts.load("rawaudio/lc.aac"), expected, Adts::reader);
    assertThat(received.payloads()).hasSizeGreaterThan(10).isEqualTo(expected.payloads());
    assertThat(received.codecs).isEqualTo(expected.codecs);
    assertThat(received.samples.getLast().ptsMicros() - received.samples.getFirst().ptsMicros())
        .isCloseTo(expected.samples.getLast().ptsMicros(), Offset.offset(50L));
  }

  private static byte[] packet(boolean marker, int sequence, long time, ByteBuf payload) {
    ByteBuf packet = Unpooled.buffer();
    RtpPacket.writeHeader(marker, 96, sequence, time, SSRC, packet);
    return Octets.copyOf(packet.writeBytes(payload)).toByteArray();
  }

  private static long soundMicros(Frames frames) {
    return frames.audio().stream().mapToLong(Frames.Frame::durationMicros).sum();
  }

  /// As many as of the stream before it was sent, which ends in the middle of a picture.
  @Test
  void gstreamerDecodesEveryFrameOfATransportStream() throws IOException {
    ByteBuf stream = transportStream();
    Path file = directory.resolve("stream.ts");
    Files.write(file, Octets.copyOf(stream).toByteArray());
    String decoder = "tsdemux ! h264parse ! avdec_h264";
    Played expected = played("filesrc location=" + file + " ! " + decoder, true);
    Played played =
        played(
            packetsOf(stream),
            "application/x-rtp-stream,media=video,payload=33,clock-rate=90000,encoding-name=MP2T",
            "rtpmp2tdepay ! " + decoder,
            true);
    assertThat(played.pictures()).hasSizeGreaterThan(20).hasSameSizeAs(expected.pictures());
  }

  /// The one that FFmpeg sent, which ends in the middle of a picture.
  private static ByteBuf transportStream() {
    ByteBuf stream = Unpooled.buffer();
    for (byte[] packet : RtpCaptures.packets("ffmpeg-mp2t")) {
      int header = RtpCaptures.RTP_HEADER_BYTES;
      stream.writeBytes(packet, header, packet.length - header);
    }
    return stream;
  }

  private static List<byte[]> packetsOf(ByteBuf transportStream) {
    RtpSender sender = RtpSender.transportStream(SSRC, MAX_PAYLOAD_BYTES, 65_500, 0xFFFF_0000L);
    try (RtpPackets out = new RtpPackets(Unpooled.buffer())) {
      sender.write(new Sample(1, 0, 0, true, transportStream), out);
      return RoundTripTest.copies(out);
    }
  }

  private Played played(List<byte[]> packets, String caps, String decoder, boolean video)
      throws IOException {
    return played(
        "filesrc location=%s ! %s ! rtpstreamdepay ! %s".formatted(framed(packets), caps, decoder),
        video);
  }

  /// A file of packets, each behind its size (RFC 4571).
  private Path framed(List<byte[]> packets) throws IOException {
    ByteBuf framed = Unpooled.buffer();
    packets.forEach(packet -> framed.writeShort(packet.length).writeBytes(packet));
    return Files.write(directory.resolve("packets"), Octets.copyOf(framed).toByteArray());
  }

  private static Played played(String pipeline, boolean video) {
    String whole = pipeline + " ! " + (video ? GStreamer.VIDEO_SINK : GStreamer.AUDIO_SINK);
    try (GStreamer gstreamer = GStreamer.start(whole.split(" ", -1))) {
      return gstreamer.awaitEnd(LIMIT);
    }
  }

  @ParameterizedTest
  @MethodSource("forFfmpeg")
  void ffmpegDecodesEveryFrame(RtpCaptures.Capture capture) throws IOException {
    Sent sent = send(capture);
    FfmpegRelease release =
        capture.format().isNamed("AV1")
            ? FfmpegRelease.RECENT // The distribution's is older than AV1 over RTP.
            : FfmpegRelease.DISTRIBUTION;
    Frames frames = decodedByFfmpeg(sent.packets, sent.codec.kind(), sent.format, release);
    if (capture.isVideo()) {
      assertThat(frames.video()).hasSize(sent.samples);
    } else {
      assertThat(soundMicros(frames)).isGreaterThan(sent.micros() - 60_000);
    }
  }

  @Test
  void ffmpegDecodesEveryFrameOfATransportStream() throws IOException {
    ByteBuf stream = transportStream();
    Path file = directory.resolve("stream.ts");
    Files.write(file, Octets.copyOf(stream).toByteArray());
    List<String> whole;
    try (FfmpegViewer viewer = FfmpegInput.of(file).startDecoding()) {
      whole = viewer.awaitEnd(LIMIT).frames().video().stream().map(Frames.Frame::hash).toList();
    }
    Frames frames =
        decodedByFfmpeg(
            packetsOf(stream),
            Codec.Kind.VIDEO,
            PayloadFormat.transportStream(),
            FfmpegRelease.DISTRIBUTION);
    List<String> received = frames.video().stream().map(Frames.Frame::hash).toList();
    // The last picture to come is cut off, and over RTP nothing says that no more of it will come.
    assertThat(received).hasSizeGreaterThan(20).hasSize(whole.size() - 1);
    assertThat(whole).containsSubsequence(received);
  }

  /// What FFmpeg decodes of packets that are sent to it, without an error.
  private Frames decodedByFfmpeg(
      List<byte[]> packets, Codec.Kind kind, PayloadFormat format, FfmpegRelease release)
      throws IOException {
    int port = Ports.freeUdp() & ~1;
    MediaDescription media = MediaDescription.of(kind, port, "RTP/AVP", List.of(format));
    SessionDescription session =
        new SessionDescription(
            "- 1 1 IN IP4 127.0.0.1", "test", "IN IP4 127.0.0.1", Attributes.NONE, List.of(media));
    Path sdp = directory.resolve("session.sdp");
    Files.writeString(sdp, session.text());
    FfmpegInput input = FfmpegInput.of(sdp).with("-protocol_whitelist", "file,udp,rtp").by(release);
    try (FfmpegViewer viewer = input.startDecoding();
        DatagramSocket socket = new DatagramSocket()) {
      Await.until("that ffmpeg listens", LIMIT, () -> queuedBytes(port + 1) >= 0);
      for (int i = 0; i < packets.size(); i++) {
        sendTo(socket, packets.get(i), port);
        if (i % PACKETS_AT_ONCE == 0) {
          awaitDrained(port);
        }
      }
      awaitDrained(port);
      sendTo(socket, bye(), port + 1); // FFmpeg stops at once, whatever media wait.
      FfmpegViewer.Received received = viewer.awaitEnd(LIMIT);
      assertThat(received.log().errors()).isEmpty();
      return received.frames();
    }
  }

  private static void sendTo(DatagramSocket socket, byte[] packet, int port) {
    try {
      socket.send(
          new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bye() {
    ByteBuf out = Unpooled.buffer();
    RtcpWriter.write(new Rtcp.ReceiverReport(SSRC, List.of()), out);
    RtcpWriter.write(new Rtcp.Bye(List.of(SSRC), ""), out);
    return Octets.copyOf(out).toByteArray();
  }

  private static void awaitDrained(int port) {
    Await.until("that ffmpeg has read all", LIMIT, () -> queuedBytes(port) <= 0);
  }

  /// What waits in the socket that is bound to `port`, as Linux tells it, or −1 if there is none.
  ///
  /// ```
  ///   sl  local_address rem_address   st tx_queue rx_queue …
  ///  100: 0100007F:A029 00000000:0000 07 00000000:00000000 …
  /// ```
  private static long queuedBytes(int port) {
    try {
      String local = ":%04X".formatted(port);
      for (String line : Files.readAllLines(Path.of("/proc/net/udp"))) {
        String[] words = line.strip().split(" +", -1);
        if (words[1].endsWith(local)) {
          return Long.parseLong(words[4].substring(words[4].indexOf(':') + 1), 16);
        }
      }
      return -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a sender made of the samples of a capture.
  record Sent(PayloadFormat format, Codec codec, List<byte[]> packets, int samples, long micros) {}

  private static Sent send(RtpCaptures.Capture capture) {
    Collected collected =
        RtpCaptures.receive(capture.format(), RtpCaptures.packets(capture.name()));
    Codec codec = collected.codecs.getFirst();
    PayloadFormat format =
        capture.format().isNamed("MP4A-LATM") ? capture.format() : PayloadFormat.of(codec, 96);
    RtpSender sender = new RtpSender(format, codec, SSRC, MAX_PAYLOAD_BYTES, 65_500, 0xFFFF_0000L);
    List<byte[]> packets = new ArrayList<>();
    try (RtpPackets out = new RtpPackets(Unpooled.buffer())) {
      for (Collected.Kept kept : collected.samples) {
        out.clear();
        ByteBuf payload = Unpooled.wrappedBuffer(kept.payload().toByteArray());
        int offset = (int) (kept.ptsMicros() - kept.dtsMicros());
        sender.write(new Sample(1, kept.dtsMicros(), offset, kept.keyframe(), payload), out);
        packets.addAll(RoundTripTest.copies(out));
      }
    }
    long lasted = collected.samples.getLast().ptsMicros();
    return new Sent(format, codec, packets, collected.samples.size(), lasted);
  }
}
