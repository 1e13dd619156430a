package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.SampleDump;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every file of the corpus, as it comes byte by byte and in two pieces, gives what it gives in
/// one.
///
/// `-Dweir.bitflips=10000` (as `./check --long` has it) cuts in two after every byte.
class CorpusInPiecesTest {
  private static final int CUTS = Integer.getInteger("weir.bitflips", 40);
  private static final int LONG_RUN = 10_000;

  @ParameterizedTest
  @MethodSource("dev.weir.media.file.MediaFormatTest#corpus")
  void readsTheSameInPieces(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String whole = dump(file, bytes, bytes.length, bytes.length);
    assertThat(dump(file, bytes, 1, 1)).as("byte by byte").isEqualTo(whole);
    int step = CUTS >= LONG_RUN ? 1 : 1 + bytes.length / CUTS;
    for (int cut = 1; cut < bytes.length; cut += step) {
      assertThat(dump(file, bytes, cut, bytes.length)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  /// What comes of a piece of `first` bytes and others of `next`, and why no more does.
  private static String dump(Path file, byte[] bytes, int first, int next) {
    StringBuilder text = new StringBuilder();
    MediaFormat format = Objects.requireNonNull(MediaFormat.ofName(file.toString()));
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    try (Demuxer reader = format.demuxer(new SampleDump(text))) {
      for (int size = first; in.isReadable(); size = next) {
        reader.read(in.readSlice(Math.min(size, in.readableBytes())));
      }
      reader.end();
    } catch (MediaException e) {
      text.append(e.getMessage()); // an MP4 whose tables come last cannot be read as it comes
    }
    return text.toString();
  }
}
