package dev.weir.testkit;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/// Reads the time that the pictures of a clip bear: which picture a player shows is seen by its
/// pixels, not believed.
///
/// What the digits look like is learned from the clip's first pictures, as FFmpeg decodes them. All
/// digits have the same size and stand in places of their own.
public final class Timecode {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST_LOOKS = 8;

  /// Between two looks that are compared; less than the period of any clip.
  private static final double APART_SECONDS = 0.8;

  private static final double MOST_APART_SECONDS = 4;

  /// Two pictures: a browser may call a little after it has shown one.
  private static final double MOST_OFF_SECONDS = 0.085;

  /// Resolves with the first picture; from then on `pictureSeconds` tells where the one that is
  /// shown belongs.
  private static final String NOTE_PICTURES =
      """
      new Promise(done => {
        const video = document.querySelector('video');
        const note = (now, picture) => {
          video.pictureSeconds = picture.mediaTime;
          video.requestVideoFrameCallback(note);
          done();
        };
        video.requestVideoFrameCallback(note);
      })\
      """;

  /// The `pictureSeconds` of a video that is paused, after two chances to show another.
  private static final String HOLD =
      """
      new Promise(done => {
        const video = document.querySelector('video');
        video.pause();
        requestAnimationFrame(
            () => requestAnimationFrame(() => done(video.pictureSeconds)));
      })\
      """;

  private static final Duration PICTURE = Duration.ofMillis(40);

  /// How much a digit looks like what was learned of it, at the least: 1 is the same, and 0 nothing
  /// like it, as of black.
  private static final double LEAST_LIKENESS = 0.8;

  /// By how many pixels a digit may stand beside its place: FFmpeg puts it where its neighbours
  /// leave it room.
  private static final int SLACK = 2;

  private final int widthPixels;
  private final int heightPixels;
  private final Glyphs glyphs;
  private final List<Digit> digits;

  /// A place in the picture at which a digit stands.
  ///
  /// @param x of its left edge, in pixels
  /// @param unit what 1 means there
  public record Digit(int x, Duration unit) {
    private int at(Duration time) {
      return (int) (time.toMillis() / unit.toMillis() % 10);
    }
  }

  /// The size of all digits.
  ///
  /// @param y of their upper edge, in pixels
  public record Size(int y, int width, int height) {}

  /// That of a sample with a picture of 320x180.
  public static Timecode of(SampleMedia media) {
    return new Timecode(
        media.file(),
        25,
        new Size(12, 18, 20),
        List.of(
            new Digit(156, Duration.ofMillis(100)),
            new Digit(174, Duration.ofMillis(10)),
            new Digit(129, Duration.ofSeconds(1))));
  }

  /// @param digits the first is the one from which the looks are learned: in the clip's first
  ///   `pictures`, at 25 a second, it takes every value
  public Timecode(Path clip, int pictures, Size size, List<Digit> digits) {
    this.digits = List.copyOf(digits);
    List<BufferedImage> first = decode(clip, pictures);
    this.widthPixels = first.getFirst().getWidth();
    this.heightPixels = first.getFirst().getHeight();
    this.glyphs = new Glyphs(size, first, digits.getFirst());
  }

