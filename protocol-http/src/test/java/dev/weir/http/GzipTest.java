package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipTest {
  private static final byte[] TEXT =
      "a line of a playlist\n".repeat(200).getBytes(StandardCharsets.UTF_8);

  private static byte[] quickly(byte[] plain) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteBufInputStream(Gzip.quickly(plain)))) {
      return in.readAllBytes();
    }
  }

  @Test
  void bothFormsAreReadAsWhatTheyWereMadeOf() throws IOException {
    assertThat(quickly(TEXT)).isEqualTo(TEXT);
    assertThat(quickly(TEXT)).as("with the same deflater again").isEqualTo(TEXT);
    assertThat(Gzip.quickly(TEXT).readableBytes()).isLessThan(TEXT.length / 10);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Gzip.well(TEXT)))) {
      assertThat(in.readAllBytes()).isEqualTo(TEXT);
    }
  }

  @Test
  void whatCannotBeCompressedGrowsALittle() throws IOException {
    for (int length : new int[] {0, 1, 100, 65_535, 1 << 20}) {
      byte[] noise = new byte[length];
      new Random(length).nextBytes(noise);
      assertThat(quickly(noise)).isEqualTo(noise);
    }
  }
}
