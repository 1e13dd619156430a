package dev.weir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolTest {
  @ParameterizedTest
  @EnumSource
  void findsEachTool(Tool tool) {
    assertThat(tool.path()).isExecutable();
  }

  @Test
  void saysWhichPackageIsMissing(@TempDir Path empty) {
    assertThatThrownBy(() -> Tool.FFPROBE.find(empty.toString()))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "ffprobe is not installed, and this test needs it as a peer: apt-get install ffmpeg");
  }
}
