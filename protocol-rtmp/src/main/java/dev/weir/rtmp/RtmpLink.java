package dev.weir.rtmp;

import dev.weir.fetch.FetchScope;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What [RtmpClient] opened, or is opening: a connection, and those to which its peers send it on
/// (Enhanced RTMP v2, Reconnect Request).
///
/// ```
///   pull, or push to another server:   old ─────────────┐ leaves once the new one is ready
///                                           new ─ ─ ─ ─ ┴──────────
///   push to the same server:           old ──┐ leaves, for a stream has one publisher
///                                            └ ─ new ──────────────
/// ```
///
/// A place that cannot be reached, does not take us or may not be pointed at leaves the connection
/// as it is, to end as its peer likes. Any thread may call the public methods; all else is confined
/// to one event loop, on which all connections are.
public final class RtmpLink {
  private static final Logger log = LoggerFactory.getLogger(RtmpLink.class);

  /// So often a link is sent on before it has stayed anywhere for [#SETTLED_SECONDS].
  private static final int MOST_MOVES = 8;

  private static final int SETTLED_SECONDS = 60;

  private static final CloseReason MOVED =
      new CloseReason(Code.CLEAN_REMOTE_CLOSE, "the peer sent us on");

  private final RtmpDialer dialer;
  private final EventLoop loop;
  private final RtmpUrl configured;
  private final FetchScope scope;
  private final boolean enhanced;
  private final Errand errand;
  private final Consumer<CloseReason> whenEnded;

  private volatile RtmpLeg current; // the one that counts; read by whoever asks
  private volatile @Nullable RtmpLeg next; // to take over from it; the same
  private volatile long sentBefore; // bytes, by those before the current one; the same
  private volatile boolean connected; // once a peer spoke RTMP; the same
  private volatile boolean taken; // once a peer gave or took media; the same

  private @Nullable RtmpUrl after; // where to go once the current one has left
  private @Nullable CloseReason lost; // why the current one is over, while there is a next
  private @Nullable CloseReason asked; // once it is to end
  private int moves; // since it stayed anywhere
  private int settledSeconds; // of the current one
  private boolean complained; // once a place was not gone to; later ones are not logged
  private boolean over; // once

  RtmpLink(
      RtmpDialer dialer,
      RtmpUrl configured,
      boolean enhanced,
      Errand errand,
      Consumer<CloseReason> whenEnded) {
    this.dialer = dialer;
    this.loop = dialer.nextLoop();
    this.configured = configured;
    this.scope = FetchScope.ofHost(configured.host());
    this.enhanced = enhanced;
    this.errand = errand;
    this.whenEnded = whenEnded;
    this.current = new RtmpLeg(this, configured, errand);
  }

  /// Connects.
  void open() {
    dialer.dial(configured, loop, current);
  }

  /// Says goodbye and closes; whoever opened the link hears of it as of any other end.
  public void close(CloseReason reason) {
    loop.execute(() -> {
      asked = asked == null ? reason : asked;
      current.close(reason);
      if (next != null) {
        next.close(reason);
      }
    });
  }

  /// Closes without a goodbye, which a peer that takes nothing would not take either.
  public void abort(CloseReason reason) {
    close(reason);
    loop.execute(() -> {
      current.abort();
      if (next != null) {
        next.abort();
      }
    });
  }

  /// Whether there was a peer that speaks RTMP.
  public boolean wasConnected() {
    return connected;
  }

  /// Whether a peer let us publish.
  public boolean wasPublishing() {
    return taken;
  }

  /// Bytes of media that the system has taken from us.
  public long sentBytes() {
    return sentBefore + current.sentBytes();
  }

  /// Bytes that wait for the peer.
  public long waitingBytes() {
    return current.waitingBytes();
  }

  boolean isEnhanced() {
    return enhanced;
  }

  /// The address for a connection to `url`. Blocks; any thread.
  ///
  /// @throws IOException if there is none, or it may not be reached
  InetAddress address(RtmpUrl url) throws IOException {
    if (!url.sameServer(configured)) {
      return scope.address(url.host());
    }
    try {
      return InetAddress.getByName(url.host());
    } catch (UnknownHostException e) {
      throw new IOException("there is no host " + url.host(), e);
    }
  }

  void talking() {
    connected = true;
  }

  /// A connection goes on where the one before leaves off, or is the first of all.
  void ready(RtmpLeg leg) {
    taken = true;
    if (leg == next) {
      log.info("{} goes on at {}", current.url(), leg.url());
      RtmpLeg old = current;
      become(leg);
      next = null;
      old.leave(MOVED, true);
    }
  }

  private void become(RtmpLeg leg) {
    long sent = sentBytes();
    current = leg;
    sentBefore = sent;
    lost = null;
    settledSeconds = 0;
  }

  /// A peer wants us elsewhere; only the newest one is heard.
  ///
  /// @param reference null for the same place
  void reconnectRequested(RtmpLeg from, @Nullable String reference) {
    RtmpLeg waiting = next;
    if (after != null || from != (waiting == null ? current : waiting)) {
      return;
    }
    RtmpUrl to;
    try {
      to = reference == null ? from.url() : from.url().pointingTo(reference);
    } catch (IllegalArgumentException e) {
      stay(from, AmfText.plain(String.valueOf(reference)), String.valueOf(e.getMessage()));
      return;
    }
    if (moves == MOST_MOVES) {
      stay(from, to.toString(), "it was sent on " + MOST_MOVES + " times already");
      return;
    }
    moves++;
    if (waiting != null) {
      next = null;
      waiting.close(MOVED);
    }
    goTo(to);
  }

  private void goTo(RtmpUrl to) {
    if (errand.excludesItself() && lost == null && to.sameServer(current.url())) {
      after = to;
      current.leave(MOVED, false);
    } else {
      RtmpLeg begun = new RtmpLeg(this, to, errand);
      next = begun;
      dialer.dial(to, loop, begun);
    }
  }

  private void stay(RtmpLeg leg, String where, String why) {
    if (!complained) {
      complained = true;
      log.warn("{} asks to reconnect to {}, which is not done: {}", leg.url(), where, why);
    }
  }

  void tick(RtmpLeg leg) {
    if (leg == current) {
      settledSeconds += RtmpConnection.TICK_SECONDS;
      if (settledSeconds >= SETTLED_SECONDS) {
        moves = 0;
      }
    }
  }

  void ended(RtmpLeg leg, CloseReason reason) {
    if (leg == next) {
      next = null;
      nextFailed(leg, reason);
    } else if (leg == current) {
      currentEnded(reason);
    }
  }

  private void nextFailed(RtmpLeg leg, CloseReason reason) {
    CloseReason before = lost;
    if (before == null) {
      stay(current, leg.url().toString(), reason.sentence());
    } else {
      end(
          new CloseReason(
              reason.code(),
              before.sentence() + "; " + leg.url() + ", where it sent us: " + reason.sentence()));
    }
  }

  private void currentEnded(CloseReason reason) {
    RtmpUrl to = after;
    if (asked != null) {
      end(asked);
    } else if (to != null) {
      after = null;
      log.info("{} goes on at {}", current.url(), to);
      RtmpLeg begun = new RtmpLeg(this, to, errand);
      become(begun);
      dialer.dial(to, loop, begun);
    } else if (next != null) {
      lost = reason;
    } else {
      end(reason);
    }
  }

  private void end(CloseReason reason) {
    if (!over) {
      over = true;
      whenEnded.accept(reason);
    }
  }
}
