package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwaitTest {
  @Test
  void returnsTheFirstValueOffered() {
    Iterator<Optional<String>> offers =
        List.of(Optional.<String>empty(), Optional.of("first"), Optional.of("second")).iterator();
    assertThat(Await.value("an offer", Duration.ofSeconds(60), offers::next)).isEqualTo("first");
  }

  @Test
  void saysWhatDidNotComeAbout() {
    assertThatThrownBy(() -> Await.until("rain", Duration.ofMillis(20), () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessage("rain did not come about within 20 ms");
  }
}
