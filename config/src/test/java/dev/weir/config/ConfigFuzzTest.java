package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any text is what it is taken for, or is refused with a reason.
class ConfigFuzzTest {
  @FuzzTest
  void anyDocument(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      ConfigDocument read = ConfigDocument.parseFile(text);
      assertThat(ConfigDocument.of(read.json()).config()).isEqualTo(read.config());
    } catch (ConfigException e) {
      assertThat(e.problems()).isNotEmpty();
    }
  }

  @FuzzTest
  void anySource(byte[] bytes) {
    Problems problems = new Problems();
    PullText.read(new String(bytes, StandardCharsets.UTF_8), Place.ROOT, problems);
  }

  @FuzzTest
  void anyStreamName(byte[] bytes) {
    StreamName.clean(new String(bytes, StandardCharsets.UTF_8))
        .ifPresent(name -> {
          assertThat(name.full().getBytes(StandardCharsets.UTF_8).length)
              .isBetween(1, StreamName.LONGEST_BYTES);
          assertThat(StreamName.clean(name.full())).contains(name);
        });
  }

  @FuzzTest
  void anyAddressRange(byte[] bytes) {
    AddressRange.parse(new String(bytes, StandardCharsets.ISO_8859_1))
        .ifPresent(range -> {
          assertThat(range.contains(range.network())).isTrue();
          assertThat(AddressRange.parse(range.toString())).contains(range);
        });
  }

  @FuzzTest
  void anyVariables(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Variables.expand(text, name -> name.equals("a") ? text : null);
  }
}
