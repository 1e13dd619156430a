package dev.weir.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// Which FFmpeg is the peer.
public enum FfmpegRelease {
  /// The one of the distribution's packages.
  DISTRIBUTION,
  /// A recent one, from the class path (org.bytedeco:ffmpeg): what the distribution's lacks, such
  /// as enhanced RTMP, it has. Encoders are few in it, so it publishes files as they are.
  RECENT;

  private static final String PLACE = "org/bytedeco/ffmpeg/linux-x86_64/";

  private static final class Unpacked {
    static final Path DIRECTORY = unpack();
  }

  /// The program.
  ///
  /// @throws AssertionError if there is none
  Path program() {
    return switch (this) {
      case DISTRIBUTION -> Tool.FFMPEG.path();
      case RECENT -> Unpacked.DIRECTORY.resolve("ffmpeg");
    };
  }

  /// The program with the options that all its uses share.
  public List<String> command() {
    return List.of(
        program().toString(), "-hide_banner", "-nostdin", "-y", "-v", "repeat+level+warning");
  }

  // Beside the other things that are made once per machine. The name of the jar tells releases
  // apart.
  private static Path unpack() {
    URL program = FfmpegRelease.class.getClassLoader().getResource(PLACE + "ffmpeg");
    if (program == null) {
      throw new AssertionError("org.bytedeco:ffmpeg for this machine is not on the class path");
    }
    try {
      JarFile jar = ((JarURLConnection) program.openConnection()).getJarFile();
      String name = "weir-" + Path.of(jar.getName()).getFileName();
      Path directory = Path.of(System.getProperty("java.io.tmpdir"), name);
      if (!Files.exists(directory)) {
        Path unfinished = Files.createTempDirectory(name);
        for (JarEntry entry : jar.stream().filter(FfmpegRelease::isWanted).toList()) {
          unpack(jar, entry, unfinished.resolve(entry.getName().substring(PLACE.length())));
        }
        // Atomic, because other test runs may unpack at the same time.
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The rest is for calls from Java.
  private static boolean isWanted(JarEntry entry) {
    String name = entry.getName();
    return name.startsWith(PLACE) && !entry.isDirectory() && !name.contains("/libjni");
  }

  private static void unpack(JarFile jar, JarEntry entry, Path file) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      Files.copy(in, file);
    }
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
  }
}
