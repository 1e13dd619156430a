package dev.weir.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.media.Codec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/srv/rec/$stream.mkv, /srv/rec/$stream.mkv, '', MKV",
        "/srv/rec/a.MP4?split=5, /srv/rec/a.MP4, '', MP4",
        "flv:/srv/x, /srv/x, '', FLV",
        "ebml:/srv/x.bin, /srv/x.bin, '', WEBM",
        "/srv/a.b/noending, /srv/a.b/noending, '', -",
        "/srv/r/?segment=$segmentCounter.ts, /srv/r/$segmentCounter.ts, '', TS",
        "/srv/r/x?segment=/tmp/a.mkv, /tmp/a.mkv, '', MKV",
        "rtmp://h/live/key?segment=a.ts, rtmp://h/live/key, rtmp, -",
        "rtmp://h/live/key, rtmp://h/live/key, rtmp, -",
        "RTMPS://h/live/key?x=1?audio=aac, RTMPS://h/live/key?x=1, rtmps, -",
        "tsudp://[::1]:5000, tsudp://[::1]:5000, tsudp, -",
        "https://h/p/a.ts?m=1?, https://h/p/a.ts?m=1, https, TS",
        "ts-exec:/bin/x -f 'a.ts', ts-exec:/bin/x -f 'a.ts', ts-exec, -",
      })
  void takesTargetsApart(String written, String place, String scheme, ProgressiveFormat format) {
    Target target = Target.parse(written);
    assertThat(target.place()).isEqualTo(place);
    assertThat(target.scheme()).isEqualTo(scheme);
    assertThat(target.format()).isEqualTo(format);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/srv/a.ts?split=x",
        "/srv/a.ts?recstop=1e99",
        "/srv/a.ts?rate=-1",
        "/srv/a\n.ts",
        "nope:/x"
      })
  void refusesNonsense(String written) {
    assertThatThrownBy(() -> Target.parse(written)).isInstanceOf(IllegalArgumentException.class);
  }

  /// In MistServer each output is a process, and whoever starts one by hand may have its output.
  @ParameterizedTest
  @ValueSource(strings = {"-", "flv:-", "-?video=none"})
  void saysWhyThereIsNoStandardOutput(String written) {
    assertThatThrownBy(() -> Target.parse(written)).hasMessageContaining("mkv-exec:");
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> Target.parse("/" + "a".repeat(4096)))
        .hasMessage("a target has at most 4096 characters");
  }

  @Test
  void readsParameters() {
    TargetOptions options =
        Target.parse(
                "/x.ts?split=1.5&append&noendlist=1&video=none&recstart=1000&pushdelay=2"
                    + "&m3u8=a%2Fb+c.m3u8&sig=1&unmask=1&nounlink=0")
            .options();
    assertThat(options.splitSeconds()).isEqualTo(1.5);
    assertThat(options.appends()).isTrue();
    assertThat(options.endsPlaylist()).isFalse();
    assertThat(options.deletesOldFiles()).isTrue();
    assertThat(options.startMillis()).hasValue(1000);
    assertThat(options.delayMicros()).isEqualTo(2_000_000);
    assertThat(options.playlist()).isEqualTo("a/b+c.m3u8");
    assertThat(options.wishes()).containsOnlyKeys(Codec.Kind.VIDEO);
    assertThat(options.unknown()).containsExactly("sig");
  }

  @Test
  void splitsEveryMinuteForAPlaylist() {
    assertThat(Target.parse("/x$segmentCounter.ts?m3u8=a.m3u8").options().splitSeconds())
        .isEqualTo(60);
    assertThat(Target.parse("/x.ts").options().splitSeconds()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "rtmp://user:pw@h:1/live/key, rtmp://h:1/…",
    "rtmp://h, rtmp://h",
    "/srv/a.ts, /srv/a.ts",
  })
  void hidesWhatMayBeSecret(String written, String shown) {
    assertThat(Target.parse(written).shown()).isEqualTo(shown);
  }
}
