package dev.weir.subtitle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Demuxer;
import dev.weir.media.DemuxerFacts;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Muxer;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubtitleTest {
  private static final String SRT =
      """
      1
      00:00:01,000 --> 00:00:02,500
      Zwölf <i>Boxkämpfer</i>
      jagen

      2
      00:00:03,000 --> 00:00:04,000
      {\\an8}Fish & chips

      """;

  private static final String VTT =
      """
      WEBVTT - a title

      STYLE
      ::cue { color: lime }

      REGION
      id:fred

      NOTE a comment
      of two lines

      first
      00:01.000 --> 00:02.500 line:0
      <v Bob>Fish &amp; <b.loud>chips</b>

      01:00:03.000 --> 01:00:04.000
      Two
      lines
      """;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// One line for each track and cue.
  private static String cues(byte[] file, Function<TrackSink, Demuxer> readers) {
    StringBuilder text = new StringBuilder();
    DemuxerFacts.read(
        file,
        new TrackSink() {
          @Override
          public void track(Track track) {
            Codec.Text codec = (Codec.Text) track.codec();
            String header = new String(codec.header().toByteArray(), StandardCharsets.UTF_8);
            text.append(codec.format()).append(' ').append(header.replace("\n", "|")).append('\n');
          }

          @Override
          public void sample(Sample sample) {
            Cue cue = Cue.read(sample.payload());
            text.append(sample.ptsMicros() / 1000).append('+').append(cue.durationMillis());
            text.append(' ').append(cue.text().replace("\n", "|")).append('\n');
          }
        },
        readers);
    return text.toString();
  }

  private static String srt(String text) {
    return cues(utf8(text), SubtitleReader::subRip);
  }

  private static String vtt(String text) {
    return cues(utf8(text), SubtitleReader::webVtt);
  }

  private static String remux(String file, Muxer muxer, Function<TrackSink, Demuxer> readers) {
    return new String(DemuxerFacts.remux(utf8(file), muxer, readers), StandardCharsets.UTF_8);
  }

  @Test
  void readsSubRip() {
    assertThat(srt(SRT))
        .isEqualTo(
            """
            SUBRIP\s
            1000+1500 Zwölf <i>Boxkämpfer</i>|jagen
            3000+1000 {\\an8}Fish & chips
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r", "\n"})
  void readsLinesEndedInAnyWay(String end) {
    assertThat(srt("\uFEFF" + SRT.replace("\n", end))).isEqualTo(srt(SRT));
    assertThat(vtt("\uFEFF" + VTT.replace("\n", end))).isEqualTo(vtt(VTT));
  }

  @Test
  void missesNoCueWhereEmptyLinesAreMissing() {
    assertThat(srt("00:01 --> 00:02\n42\nOne\n2\n00:00:03,5 --> 00:00:04,25 X1:1\n\nTwo"))
        .isEqualTo("SUBRIP \n1000+1000 42|One\n3500+750 Two\n");
  }

  @Test
  void readsOldFilesThatAreNoUtf8() {
    Charset latin1 = StandardCharsets.ISO_8859_1;
    assertThat(cues(SRT.getBytes(latin1), SubtitleReader::subRip)).isEqualTo(srt(SRT));
  }

  @Test
  void readsWebVtt() {
    assertThat(vtt(VTT))
        .isEqualTo(
            """
            WEBVTT STYLE|::cue { color: lime }||REGION|id:fred
            1000+1500 line:0|<v Bob>Fish &amp; <b.loud>chips</b>
            3603000+1000 |Two|lines
            """);
  }

  @Test
  void readsTheSameInPiecesOfAnySize() {
    DemuxerFacts.readsTheSameInPieces(utf8(SRT.replace("\n", "\r\n")), SubtitleReader::subRip);
    DemuxerFacts.readsTheSameInPieces(utf8(VTT.replace("\n", "\r\n")), SubtitleReader::webVtt);
  }

  @Test
  void refusesDamageOnlyWithAMediaException() {
    DemuxerFacts.refusesDamageWithMediaExceptions(utf8(SRT), 5_000, SubtitleReader::subRip);
    DemuxerFacts.refusesDamageWithMediaExceptions(utf8(VTT), 5_000, SubtitleReader::webVtt);
  }

  @Test
  void resumesAtThePositionOfACue() {
    DemuxerFacts.resumesAtEverySample(utf8(SRT), SubtitleReader::subRip);
    DemuxerFacts.resumesAtEverySample(utf8(VTT), SubtitleReader::webVtt);
  }

  @Test
  void writesWhatItReadSoThatItReadsTheSame() {
    assertThat(srt(remux(SRT, SubtitleMuxer.subRip(), SubtitleReader::subRip))).isEqualTo(srt(SRT));
    assertThat(vtt(remux(VTT, SubtitleMuxer.webVtt(), SubtitleReader::webVtt))).isEqualTo(vtt(VTT));
  }

  @Test
  void writesSubRipAsWebVtt() {
    assertThat(remux(SRT, SubtitleMuxer.webVtt(), SubtitleReader::subRip))
        .isEqualTo(
            """
            WEBVTT

            00:00:01.000 --> 00:00:02.500
            Zwölf <i>Boxkämpfer</i>
            jagen

            00:00:03.000 --> 00:00:04.000
            Fish &amp; chips

            """);
  }

  @Test
  void writesWebVttAsSubRip() {
    assertThat(remux(VTT, SubtitleMuxer.subRip(), SubtitleReader::webVtt))
        .isEqualTo(
            """
            1
            00:00:01,000 --> 00:00:02,500
            Fish & <b>chips</b>

            2
            01:00:03,000 --> 01:00:04,000
            Two
            lines

            """);
  }

  @Test
  void writesJson() {
    assertThat(remux(VTT, JsonMuxer.lines(), SubtitleReader::webVtt))
        .isEqualTo(
            """
            {"time":1000,"trackid":1,"duration":1500,"data":"Fish & chips"}
            {"time":3603000,"trackid":1,"duration":1000,"data":"Two\\nlines"}
            """);
  }

  @Test
  void writesJsonAsAnArray() {
    JsonMuxer muxer = JsonMuxer.array();
    byte[] written = DemuxerFacts.remux(utf8(SRT), muxer, SubtitleReader::subRip, muxer::end);
    assertThat(new String(written, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            [{"tracks":[{"trackid":1,"codec":"subtitle"}]},
            {"time":1000,"trackid":1,"duration":1500,"data":"Zwölf Boxkämpfer\\njagen"},
            {"time":3000,"trackid":1,"duration":1000,"data":"{\\\\an8}Fish & chips"}
            ]
            """);
  }

  @Test
  void writesJsonMessagesOnOneLine() {
    JsonMuxer muxer = JsonMuxer.lines();
    ByteBuf out = Unpooled.buffer();
    muxer.track(new Track(4, new Codec.Data(Codec.Data.Format.JSON), null, null), out);
    muxer.sample(
        new Sample(4, 1_500_000, 0, true, Unpooled.wrappedBuffer(utf8("{\n\"a\":1}"))), out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"time\":1500,\"trackid\":4,\"data\":{ \"a\":1}}\n");
  }

  @Test
  void writesAssAndTimedTextWithoutTheirMarkup() {
    String ass = "0,0,Default,,0,0,0,,{\\b1}Bold{\\b0}, not\\Nbold < it";
    assertThat(Markup.webVtt(Codec.Text.Format.ASS, ass)).isEqualTo("Bold, not\nbold &lt; it");
    assertThat(Markup.subRip(Codec.Text.Format.TX3G, "plain")).isEqualTo("plain");
  }

  @Test
  void aCueKeepsNoEmptyLines() {
    assertThat(Markup.webVtt(Codec.Text.Format.SUBRIP, "\na\n\n\r\nb\n")).isEqualTo("a\nb");
  }

  @ParameterizedTest
  @CsvSource({
    "00:00:01.5,1500",
    "01:02.250,62250",
    "100:00:00,360000000",
    "1:2,62000",
    "5,-1",
    "1:2:3:4,-1",
    "a:00,-1",
    "00:00:00.1234,-1",
    "00:-1,-1",
    "12345:00,-1"
  })
  void readsTimes(String text, long millis) {
    assertThat(CueTime.parse(text)).isEqualTo(millis);
  }

  @Test
  void refusesWhatIsNoWebVtt() {
    assertThatThrownBy(() -> vtt("WEBVTTX\n"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("WebVTT: the first line does not begin with WEBVTT");
  }

  @Test
  void refusesALineAndATextOverTheLimit() {
    assertThatThrownBy(() -> srt("x".repeat(Lines.MAX_LINE_BYTES + 1)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("SubRip at byte 0: line is over the limit of 16384 bytes");
    assertThatThrownBy(() -> srt("00:01 --> 00:02\n" + "x\n".repeat(CueText.MAX_CHARACTERS)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("text is over the limit of 65536 characters");
    assertThatThrownBy(() -> srt("x\n".repeat(20_000)))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("SubRip: no cue in the first 16384 bytes");
  }

  @Test
  void decodingTimesOfCuesOutOfOrderDoNotGoBack() {
    StringBuilder dump = new StringBuilder();
    String file = "00:05 --> 00:06\nb\n\n00:01 --> 00:02\na\n";
    dump.append(DemuxerFacts.dump(utf8(file), SubtitleReader::subRip));
    assertThat(dump).contains("1 dts 5.000000 pts 5.000000", "1 dts 5.000000 pts 1.000000");
  }

  @Test
  void everyFormOfTextIsCarried() {
    assertThat(SubtitleMuxer.carries(new Codec.Text(Codec.Text.Format.TX3G, Octets.EMPTY)))
        .isTrue();
    assertThat(SubtitleMuxer.carries(new Codec.Data(Codec.Data.Format.JSON))).isFalse();
    assertThat(JsonMuxer.carries(new Codec.Data(Codec.Data.Format.JSON))).isTrue();
    assertThat(JsonMuxer.carries(new Codec.Data(Codec.Data.Format.KLV))).isFalse();
  }
}
