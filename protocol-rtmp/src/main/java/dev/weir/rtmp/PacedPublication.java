package dev.weir.rtmp;

import dev.weir.stream.CloseReason;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection's part of [PacedPublications].
final class PacedPublication implements Publication {
  private final Consumer<PacedOutlet> whenBegun;

  private volatile @Nullable PacedOutlet outlet; // once begun; read by whoever asks

  PacedPublication(Consumer<PacedOutlet> whenBegun) {
    this.whenBegun = whenBegun;
  }

  @Override
  public void begin(RtmpConnection connection, int streamId, Consumer<CloseReason> whenOver) {
    PacedOutlet begun = new PacedOutlet(connection.channel(), streamId);
    outlet = begun;
    whenBegun.accept(begun);
  }

  @Override
  public void end(Runnable whenOver) {
    PacedOutlet begun = outlet;
    if (begun != null) {
      begun.leave(whenOver);
    }
  }

  @Override
  public long sentBytes() {
    PacedOutlet begun = outlet;
    return begun == null ? 0 : begun.sentBytes();
  }
}
