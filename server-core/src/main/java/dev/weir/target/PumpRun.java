package dev.weir.target;

import dev.weir.media.MediaException;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import java.io.IOException;

/// Takes a stream sample by sample into a sink, until one of both ends. On the delivery's thread.
///
/// It looks for samples from time to time, so that a delivery costs its publisher nothing.
final class PumpRun {
  private static final int MOST_AT_ONCE = 512; // samples between two looks at the world

  private static final CloseReason MOVES_ON =
      new CloseReason(Code.CLEAN_REMOTE_CLOSE, "the target is reached another way");

  private final Delivery delivery;
  private final Pump pump;
  private final long pauseMillis;

  /// Where samples go. Blocks; when it fails it is abandoned.
  interface Sink {
    /// Takes the sample that the pump delivered.
    void sample(Pump pump) throws IOException;

    /// Nothing more is there for now.
    void flush() throws IOException;

    /// Whether another one is to take what follows, from the next place at which one can begin.
    default boolean movesOn() {
      return false;
    }

    /// Ends it in order.
    void finish() throws IOException;

    /// Lets go of everything; also after the two others.
    void abandon();
  }

  /// @param pauseMillis between two looks for samples
  PumpRun(Delivery delivery, Pump pump, long pauseMillis) {
    this.delivery = delivery;
    this.pump = pump;
    this.pauseMillis = pauseMillis;
  }

  /// Delivers everything.
  ///
  /// @return why it ended
  CloseReason into(Sink sink) throws InterruptedException {
    try {
      CloseReason reason = deliver(sink);
      sink.finish();
      return reason;
    } catch (IOException e) {
      return new CloseReason(Code.WRITE_FAILURE, RecordingFolders.sentence(e, delivery.place()));
    } catch (MediaException e) {
      return new CloseReason(Code.FORMAT_SPECIFIC, "the stream cannot be read: " + e.getMessage());
    } finally {
      sink.abandon();
    }
  }

  private CloseReason deliver(Sink sink) throws IOException, InterruptedException {
    int delivered = 0; // since the last look at the world
    while (true) {
      if (sink.movesOn() && pump.look() == Pump.Step.SAMPLE && pump.atSync()) {
        return MOVES_ON;
      }
      Pump.Step step = pump.next();
      switch (step) {
        case SAMPLE -> sink.sample(pump);
        case LAPPED ->
            delivery.note("the target did not keep up: samples were lost up to a newer keyframe");
        case WAIT -> sink.flush();
        case OVER -> {
          return end(delivery);
        }
      }
      if (step == Pump.Step.WAIT || ++delivered == MOST_AT_ONCE) {
        delivered = 0;
        CloseReason reason = delivery.stopping();
        if (reason != null) {
          return reason;
        }
      }
      if (step == Pump.Step.WAIT) {
        delivery.pause(pauseMillis);
      }
    }
  }

  /// Why there is nothing more to deliver.
  static CloseReason end(Delivery delivery) {
    CloseReason reason = delivery.source().publishingEnd();
    return reason == null
        ? new CloseReason(Code.CLEAN_EOF, "the end of what was asked for is reached")
        : new CloseReason(Code.CLEAN_EOF, "the stream ended: " + reason.sentence());
  }
}
