package dev.weir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Small media that tests publish: 8 s, 320x180 (one is larger) at 25 frames a second with a
/// keyframe each second, sound at 48 kHz in stereo.
///
/// Each picture bears its time, each full second flashes and beeps at once, and a faint noise makes
/// every audio frame unlike all others, so that frames can be told apart by their bytes. FFmpeg
/// makes each file once per machine; a changed recipe makes a new one.
public enum SampleMedia {
  /// H.264 High without B-frames, AAC-LC.
  H264_AAC("flv", Recipe.H264, Recipe.AAC),
  /// H.264 with a single keyframe, at its start, and AAC.
  H264_LONG_GROUPS_AAC("flv", Recipe.H264_LONG_GROUPS, Recipe.AAC),
  /// H.264 High with two B-frames in a row, AAC-LC: presentation differs from decoding order.
  H264_B_FRAMES_AAC("flv", Recipe.H264_B_FRAMES, Recipe.AAC),
  /// The first one in 640x360.
  H264_AAC_LARGE("flv", Recipe.H264, Recipe.AAC),
  /// H.264 Baseline and Opus: what browsers exchange.
  H264_OPUS("mkv", Recipe.H264_BASELINE, Recipe.OPUS),
  /// H.264 and MP3.
  H264_MP3("flv", Recipe.H264, Recipe.MP3),
  /// H.264 and FLAC.
  H264_FLAC("mkv", Recipe.H264, Recipe.FLAC),
  /// H.264 and AC-3.
  H264_AC3("mkv", Recipe.H264, Recipe.AC3),
  /// H.264 and E-AC-3.
  H264_EAC3("mkv", Recipe.H264, Recipe.EAC3),
  /// HEVC (`hvc1`) and AAC-LC.
  HEVC_AAC("mp4", Recipe.HEVC, Recipe.AAC),
  /// HEVC in open groups: behind each keyframe but the first, three pictures that are shown before
  /// it and refer to the group before.
  HEVC_OPEN_GROUPS("mp4", Recipe.HEVC_OPEN_GROUPS, ""),
  /// AV1 and AAC-LC.
  AV1_AAC("mp4", Recipe.AV1, Recipe.AAC),
  /// AV1 and Opus.
  AV1_OPUS("webm", Recipe.AV1, Recipe.OPUS),
  /// VP8 and Opus.
  VP8_OPUS("webm", Recipe.VP8, Recipe.OPUS),
  /// VP9 and Opus.
  VP9_OPUS("webm", Recipe.VP9, Recipe.OPUS),
  /// H.264 alone.
  H264_ONLY("flv", Recipe.H264, ""),
  /// AAC-LC alone.
  AAC_ONLY("flv", "", Recipe.AAC),
  /// MP3 alone, as a bare stream.
  MP3_ONLY("mp3", "", Recipe.MP3);

  /// How long each lasts, to within an audio frame.
  public static final Duration DURATION = Duration.ofSeconds(8);

  /// Frames of video in those that have video.
  public static final int PICTURES = 200;

  private final String extension;
  private final String video;
  private final String audio;

  SampleMedia(String extension, String video, String audio) {
    this.extension = extension;
    this.video = video;
    this.audio = audio;
  }

  /// FFmpeg's words for the parts, separated by blanks.
  private static final class Recipe {
    static final String PICTURE =
        "testsrc2=s=320x180:r=25:d=8,"
            + "drawbox=c=white:t=fill:w=80:h=80:x=230:y=90:enable='lt(mod(t+0.001\\,1)\\,0.08)',"
            + "drawtext=text='%{pts\\:hms}':x=12:y=12:fontsize=28:fontcolor=white:box=1:boxcolor=black";
    // The noise is a hash of the sample number: the same on every machine.
    static final String BEEP =
        "0.3*sin(2*PI*880*t)*lt(mod(t\\,1)\\,0.08)+0.004*(mod(sin(n*12.9898)*43758.5453\\,1))";
    static final String SOUND = "aevalsrc=exprs=%1$s|%1$s:s=48000:d=8".formatted(BEEP);

