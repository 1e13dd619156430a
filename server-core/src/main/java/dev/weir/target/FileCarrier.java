package dev.weir.target;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.stream.CloseReason;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Records into files.
final class FileCarrier implements Carrier {
  private final Supplier<List<String>> folders;

  /// @param folders below which files may be written, as the configuration says now
  FileCarrier(Supplier<List<String>> folders) {
    this.folders = folders;
  }

  @Override
  public boolean takes(Target target) {
    return target.scheme().isEmpty() && target.format() != null && target.place().startsWith("/");
  }

  @Override
  public String connector(Target target) {
    return target.format() == null ? "FILE" : target.format().connector();
  }

  @Override
  public boolean writesFiles() {
    return true;
  }

  @Override
  public CloseReason carry(Delivery delivery) throws InterruptedException {
    ProgressiveFormat format = Objects.requireNonNull(delivery.target().format());
    return delivery.in(
        format,
        chosen -> {
          try (Pump pump = delivery.pump(chosen)) {
            Recording recording =
                new Recording(delivery, format, new RecordingFolders(folders.get()), pump::tracks);
            return new PumpRun(delivery, pump, MuxedDelivery.RARELY_MILLIS)
                .into(new RecordingSink(recording, delivery));
          }
        });
  }

  private record RecordingSink(Recording recording, Delivery delivery) implements PumpRun.Sink {
    @Override
    public void sample(Pump pump) throws IOException {
      recording.sample(pump.track(), pump.sample(), pump.atSync());
    }

    @Override
    public void flush() throws IOException {
      recording.flush(delivery.nanoClock().getAsLong());
    }

    @Override
    public void finish() throws IOException {
      recording.finish();
    }

    @Override
    public void abandon() {
      recording.abandon();
    }
  }
}
