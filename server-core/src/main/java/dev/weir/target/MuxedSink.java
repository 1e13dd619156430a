package dev.weir.target;

import dev.weir.feed.FeedFormat;
import dev.weir.media.MediaException;
import dev.weir.media.Muxer;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Muxes samples and hands the bytes to an outlet that may block.
///
/// Not thread-safe.
final class MuxedSink implements PumpRun.Sink {
  private static final int MAX_DESK_BYTES = 256 * 1024;

  private final Delivery delivery;
  private final Muxer muxer;
  private final MuxedDelivery.Outlet outlet;
  private final Map<Integer, Track> told = new HashMap<>(); // what the muxer knows
  private final ByteBuf desk = ByteBufAllocator.DEFAULT.directBuffer();
  private final AtomicLong bytes;

  private boolean begun; // since the first sample

  /// @param bytes counts what was handed over
  MuxedSink(
      Delivery delivery,
      FeedFormat format,
      List<Track> tracks,
      MuxedDelivery.Outlet outlet,
      AtomicLong bytes) {
    this.delivery = delivery;
    this.muxer = format.muxer(tracks);
    this.outlet = outlet;
    tracks.forEach(track -> told.put(track.id(), track));
    this.bytes = bytes;
  }

  @Override
  public void sample(Pump pump) throws IOException {
    if (!begun) {
      begun = true;
      muxer.header(desk);
    }
    int before = desk.writerIndex();
    try {
      Track track = pump.track();
      if (!track.equals(told.put(track.id(), track))) {
        muxer.track(track, desk);
      }
      muxer.sample(pump.sample(), desk);
    } catch (MediaException _) {
      desk.writerIndex(before); // as feeds do: it is left out
    }
    delivery.delivered(pump.sample().dtsMicros());
    if (desk.readableBytes() >= MAX_DESK_BYTES) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    int before = desk.readableBytes();
    delivery.stuck(before > 0);
    outlet.write(desk);
    delivery.stuck(false);
    count(before);
  }

  @Override
  public void finish() throws IOException {
    int before = desk.readableBytes();
    outlet.finish(desk);
    count(before);
  }

  @Override
  public boolean movesOn() {
    return outlet.movesOn();
  }

  private void count(int before) {
    bytes.addAndGet(before - desk.readableBytes());
    desk.discardReadBytes();
  }

  @Override
  public void abandon() {
    outlet.abandon();
    if (desk.refCnt() > 0) {
      desk.release();
    }
  }
}
