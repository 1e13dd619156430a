package dev.weir.media.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.MemoryFile;
import dev.weir.media.Track;
import java.util.List;
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

  static List<DolbyVision> dolbyVision() {
    return List.of(
        new DolbyVision(DolbyVision.HEVC_ALONE, 6, 0),
        new DolbyVision(DolbyVision.HEVC, 40, 1),
        new DolbyVision(DolbyVision.HEVC, 9, 4),
        new DolbyVision(DolbyVision.AV1, 1, 0),
        new DolbyVision(DolbyVision.AV1, 10, 1));
  }

  /// Nothing describes Dolby Vision of AV1 in a transport stream, or in WebM.
  @ParameterizedTest
  @MethodSource("dolbyVision")
  void readsThatPicturesAreInDolbyVision(DolbyVision said) {
    boolean av1 = said.profile() == DolbyVision.AV1;
    Clip clip =
        Clip.all().stream()
            .filter(each -> av1 ? each.codec() instanceof Codec.Av1 : isHevc(each))
            .findFirst()
            .orElseThrow();
    Codec.Video codec = said.of((Codec.Video) clip.codec());
    for (WrittenFormat format : WrittenFormat.values()) {
      boolean says =
          switch (format) {
            case MP4_LIVE, MP4_FILE, MATROSKA_LIVE, MATROSKA_FILE -> true;
            case TS -> !av1;
            default -> false;
          };
      if (says) {
        byte[] file = format.write(Track.of(1, codec), clip.samples());
        Codec.Video found =
            (Codec.Video) clip.in(file, format.ending()).tracks().getFirst().codec();
        assertThat(found.picture().dolbyVision()).as("%s", format).isEqualTo(said);
        assertThat(found.codecString()).as("%s", format).isEqualTo(codec.codecString());
      }
    }
  }

  private static boolean isHevc(Clip clip) {
    return clip.codec() instanceof Codec.Hevc;
  }
}
