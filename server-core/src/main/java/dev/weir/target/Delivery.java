package dev.weir.target;

import dev.weir.feed.FeedFormat;
import dev.weir.feed.ProgressiveFormat;
import dev.weir.media.Codec;
import dev.weir.playback.Playable;
import dev.weir.session.Packets;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.SelectableTrack;
import dev.weir.stream.TrackChoice;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One try at taking a stream to a target: what a [Carrier] works on, and where it notes how far it
/// is.
///
/// The carrier's thread writes; any thread reads and may ask it to stop.
public final class Delivery {
  private final Playable source;
  private final Target target;
  private final TargetVariables variables;
  private final Clock wallClock;
  private final LongSupplier nanoClock;
  private final Consumer<String> log;
  private final Consumer<FileFacts> whenFileEnds;
  private final long startUnixMillis;
  private final CompletableFuture<CloseReason> stop = new CompletableFuture<>();

  private volatile String place; // the newest file, or the URL
  private volatile LongSupplier bytes = () -> 0; // replaced by who counts elsewhere
  private volatile LongSupplier datagrams = () -> 0; // replaced by who sends such
  private volatile long firstMicros = -1; // of the media; -1 before the first sample
  private volatile long lastMicros = -1;
  private volatile Runnable whenStuck = () -> {}; // replaced by who can be stuck
  private volatile long stuckSinceNanos; // since when the target takes nothing; 0 while it does

  /// @param target with the place as it was written, variables and all
  /// @param log takes lines for the operator
  /// @param whenFileEnds told of each of several files
  Delivery(
      Playable source,
      Target target,
      TargetVariables variables,
      Clock wallClock,
      LongSupplier nanoClock,
      Consumer<String> log,
      Consumer<FileFacts> whenFileEnds) {
    this.source = source;
    this.target = target;
    this.variables = variables;
    this.wallClock = wallClock;
    this.nanoClock = nanoClock;
    this.log = log;
    this.whenFileEnds = whenFileEnds;
    this.startUnixMillis = wallClock.millis();
    this.place = variables.expand(target.place());
  }

  /// What is delivered.
  public Playable source() {
    return source;
  }

  /// Where to, as it was written.
  public Target target() {
    return target;
  }

  /// The URL with values in the place of variables.
  public Target expanded() {
    return target.at(variables.expand(target.place()));
  }

  /// The values of variables, as they are at the start.
  TargetVariables variables() {
    return variables;
  }

  Clock wallClock() {
    return wallClock;
  }

  LongSupplier nanoClock() {
    return nanoClock;
  }

  /// The tracks that were asked for, of those that the format can carry.
  public TrackChoice choice(TrackChoice.Room room, Predicate<Codec> carries) {
    return TrackChoice.of(source.selectableTracks(), target.options().wishes(), room, carries);
  }

  /// Has `carriage` deliver in `format`, if any track that was asked for can be in it.
  CloseReason in(ProgressiveFormat format, Carriage carriage) throws InterruptedException {
    FeedFormat chosen = format.only(choice(format.room(), format::carries));
    if (source.selectableTracks().stream().map(SelectableTrack::track).noneMatch(chosen::carries)) {
      return new CloseReason(
          Code.UNSUPPORTED, "no track that was asked for can be in " + format.name());
    }
    try {
      return carriage.carry(chosen);
    } catch (IOException e) {
      return new CloseReason(Code.WRITE_FAILURE, String.valueOf(e.getMessage()));
    }
  }

  /// Delivers in a format whose tracks are chosen.
  interface Carriage {
    /// Blocks as long as it lasts; returns why it ended.
    CloseReason carry(FeedFormat format) throws IOException, InterruptedException;
  }

  /// Whether it is what is live, from now on and as it comes.
  public boolean isJustLive() {
    return source.isLive() && target.options().isJustLive();
  }

  /// A reader of the tracks of `format`, from the beginning of a stream that is young.
  Pump pump(FeedFormat format) throws IOException {
    return pump(format, true, target.options().rate(0));
  }

