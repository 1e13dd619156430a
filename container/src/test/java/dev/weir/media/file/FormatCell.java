package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.MemoryFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// One codec in one format that carries it.
record FormatCell(WrittenFormat format, Clip clip) {
  private static final int TOLERANCE_MICROS = 1_001; // formats that count milliseconds, rounded

  /// All that are written.
  static Stream<FormatCell> all() {
    List<Clip> clips = Clip.all();
    return Stream.of(WrittenFormat.values())
        .flatMap(format ->
            clips.stream()
                .filter(clip -> format.carries(clip.codec()))
                .map(clip -> new FormatCell(format, clip)));
  }

  /// Who wrote a file.
  enum Writer {
    US,
    /// Parameter sets and messages of the codec's configuration may be repeated in keyframes, and
    /// GStreamer fills the first one in MP4 up with a unit of nothing.
    OTHERS
  }

  /// What tables and lists call it.
  String name() {
    return format.column() + " " + clip.label();
  }

  byte[] write() {
    return format.write(clip.track(), clip.samples());
  }

  /// Fails unless the samples of `found` are those of the clip: the same bytes, keyframes and
  /// times.
  static void assertSame(FormatCell cell, MemoryFile found, Writer writer) {
    Clip clip = cell.clip();
    List<Sample> samples = found.samples();
    switch (clip.codec()) {
      // Where one ends and the next begins is of no meaning.
      case Codec.Pcm _, Codec.G711 _ ->
          assertThat(sound(found.tracks().getFirst().codec(), samples))
              .as("%s", cell)
              .isEqualTo(sound(clip.codec(), clip.samples()));
      // Mark-up differs from format to format.
      case Codec.Text _ ->
          assertThat(cues(found.tracks().getFirst(), samples))
              .as("%s", cell)
              .isEqualTo(cues(clip.track(), clip.samples()));
      default -> {
        assertSamePayloads(cell, samples, writer);
        assertSameTimes(cell, samples, writer);
      }
    }
  }

  private static void assertSamePayloads(FormatCell cell, List<Sample> samples, Writer writer) {
    List<Sample> expected = cell.clip().samples();
    assertThat(samples).as("%s", cell).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Octets payload = Octets.copyOf(samples.get(i).payload());
      Octets wanted = Octets.copyOf(expected.get(i).payload());
      if (writer == Writer.OTHERS && expected.get(i).keyframe()) {
        payload = partOf(payload, wanted);
      }
      assertThat(payload).as("%s, sample %d", cell, i).isEqualTo(wanted);
      assertThat(samples.get(i).keyframe())
          .as("%s, sample %d", cell, i)
          .isEqualTo(expected.get(i).keyframe());
    }
  }

  /// `wanted`, if it stands somewhere in `payload`; otherwise all of that.
  private static Octets partOf(Octets payload, Octets wanted) {
    int at = payload.toHex().indexOf(wanted.toHex());
    return at < 0 ? payload : payload.slice(at / 2, at / 2 + wanted.length());
  }

  private static void assertSameTimes(FormatCell cell, List<Sample> found, Writer writer) {
    List<Sample> expected = cell.clip().samples();
    long shift = found.getFirst().ptsMicros() - expected.getFirst().ptsMicros();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).ptsMicros() - shift)
          .as("%s, time of presentation of sample %d", cell, i)
          .isBetween(
              expected.get(i).ptsMicros() - TOLERANCE_MICROS,
              expected.get(i).ptsMicros() + TOLERANCE_MICROS);
      // Others give decoding times of their own.
      if (writer == Writer.US && cell.format().hasDecodingTimes()) {
        assertThat(found.get(i).dtsMicros() - shift)
            .as("%s, decoding time of sample %d", cell, i)
            .isBetween(
                expected.get(i).dtsMicros() - TOLERANCE_MICROS,
                expected.get(i).dtsMicros() + TOLERANCE_MICROS);
      }
    }
  }

  /// All sound, big-endian samples as little-endian ones: WAV has no other.
  private static Octets sound(Codec codec, List<Sample> samples) {
    ByteBuf all = Unpooled.buffer();
    samples.forEach(sample -> all.writeBytes(sample.payload().duplicate()));
    byte[] bytes = Octets.copyOf(all).toByteArray();
    if (codec instanceof Codec.Pcm pcm && pcm.bigEndian()) {
      int width = pcm.bits() / 8;
      byte[] turned = bytes.clone();
      for (int i = 0; i < bytes.length; i++) {
        turned[i] = bytes[i - i % width + width - 1 - i % width];
      }
      bytes = turned;
    }
    return Octets.of(bytes);
  }

  /// When what is shown, without mark-up.
  private static String cues(Track track, List<Sample> samples) {
    return new String(WrittenFormat.SUBRIP.write(track, samples), StandardCharsets.UTF_8)
        .replaceAll("<[^>]*>|\r| +(?=\n)", "");
  }

  @Override
  public String toString() {
    return format + " " + clip;
  }
}
