package dev.weir.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressiveFormatTest {
  @Test
  void findsFormatsByTheirEndings() {
    assertEquals(Optional.of(ProgressiveFormat.MP4), ProgressiveFormat.ofEnding("fmp4"));
    assertEquals(Optional.of(ProgressiveFormat.TS), ProgressiveFormat.ofEnding("TS"));
    assertEquals(Optional.empty(), ProgressiveFormat.ofEnding("txt"));
  }

  @Test
  void givesEachEndingToOneFormat() {
    List<String> endings =
        Arrays.stream(ProgressiveFormat.values()).flatMap(f -> f.endings().stream()).toList();
    assertEquals(endings.size(), new HashSet<>(endings).size());
    assertTrue(endings.contains("flv"));
  }
}