  /// A reader of the tracks of `format`.
  ///
  /// @param whole whether a stream that is young is read from its beginning
  /// @param rate how many times as fast as real time it is read at the most; 0 for any
  private Pump pump(FeedFormat format, boolean whole, double rate) throws IOException {
    TargetOptions options = target.options();
    Window window = Window.of(options, source.zeroUnixMillis(), wallClock.instant());
    return new Pump(source, format::carries, window, options.delayMicros(), whole, rate, nanoClock);
  }

  /// Makes of it a stream of bytes that are taken as fast as they can be.
  ///
  /// @param format which tracks it has
  MuxedDelivery muxed(FeedFormat format) throws IOException {
    return new MuxedDelivery(this, pump(format), MuxedDelivery.RARELY_MILLIS);
  }

  /// Makes of it a stream of bytes in real time, for who has no means to slow it down.
  ///
  /// @param format which tracks it has
  public MuxedDelivery muxedInRealTime(FeedFormat format) throws IOException {
    double rate = target.options().rate(isJustLive() ? 0 : 1);
    return new MuxedDelivery(this, pump(format, false, rate), MuxedDelivery.OFTEN_MILLIS);
  }

  /// Adds a line to what the operator is shown.
  public void note(String line) {
    log.accept(line);
  }

  /// Says which file is written now.
  void at(String file) {
    place = file;
  }

  /// Says who counts the bytes that went out.
  public void countedBy(LongSupplier counter) {
    bytes = counter;
  }

  /// Says who counts the datagrams that went out.
  void datagramsCountedBy(LongSupplier counter) {
    datagrams = counter;
  }

  /// Notes that media up to `dtsMicros` went out.
  public void delivered(long dtsMicros) {
    if (firstMicros < 0) {
      firstMicros = dtsMicros;
    }
    lastMicros = Math.max(lastMicros, dtsMicros);
  }

  /// Notes that the newest media there is went out.
  public void deliveredNewest() {
    delivered(source.endMicros());
  }

  /// Whether it shall come to an end.
  public boolean isStopping() {
    return stop.isDone();
  }

  /// Notes whether the target takes what it is given.
  public void stuck(boolean stuck) {
    if (!stuck) {
      stuckSinceNanos = 0;
    } else if (stuckSinceNanos == 0) {
      stuckSinceNanos = Math.max(1, nanoClock.getAsLong());
    }
  }

  /// Says what ends a delivery whose target takes nothing for too long; called on another thread.
  public void onStuck(Runnable action) {
    whenStuck = action;
  }

  void giveUp() {
    whenStuck.run();
  }

  /// For how long the target has taken nothing of what waits for it.
  long stuckNanos() {
    long since = stuckSinceNanos;
    return since == 0 ? 0 : nanoClock.getAsLong() - since;
  }

  /// One of several files is complete.
  void fileEnded(FileFacts file) {
    whenFileEnds.accept(file);
  }

  /// Asks the carrier to come to an end. Only the first reason counts.
  public void stop(CloseReason reason) {
    stop.complete(reason);
  }

  /// Calls `action` when the carrier shall come to an end, at once if it shall already.
  public void onStop(Consumer<CloseReason> action) {
    stop.thenAccept(action);
  }

  /// Why it shall end; null while it shall not.
  @Nullable CloseReason stopping() {
    return stop.getNow(source.endReason());
  }

  /// Waits, unless it shall end.
  void pause(long millis) throws InterruptedException {
    try {
      stop.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // the usual case
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The newest file, or the URL.
  String place() {
    return place;
  }

  /// Bytes that went out.
  long bytes() {
    return bytes.getAsLong();
  }

  /// The packets that went out, for those targets that have packets.
  Packets packets() {
    return new Packets(datagrams.getAsLong(), 0, 0);
  }

  long firstMicros() {
    return firstMicros;
  }

  long lastMicros() {
    return lastMicros;
  }

  /// Everything that was delivered, as one file.
  FileFacts facts() {
    return new FileFacts(
        place, bytes(), startUnixMillis, wallClock.millis(), firstMicros, lastMicros);
  }
}
