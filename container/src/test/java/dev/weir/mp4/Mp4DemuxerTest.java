package dev.weir.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Mutations;
import dev.weir.media.Octets;
import dev.weir.media.SampleDump;
import dev.weir.media.TrackSink;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.testkit.Golden;
import dev.weir.testkit.SplitInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Mp4DemuxerTest {
  private static final class Subject implements SplitInput.Subject {
    private final StringBuilder text = new StringBuilder();
    private final Mp4Demuxer demuxer = new Mp4Demuxer(new SampleDump(text));

    @Override
    public void feed(ByteBuf piece) {
      demuxer.read(piece);
    }

    @Override
    public Object result() {
      demuxer.end();
      demuxer.close();
      return text.toString();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "moov-first.mp4",
        "fragmented.mp4",
        "fragmented-old.mp4",
        "smooth.ismv",
        "from-ts.mp4",
        "fragmented-pcm.mov",
        "gst-fragmented.mp4",
        "gst.mp4"
      })
  void readsWhatOthersWrite(String name) {
    Golden.assertMatches(Mp4Files.pushDump(Mp4Files.load(name)), "mp4/push-" + name + ".dump");
  }

  @ParameterizedTest
  @ValueSource(strings = {"moov-first.mp4", "fragmented.mp4", "smooth.ismv"})
  void findsTheSameSamplesAsTheIndex(String name) {
    byte[] file = Mp4Files.load(name);
    assertThat(Mp4Files.pushDump(file).lines())
        .containsExactlyInAnyOrderElementsOf(Mp4Files.dump(file).lines().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"moov-first.mp4", "fragmented.mp4"})
  void readsTheSameInPiecesOfAnySize(String name) {
    byte[] start = Arrays.copyOf(Mp4Files.load(name), 4_500);
    String whole = Mp4Files.pushDump(start);
    SplitInput.inEveryWay(start, Subject::new, dump -> assertThat(dump).isEqualTo(whole));
  }

  @ParameterizedTest
  @ValueSource(strings = {"moov-first.mp4", "fragmented.mp4"})
  void resumesAtThePositionOfASample(String name) {
    byte[] file = Mp4Files.load(name);
    StringBuilder text = new StringBuilder();
    SampleDump dump = new SampleDump(text);
    List<Long> positions = new ArrayList<>();
    Mp4Demuxer[] demuxer = new Mp4Demuxer[1];
    TrackSink sink =
        TrackSink.ofSamples(sample -> {
          positions.add(demuxer[0].position());
          dump.sample(sample);
        });
    try (Mp4Demuxer subject = new Mp4Demuxer(sink)) {
      demuxer[0] = subject;
      subject.read(Unpooled.wrappedBuffer(file));
      String whole = text.toString();
      int from = positions.get(positions.size() * 3 / 4).intValue();
      int first = positions.indexOf((long) from);
      text.setLength(0);

      subject.resume(from);
      subject.read(Unpooled.wrappedBuffer(file, from, file.length - from));

      assertThat(whole).endsWith(text);
      assertThat(whole.lines().skip(first).toList()).isEqualTo(text.toString().lines().toList());
    }
  }

  @Test
  void takesAnInitialisationSegmentAgain() {
    byte[] file = Mp4Files.load("fragmented.mp4");
    ByteBuf bytes = Unpooled.wrappedBuffer(file);
    int moof = moof(file);
    StringBuilder text = new StringBuilder();
    try (Mp4Demuxer demuxer = new Mp4Demuxer(new SampleDump(text))) {
      demuxer.read(bytes.slice(0, moof));
      demuxer.read(bytes.slice());
    }
    assertThat(text).hasToString(Mp4Files.pushDump(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"moov-first.mp4", "fragmented-pcm.mov"})
  void refusesDamageOnlyWithAMediaException(String name) {
    byte[] file = Mp4Files.load(name);
    Octets start = Octets.of(Arrays.copyOf(file, Math.min(file.length, 2_600)));
    Mutations.onlyMediaExceptions(
        start, bytes -> Mp4Files.push(bytes.toByteArray(), new Mp4Files.Nobody()));
  }

  @Test
  void doesNotWaitForMediaThatComesBeforeItsTables() {
    assertThatThrownBy(() -> Mp4Files.pushDump(Mp4Files.load("moov-last.mp4")))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("before 'moov'");
  }

  @Test
  void refusesAMoovOverTheLimitBeforeItArrives() {
    assertThatThrownBy(() -> Mp4Files.pushDump(Octets.ofHex("7fffffff 6d6f6f76").toByteArray()))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessage("MP4 box 'moov' at byte 0: 2147483639 bytes, allowed are 0..67108864");
  }

  private static int moof(byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1).indexOf("moof") - 4;
  }
}
