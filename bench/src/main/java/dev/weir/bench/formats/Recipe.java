package dev.weir.bench.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Media that FFmpeg makes to be read and written: much of it, with little in each second.
enum Recipe {
  H264_AAC(
      "mkv", "-c:v libx264 -preset ultrafast -tune zerolatency -b:v 30M -g 50 -c:a aac -b:a 192k"),
  VP8_OPUS("webm", "-c:v libvpx -deadline realtime -cpu-used 16 -b:v 30M -g 50 -c:a libopus"),
  HEVC_AC3("mkv", "-c:v libx265 -preset ultrafast -b:v 30M -g 50 -c:a ac3 -b:a 448k"),
  AV1_EAC3("mkv", "-c:v libsvtav1 -preset 12 -b:v 30M -g 50 -c:a eac3 -b:a 448k"),
  VP9_OPUS("webm", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 30M -g 50 -c:a libopus"),
  MPEG2_MP2("mkv", "-c:v mpeg2video -b:v 30M -g 50 -c:a mp2 -b:a 384k"),
  FLAC("flac", "-vn -c:a flac"),
  PCM("wav", "-vn -c:a pcm_s16le"),
  MP3("mp3", "-vn -c:a libmp3lame -b:a 320k -write_xing 0");

  private static final String INPUTS =
      "-f lavfi -i testsrc2=s=1280x720:r=50:d=12,noise=alls=40:allf=t"
          + " -f lavfi -i anoisesrc=r=48000:d=120:a=0.3";

  private final String ending;
  private final String options;

  Recipe(String ending, String options) {
    this.ending = ending;
    this.options = options;
  }

  /// Where the files are, and what is made of them.
  static Path directory() throws IOException {
    return Files.createDirectories(
        Path.of(System.getProperty("java.io.tmpdir"), "weir-bench-media"));
  }

  /// The file, made now if it is not there.
  Path file() throws IOException {
    Path file = directory().resolve(name() + "." + ending);
    if (!Files.exists(file)) {
      List<String> command = new ArrayList<>(List.of("-y"));
      command.addAll(List.of(INPUTS.split(" ", -1)));
      command.addAll(List.of("-map", "0:v", "-map", "1:a", "-ac", "2", "-shortest"));
      command.addAll(List.of("-pix_fmt", "yuv420p"));
      command.addAll(List.of(options.split(" ", -1)));
      if (options.startsWith("-vn")) {
        command.removeAll(List.of("-shortest", "0:v"));
        command.remove("-map");
      }
      command.add(file.toString());
      CopyingFfmpeg.run(command);
    }
    return file;
  }
}