  /// The time that a picture bears.
  ///
  /// @param picture of any size
  /// @throws AssertionError if it bears none
  public Duration read(BufferedImage picture) {
    BufferedImage scaled = scaled(picture);
    return digits.stream()
        .map(digit -> digit.unit.multipliedBy(glyphs.read(scaled, digit)))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// Sees a video play: as much time passes in its pictures as between the moments at which the
  /// browser says that they belong.
  ///
  /// Not as on the player's clock: a browser that is short of time shows pictures long after it.
  ///
  /// @param period the time after which the clip begins anew
  public void assertShownBy(Browser browser, Duration period) {
    browser.evaluate(NOTE_PICTURES);
    List<Shown> looks = new ArrayList<>();
    while (looks.size() < MOST_LOOKS) {
      Shown newest = shown(browser);
      if (looks.stream().anyMatch(before -> before.agreesWith(newest, period))) {
        return;
      }
      looks.add(newest);
      browser.await(
          "Math.abs(document.querySelector('video').pictureSeconds - %f) > %f"
              .formatted(newest.mediaSeconds, APART_SECONDS),
          LIMIT);
    }
    throw new AssertionError("the pictures are not those of their times: " + looks);
  }

  /// @param time that the picture bears
  /// @param mediaSeconds where the picture belongs in what is played
  private record Shown(Duration time, double mediaSeconds) {
    boolean agreesWith(Shown later, Duration period) {
      double passed = later.mediaSeconds - mediaSeconds;
      double off =
          Math.IEEEremainder(
              later.time.minus(time).toMillis() / 1e3 - passed, period.toMillis() / 1e3);
      return passed > APART_SECONDS
          && passed < MOST_APART_SECONDS
          && Math.abs(off) < MOST_OFF_SECONDS;
    }
  }

  /// Holds the video until a picture stays while it is looked at.
  private Shown shown(Browser browser) {
    Shown shown =
        browser.await(
            "a picture that stays",
            LIMIT,
            () -> {
              double before = browser.evaluate(HOLD).asDouble();
              Duration time = read(browser.videoPicture());
              double after = browser.evaluate(HOLD).asDouble();
              return Optional.of(new Shown(time, after)).filter(_ -> before == after);
            });
    browser.evaluate("document.querySelector('video').play()");
    return shown;
  }

  private BufferedImage scaled(BufferedImage picture) {
    BufferedImage scaled = new BufferedImage(widthPixels, heightPixels, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, widthPixels, heightPixels, null);
    graphics.dispose();
    return scaled;
  }

  private static List<BufferedImage> decode(Path clip, int pictures) {
    try (ScratchDirectory directory = ScratchDirectory.create("weir-timecode")) {
      List<String> command = new ArrayList<>(FfmpegRelease.DISTRIBUTION.command());
      command.addAll(List.of("-i", clip.toString(), "-frames:v", Integer.toString(pictures)));
      command.addAll(List.of("-fps_mode", "passthrough"));
      command.add(directory.path().resolve("%d.png").toString());
      try (ChildProcess process = ChildProcess.start(command)) {
        if (process.awaitEnd(LIMIT) != 0) {
          throw process.failure("could not decode " + clip);
        }
      }
      List<BufferedImage> decoded = new ArrayList<>();
      for (int i = 1; i <= pictures; i++) {
        decoded.add(ImageIO.read(directory.path().resolve(i + ".png").toFile()));
      }
      return decoded;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the ten digits look like.
  private static final class Glyphs {
    private final Size size;
    private final double[][] looks = new double[10][];

    Glyphs(Size size, List<BufferedImage> pictures, Digit digit) {
      this.size = size;
      for (int i = 0; i < pictures.size(); i++) {
        looks[digit.at(PICTURE.multipliedBy(i))] = look(pictures.get(i), digit.x, size.y);
      }
      if (Arrays.asList(looks).contains(null)) {
        throw new IllegalArgumentException("the first digit does not take every value");
      }
    }

    int read(BufferedImage picture, Digit digit) {
      double[] likeness = new double[10];
      for (int dx = -SLACK; dx <= SLACK; dx++) {
        for (int dy = -SLACK; dy <= SLACK; dy++) {
          double[] seen = look(picture, digit.x + dx, size.y + dy);
          Arrays.setAll(likeness, value -> Math.max(likeness[value], likeness(looks[value], seen)));
        }
      }
      int best = IntStream.range(1, 10).reduce(0, (a, b) -> likeness[b] > likeness[a] ? b : a);
      if (likeness[best] < LEAST_LIKENESS) {
        throw new AssertionError(
            "no digit at x=%d, y=%d: it is like %d, but only to %.2f"
                .formatted(digit.x, size.y, best, likeness[best]));
      }
      return best;
    }

    /// How bright the pixels are, about their mean.
    private double[] look(BufferedImage picture, int x, int y) {
      double[] brightness = new double[size.width * size.height];
      for (int i = 0; i < brightness.length; i++) {
        int rgb = picture.getRGB(x + i % size.width, y + i / size.width);
        brightness[i] = (rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF);
      }
      double mean =
          IntStream.range(0, brightness.length)
              .mapToDouble(i -> brightness[i])
              .average()
              .orElseThrow();
      for (int i = 0; i < brightness.length; i++) {
        brightness[i] -= mean;
      }
      return brightness;
    }

    /// The correlation of both.
    private static double likeness(double[] a, double[] b) {
      double scale = Math.sqrt(product(a, a) * product(b, b));
      return scale == 0 ? 0 : product(a, b) / scale;
    }

    private static double product(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }
  }
}
