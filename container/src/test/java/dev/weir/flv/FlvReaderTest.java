package dev.weir.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SampleDump;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.testkit.Golden;
import dev.weir.testkit.SplitInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlvReaderTest {
  private static final String HEADER = "464c5601 05 00000009 00000000";

  private static byte[] hex(String hex) {
    return Octets.ofHex(hex).toByteArray();
  }

  private static final class Subject implements SplitInput.Subject {
    private final StringBuilder text = new StringBuilder();
    private final FlvReader reader = new FlvReader(new SampleDump(text));

    @Override
    public void feed(ByteBuf piece) {
      reader.read(piece);
    }

    @Override
    public Object result() {
      reader.close();
      return text.toString();
    }
  }

  private static final class Nobody implements TrackSink {
    @Override
    public void track(Track track) {}

    @Override
    public void sample(Sample sample) {}
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h264-aac",
        "h263-mp3",
        "screen-adpcm",
        "screen2-nellymoser",
        "speex",
        "mulaw",
        "alaw",
        "pcm",
        "x264"
      })
  void readsWhatOthersWrite(String name) {
    Golden.assertMatches(FlvFiles.dump(FlvFiles.load(name + ".flv")), "flv/" + name + ".dump");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac.flv", "speex.flv"})
  void readsTheSameInPiecesOfAnySize(String name) {
    byte[] start = Arrays.copyOf(FlvFiles.load(name), 2_700);
    String whole = FlvFiles.dump(start);
    SplitInput.inEveryWay(start, Subject::new, dump -> assertThat(dump).isEqualTo(whole));
  }

  @Test
  void resumesAtThePositionOfASampleAndComesToItAgain() {
    byte[] file = FlvFiles.load("h264-aac.flv");
    StringBuilder text = new StringBuilder();
    SampleDump dump = new SampleDump(text);
    List<Long> positions = new ArrayList<>();
    FlvReader[] reader = new FlvReader[1];
    reader[0] =
        new FlvReader(
            TrackSink.ofSamples(sample -> {
              positions.add(reader[0].position());
              dump.sample(sample);
            }));
    try (FlvReader subject = reader[0]) {
      subject.read(Unpooled.wrappedBuffer(file));
      String whole = text.toString();
      int count = positions.size();
      int from = positions.get(count / 2).intValue();
      text.setLength(0);

      subject.resume(from);
      subject.read(Unpooled.wrappedBuffer(file, from, file.length - from));

      assertThat(whole).endsWith(text);
      assertThat(text.toString().lines().count()).isEqualTo(count - count / 2);
    }
  }

  @Test
  void readsTheStartOfAFileThatIsCutAnywhere() {
    byte[] whole = FlvFiles.load("h264-aac.flv");
    String dump = FlvFiles.dump(whole);
    for (int length = 0; length < 4_000; length++) {
      assertThat(dump).startsWith(FlvFiles.dump(Arrays.copyOf(whole, length)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-aac.flv", "h263-mp3.flv", "mulaw.flv"})
  void refusesDamageOnlyWithAMediaException(String name) {
    byte[] whole = Arrays.copyOf(FlvFiles.load(name), 5_400);
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] damaged = whole.clone();
      for (int flip = 0; flip < 1 + i % 4; flip++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        FlvFiles.read(damaged, new Nobody());
      } catch (MediaException _) {
        // The two ways to refuse.
      }
    }
  }

  @Test
  void doesNotBelieveTheSizeBeforeATag() {
    String tag = "08 000003 000000 00 000000 76 0102";
    assertThat(FlvFiles.dump(hex(HEADER + tag + "deadbeef" + tag + "0000000e")))
        .containsSubsequence("track 2 ALAW 8000/1", "2 dts 0", "2 dts 0");
  }

  @Test
  void skipsTheRestOfALongHeader() {
    assertThat(
            FlvFiles.dump(
                hex("464c5601 05 0000000b ffff 00000000 08 000003 000000 00 000000 76 0102")))
        .contains("2 dts 0.000000");
  }

  @Test
  void putsTheUpperByteOfTheTimestampOnTop() {
    assertThat(FlvFiles.dump(hex(HEADER + "08 000003 000001 01 000000 76 0102")))
        .contains("2 dts 16777.217000");
  }

  @Test
  void startsALittleBelowZero() {
    assertThat(FlvFiles.dump(hex(HEADER + "08 000003 ffffff ff 000000 76 0102")))
        .contains("2 dts -0.001000");
  }

  @Test
  void passesOverEmptyTagsAndUnknownTypes() {
    String tags = "08 000000 000000 00 000000 0000000b  0f 000002 000000 00 000000 ffff 0000000d";
    assertThat(FlvFiles.dump(hex(HEADER + tags))).isEmpty();
  }

  @Test
  void refusesABodyOverTheLimitBeforeItArrives() {
    assertThatThrownBy(
            () -> FlvFiles.read(hex(HEADER + "09 ffffff 000000 00 000000"), new Nobody()))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("FLV tag at byte 13: body size 16777215 is over the limit of 8388608");
  }

  @ParameterizedTest
  @ValueSource(strings = {"464c5701 05 00000009", "464c5601 05 00000008", "464c5601 05 ffffffff"})
  void refusesWhatIsNoFlv(String header) {
    assertThatThrownBy(() -> FlvFiles.read(hex(header), new Nobody()))
        .isInstanceOf(MalformedMediaException.class);
  }

  @Test
  void doesNotReadEncryptedTags() {
    assertThatThrownBy(
            () -> FlvFiles.read(hex(HEADER + "29 000001 000000 00 000000"), new Nobody()))
        .isInstanceOf(UnsupportedMediaException.class);
  }
}
