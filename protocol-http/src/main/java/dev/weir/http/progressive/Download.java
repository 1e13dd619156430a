package dev.weir.http.progressive;

import dev.weir.http.BodyInParts;
import dev.weir.http.ByteRange;
import dev.weir.media.VirtualFile;
import dev.weir.media.VirtualFile.Extent;
import dev.weir.session.Visit;
import dev.weir.stream.CloseReason;
import dev.weir.stream.CloseReason.Code;
import dev.weir.stream.OnDemandStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a range of a file to one viewer, one piece after the other: the next one is fetched when
/// the kernel has taken the last, so that a viewer who is slow, or does not read at all, holds one
/// piece. What lies in a file of this machine the kernel sends by itself, if the connection allows;
/// everything else comes in shared blocks. Confined to the event loop of its channel.
final class Download implements SharedBlocks.Taker, PageReader.Taker {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);

  private static final long UNSENT_BYTES = SharedBlocks.BLOCK_BYTES;

  /// Of a file that is sent as it lies: long enough that reading it first costs little, short
  /// enough that it is still in the kernel's memory when its last byte is sent.
  private static final long STRETCH_BYTES = 1 << 20;

  private static final CloseReason STUCK =
      new CloseReason(Code.WRITE_FAILURE, "the connection took no data for too long");

  private final OnDemandStream stream;
  private final VirtualFile file;
  private final SharedBlocks blocks;
  private final PageReader pages;
  private final ByteRange range;
  private final Visit visit;
  private final BodyInParts body;
  private final EventLoop loop;
  private final LongSupplier nanoClock;

  private volatile long position; // of the next byte; written by the loop, read by the session
  private boolean over; // once

  /// @param stream which this has joined, and leaves at the end
  Download(
      OnDemandStream stream,
      VirtualFile file,
      SharedBlocks blocks,
      PageReader pages,
      ByteRange range,
      Visit visit,
      BodyInParts body,
      LongSupplier nanoClock) {
    this.stream = stream;
    this.file = file;
    this.blocks = blocks;
    this.pages = pages;
    this.range = range;
    this.visit = visit;
    this.body = body;
    this.nanoClock = nanoClock;
    this.loop = body.channel().eventLoop();
    this.position = range.first();
    // Nobody waits for the newest of a file: longer runs in the kernel cost fewer wake-ups. Other
    // kinds of channels do not know the option.
    body.channel().config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
    body.whenStuck(() -> abort(STUCK));
  }

  /// Begins to send.
  void start() {
    visit.hold(
        () -> position - range.first(), () -> 0, reason -> loop.execute(() -> abort(reason)));
    next();
  }

  /// The connection is lost.
  void leave() {
    end();
  }

  private void next() {
    CloseReason reason = stream.endReason();
    if (over) {
      return;
    }
    if (reason != null) {
      abort(reason);
    } else if (position == range.end()) {
      if (position == file.sizeBytes()) {
        visit.mediaEnded();
      }
      end();
      body.end();
    } else {
      Extent extent = body.takesFiles() ? file.extent(position) : null;
      if (extent == null) {
        blocks.get(file, position / SharedBlocks.BLOCK_BYTES, this);
      } else {
        long most = Math.min(STRETCH_BYTES, range.end() - position);
        pages.read(extent.first(most), this);
      }
    }
  }

  @Override
  public void take(Extent read) {
    loop.execute(() -> write(read));
  }

  private void write(Extent read) {
    if (!over) {
      advance(body.write(new Stretch(read)), read.bytes());
    }
  }

  /// Leaves the file open, which is shared.
  private static final class Stretch extends DefaultFileRegion {
    Stretch(Extent extent) {
      super(extent.file(), extent.position(), extent.bytes());
    }

    @Override
    protected void deallocate() {
      // The stream closes it when its viewers have left.
    }
  }

  @Override
  public void take(ByteBuf block) {
    if (loop.inEventLoop()) {
      write(block);
    } else {
      loop.execute(() -> write(block));
    }
  }

  private void write(ByteBuf block) {
    if (over) {
      block.release();
      return;
    }
    long at = position;
    int from = (int) (at % SharedBlocks.BLOCK_BYTES);
    int bytes = (int) Math.min(block.readableBytes() - from, range.end() - at);
    if (bytes <= 0) {
      block.release();
      failed(new IllegalStateException("the file ends before its end"));
      return;
    }
    block.setIndex(from, from + bytes);
    advance(body.write(block), bytes);
  }

  private void advance(ChannelFuture write, long bytes) {
    long after = position + bytes;
    write.addListener(written -> {
      if (written.isSuccess()) {
        position = after;
        next();
      } else {
        end();
      }
    });
  }

  @Override
  public void failed(Exception reason) {
    loop.execute(() -> {
      if (!over) {
        LOG.warn("stream {} cannot be read any more: {}", stream.name(), reason.toString());
        abort(new CloseReason(Code.FORMAT_SPECIFIC, "its file cannot be read"));
      }
    });
  }

  private void abort(CloseReason reason) {
    if (!over) {
      LOG.debug("download of {} ended at byte {}: {}", stream.name(), position, reason);
      end();
      body.abort();
    }
  }

  private void end() {
    if (!over) {
      over = true;
      stream.left(nanoClock.getAsLong());
      visit.close();
    }
  }
}
