package dev.weir.media.file;

import dev.weir.media.MemoryFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is written of each codec in each format is read again as it was.
class FormatRoundTripTest {
  static Stream<FormatCell> cells() {
    return FormatCell.all().filter(cell -> cell.format() != WrittenFormat.JSON);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void readsWhatIsWritten(FormatCell cell) {
    MemoryFile read = cell.clip().in(cell.write(), cell.format().ending());
    FormatCell.assertSame(cell, read, FormatCell.Writer.US);
  }
}
