package dev.weir.session;

import dev.weir.stream.CloseReason;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One connection or one request of a session. Any thread may call this.
public final class Visit {
  private final Session session;
  private final VisitRequest request;
  private final SessionTriggers triggers;

  private volatile Held held = Held.NOTHING; // set once by hold, before the session knows of it

  private record Held(
      LongSupplier sent,
      LongSupplier received,
      Supplier<Packets> packets,
      Consumer<CloseReason> stop) {
    static final Held NOTHING = new Held(() -> 0, () -> 0, () -> Packets.NONE, _ -> {});
  }

  Visit(Session session, VisitRequest request, SessionTriggers triggers) {
    this.session = session;
    this.request = request;
    this.triggers = triggers;
  }

  /// The id of the session.
  public String sessionId() {
    return session.id();
  }

  /// What was asked for; its stream is the one that is shown.
  public VisitRequest request() {
    return request;
  }

  /// Counts what one answer took. A connection that [#hold]s is not counted this way.
  public void sent(long bytes) {
    session.sent(bytes);
  }

  /// Notes what the player says of itself.
  public void reported(PlayerReport report) {
    session.reported(report);
  }

  /// Says that this is a connection that stays: the session lives as long as it does.
  ///
  /// @param sent bytes sent so far; read by another thread, now and then
  /// @param received bytes received so far; read likewise
  /// @param stop ends the connection; called on any thread, at most once, perhaps during this call
  public void hold(LongSupplier sent, LongSupplier received, Consumer<CloseReason> stop) {
    hold(sent, received, () -> Packets.NONE, stop);
  }

  /// The same for a protocol that has packets.
  ///
  /// @param packets so far; read like the bytes
  public void hold(
      LongSupplier sent,
      LongSupplier received,
      Supplier<Packets> packets,
      Consumer<CloseReason> stop) {
    held = new Held(sent, received, packets, stop);
    session.held(this);
  }

  /// The media came to its end, and the connection perhaps did not.
  public void mediaEnded() {
    triggers.mediaEnded(request);
  }

  /// Notes which segment was sent of media that is fetched in segments, whatever connection each of
  /// them takes.
  public void segmentSent(long sequence) {
    session.segmentSent(sequence);
  }

  /// Says that the peer was told with which segment the media ends. Once the session has got it,
  /// the media came to its end; that is told once.
  ///
  /// @param sequence negative if the end is not known
  public void endTold(long sequence) {
    if (sequence >= 0 && session.claimEnd(sequence)) {
      mediaEnded();
    }
  }

  /// The connection is gone; a second call does nothing.
  public void close() {
    session.left(this);
  }

  long sentBytes() {
    return held.sent.getAsLong();
  }

  Packets packets() {
    return held.packets.get();
  }

  long receivedBytes() {
    return held.received.getAsLong();
  }

  void stop(CloseReason reason) {
    held.stop.accept(reason);
  }
}
