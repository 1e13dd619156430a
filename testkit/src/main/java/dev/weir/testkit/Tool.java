package dev.weir.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A program outside this house that tests run as a peer.
///
/// Its absence fails the test: a peer that was silently left out proves nothing.
public enum Tool {
  /// Publishes and plays nearly everything.
  FFMPEG("ffmpeg", "ffmpeg"),
  /// Describes what a URL offers.
  FFPROBE("ffprobe", "ffmpeg"),
  /// Plays with demuxers and decoders that share no code with FFmpeg's.
  GST_LAUNCH(
      "gst-launch-1.0",
      "gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good"
          + " gstreamer1.0-plugins-bad gstreamer1.0-libav"),
  /// A browser.
  CHROMIUM("chromium", "chromium"),
  /// A browser that shares no code with Chromium.
  FIREFOX("firefox-esr", "firefox-esr"),
  /// The web server, and with its RTMP module another media server.
  NGINX("nginx", "nginx libnginx-mod-rtmp"),
  /// Runs handlers of triggers as operators write them.
  PHP("php", "php-cli"),
  /// Asks over HTTP, as operators do.
  CURL("curl", "curl"),
  /// Checks FLV.
  FLVMETA("flvmeta", "flvmeta"),
  /// Checks transport streams.
  TSREPORT("tsreport", "tstools"),
  /// Reads Matroska strictly.
  MKVMERGE("mkvmerge", "mkvtoolnix"),
  /// Shows the elements of Matroska.
  MKVINFO("mkvinfo", "mkvtoolnix"),
  /// Reads WebM as browsers do.
  WEBM_INFO("webm_info", "libwebm-tools"),
  /// Checks Ogg.
  OGGZ_VALIDATE("oggz-validate", "oggz-tools"),
  /// Checks Ogg and what is in it.
  OGGINFO("ogginfo", "vorbis-tools"),
  /// Checks Opus.
  OPUSINFO("opusinfo", "opus-tools"),
  /// Reads WAV.
  SOX("sox", "sox"),
  /// Checks FLAC.
  FLAC("flac", "flac"),
  /// Says what a file is.
  MEDIAINFO("mediainfo", "mediainfo");

  private static final String USUAL_PLACES =
      "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

  private final String program;
  private final String packages;

  Tool(String program, String packages) {
    this.program = program;
    this.packages = packages;
  }

  /// Where the program lies.
  ///
  /// @throws AssertionError if it is not installed; the message says what to install
  public Path path() {
    return find(Optional.ofNullable(System.getenv("PATH")).orElse("") + ":" + USUAL_PLACES);
  }

  /// Looks through `places`, directories joined by colons.
  Path find(String places) {
    return Stream.of(places.split(":", -1))
        .filter(place -> !place.isEmpty())
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(absence()));
  }

  private String absence() {
    return "%s is not installed, and this test needs it as a peer: apt-get install %s"
        .formatted(program, packages);
  }
}