    static final String H264 =
        "libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -b:v 300k -g 25 -sc_threshold 0"
            + " -bf 0";
    static final String H264_LONG_GROUPS = H264.replace("-g 25", "-g 200");
    static final String H264_B_FRAMES =
        "libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -b:v 300k -g 25 -sc_threshold 0"
            + " -bf 2 -b_strategy 0";
    static final String H264_BASELINE =
        "libx264 -preset veryfast -profile:v baseline -pix_fmt yuv420p -b:v 300k -g 25"
            + " -sc_threshold 0";
    static final String HEVC =
        "libx265 -preset ultrafast -tag:v hvc1 -pix_fmt yuv420p -b:v 300k -x265-params"
            + " keyint=25:min-keyint=25:scenecut=0:bframes=0:log-level=error";
    // A multiple of four, so that the keyframe is what the B-pictures before it refer to.
    static final String HEVC_OPEN_GROUPS =
        HEVC.replace("=25", "=24").replace("bframes=0", "open-gop=1:bframes=3:b-adapt=0");
    static final String AV1 =
        "libaom-av1 -usage realtime -cpu-used 8 -lag-in-frames 0 -pix_fmt yuv420p -b:v 300k -g 25";
    static final String VP8 =
        "libvpx -deadline realtime -cpu-used 8 -pix_fmt yuv420p -b:v 300k -g 25";
    static final String VP9 =
        "libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt yuv420p -b:v 300k -g 25";
    static final String AAC = "aac -b:a 96k";
    static final String OPUS = "libopus -b:a 96k";
    static final String MP3 = "libmp3lame -b:a 96k";
    static final String FLAC = "flac";
    static final String AC3 = "ac3 -b:a 192k";
    static final String EAC3 = "eac3 -b:a 192k";

    private Recipe() {}
  }

  /// Whether it has a video stream.
  public boolean hasVideo() {
    return !video.isEmpty();
  }

  /// Whether it has an audio stream.
  public boolean hasAudio() {
    return !audio.isEmpty();
  }

  /// The file, made now if this machine does not have it yet.
  public Path file() {
    Path file = directory().resolve("%s-%s.%s".formatted(lowerName(), recipeHash(), extension));
    if (!Files.exists(file)) {
      make(file);
    }
    return file;
  }

  /// Its frames as FFmpeg reads them, undecoded: what to compare a reception with.
  public Frames frames() {
    return FfmpegInput.of(file()).copy().frames();
  }

  private void make(Path file) {
    Path unfinished =
        file.resolveSibling(
            "unfinished-%d-%s".formatted(ProcessHandle.current().pid(), file.getFileName()));
    List<String> command = new ArrayList<>(FfmpegRelease.DISTRIBUTION.command());
    command.addAll(arguments());
    command.add(unfinished.toString());
    try (ChildProcess process = ChildProcess.start(command)) {
      if (process.awaitEnd(Duration.ofSeconds(60)) != 0) {
        throw process.failure("could not make " + this);
      }
      // Atomic, because other test runs may make the same file at the same time.
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> arguments() {
    List<String> inputs = new ArrayList<>();
    List<String> codecs = new ArrayList<>();
    if (hasVideo()) {
      inputs.addAll(List.of("-f", "lavfi", "-i", picture()));
      codecs.add("-c:v");
      codecs.addAll(List.of(video.split(" ")));
    }
    if (hasAudio()) {
      inputs.addAll(List.of("-f", "lavfi", "-i", Recipe.SOUND));
      codecs.add("-c:a");
      codecs.addAll(List.of(audio.split(" ")));
    }
    return Stream.of(inputs, codecs, List.of("-threads", "1", "-fflags", "+bitexact"))
        .flatMap(List::stream)
        .toList();
  }

  private String picture() {
    return this == H264_AAC_LARGE ? Recipe.PICTURE.replace("320x180", "640x360") : Recipe.PICTURE;
  }

  private String recipeHash() {
    byte[] recipe = String.join(" ", arguments()).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().toHexDigits(Arrays.hashCode(recipe));
  }

  private String lowerName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Path directory() {
    try {
      return Files.createDirectories(
          Path.of(System.getProperty("java.io.tmpdir"), "weir-sample-media"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
