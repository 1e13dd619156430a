package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import java.util.function.Consumer;

/// Feeds a parser damaged copies of good input: cut short at every byte, every bit turned, runs of
/// random bytes. It may refuse them with a [MediaException] and must do nothing else wrong.
public final class Mutations {
  private static final int RANDOM_COPIES = 2_000;

  private Mutations() {}

  /// Fails if `parser` throws anything but a [MediaException].
  public static void onlyMediaExceptions(Octets good, Consumer<Octets> parser) {
    for (int length = 0; length < good.length(); length++) {
      feed(good.slice(0, length), parser);
    }
    for (int bit = 0; bit < good.length() * 8; bit++) {
      byte[] bytes = good.toByteArray();
      bytes[bit / 8] ^= (byte) (0x80 >> (bit % 8));
      feed(Octets.of(bytes), parser);
    }
    Random random = new Random(20171);
    for (int i = 0; i < RANDOM_COPIES && !good.isEmpty(); i++) {
      byte[] bytes = good.toByteArray();
      for (int run = 0; run < 1 + i % 5; run++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      feed(Octets.of(bytes), parser);
    }
  }

  /// Calls `parser` with `input`.
  public static void feed(Octets input, Consumer<Octets> parser) {
    assertThatCode(
            () -> {
              try {
                parser.accept(input);
              } catch (MediaException _) {
                // the one thing that a parser may do with bad input
              }
            })
        .as(input.toHex())
        .doesNotThrowAnyException();
  }
}
