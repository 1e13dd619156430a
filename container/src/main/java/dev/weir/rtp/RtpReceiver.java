package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Makes one track of the RTP packets of one payload type: orders them, takes the samples out of
/// them, and gives each its time.
///
/// What is wrong with single packets does not end the reception: they count as lost and
/// [#problem()] says what the last one was. Not thread-safe; [#close] gives back the memory.
public final class RtpReceiver implements AutoCloseable {
  /// How many packets may wait for one before them.
  public static final int DEFAULT_MAX_WAITING = 512;

  private static final int NO_SOURCE_PACKETS = 0;
  private static final int SOURCE_CHANGE_PACKETS = 2;

  private final int payloadType;
  private final JitterBuffer order;
  private final Depacketizer depacketizer;
  private final RtpClock clock;
  private final ReceptionStatistics statistics;
  private final RtpPacket arriving = new RtpPacket();
  private final RtpPacket inOrder = new RtpPacket();

  private boolean hasSource;
  private int ssrc;
  private int otherSsrc; // of the packet before this one, if that was not ssrc
  private int otherPackets; // how many of that came in a row
  private long malformed;
  private @Nullable MediaException problem;

  /// Gives what comes in `format` to `sink` as the track `trackId`.
  ///
  /// @param maxWaitNanos how long to wait for packets that are late; 0 over a transport that keeps
  ///   the order
  /// @throws MediaException if the format is not known, or its parameters lie
  public RtpReceiver(
      PayloadFormat format, int trackId, RtpSync sync, long maxWaitNanos, TrackSink sink) {
    this.payloadType = format.payloadType();
    this.clock = new RtpClock(format.clockRate(), sync);
    this.statistics = new ReceptionStatistics(format.clockRate());
    this.depacketizer = Depacketizers.of(format, new Timing(trackId, clock, sink));
    this.order = new JitterBuffer(DEFAULT_MAX_WAITING, maxWaitNanos, new InOrder());
  }

  /// Gives the transport stream that comes in `format` to `demuxer`, which is taken over.
  public RtpReceiver(PayloadFormat format, long maxWaitNanos, Demuxer demuxer) {
    this.payloadType = format.payloadType();
    this.clock = new RtpClock(format.clockRate(), new RtpSync());
    this.statistics = new ReceptionStatistics(format.clockRate());
    this.depacketizer = new TsDepacketizer(demuxer);
    this.order = new JitterBuffer(DEFAULT_MAX_WAITING, maxWaitNanos, new InOrder());
  }

  /// Puts times on frames.
  private static final class Timing implements FrameSink {
    private final int trackId;
    private final RtpClock clock;
    private final TrackSink sink;
    private final DecodingOrder decodingOrder = new DecodingOrder();

    private boolean reorders; // whether frames may be shown in another order

    Timing(int trackId, RtpClock clock, TrackSink sink) {
      this.trackId = trackId;
      this.clock = clock;
      this.sink = sink;
    }

    @Override
    public void codec(Codec codec) {
      reorders =
          codec instanceof Codec.Avc
              || codec instanceof Codec.Hevc
              || codec instanceof Codec.OtherVideo;
      sink.track(Track.of(trackId, codec));
    }

    @Override
    public void frame(long rtpTime, boolean keyframe, ByteBuf payload) {
      long pts = clock.micros(rtpTime);
      long dts = reorders ? decodingOrder.dtsOf(pts) : pts;
      int offset = Math.clamp(pts - dts, Integer.MIN_VALUE, Integer.MAX_VALUE);
      sink.sample(new Sample(trackId, dts, offset, keyframe, payload));
    }
  }

  /// Reads packets in their order.
  private final class InOrder implements JitterBuffer.Output {
    @Override
    public void packet(ByteBuf packet, long arrivalNanos) {
      inOrder.read(packet);
      long rtpTime = clock.unwrap(inOrder.timestamp(), arrivalNanos);
      if (inOrder.payloadBytes() == 0) {
        return; // Padding alone, as bandwidth probes have it.
      }
      try {
        depacketizer.read(inOrder, rtpTime);
      } catch (MediaException e) {
        malformed++;
        problem = e;
        depacketizer.lost();
      }
    }

    @Override
    public void lost(int count) {
      depacketizer.lost();
    }
  }

  /// Reads one packet, which is lent. Packets of other payload types are passed over.
  ///
  /// @param nowNanos when it came
  public void read(ByteBuf packet, long nowNanos) {
    try {
      arriving.read(packet);
    } catch (MediaException e) {
      malformed++;
      problem = e;
      return;
    }
    if (arriving.payloadType() != payloadType || !isFromSource()) {
      return;
    }
    statistics.packet(arriving.sequence(), arriving.timestamp(), nowNanos);
    order.offer(packet, arriving.sequence(), nowNanos);
  }

  /// Whether the packet is of our source. Another one takes its place with its second packet in a
  /// row: encoders start anew, and single strays are nobody's.
  private boolean isFromSource() {
    int found = arriving.ssrc();
    if (hasSource && found == ssrc) {
      otherPackets = NO_SOURCE_PACKETS;
      return true;
    }
    otherPackets = found == otherSsrc ? otherPackets + 1 : 1;
    otherSsrc = found;
    if (hasSource && otherPackets < SOURCE_CHANGE_PACKETS) {
      return false;
    }
    if (hasSource) {
      order.reset();
      depacketizer.lost();
      clock.restart();
    }
    hasSource = true;
    ssrc = found;
    otherPackets = NO_SOURCE_PACKETS;
    statistics.start(found);
    return true;
  }

  /// Takes a report of the sender of this track.
  public void report(Rtcp.SenderReport report, long nowNanos) {
    if (!hasSource || report.ssrc() == ssrc) {
      clock.report(report.ntpTime(), report.rtpTime());
      statistics.senderReport(report.ntpTime(), nowNanos);
    }
  }

  /// Declares lost what has been waited for too long.
  public void advance(long nowNanos) {
    order.advance(nowNanos);
  }

  /// When [#advance] is to be called, or `Long.MAX_VALUE`.
  public long deadlineNanos() {
    return order.deadlineNanos();
  }

  /// Whether nothing comes out before the next keyframe: the sender should be asked for one.
  public boolean needsKeyframe() {
    return depacketizer.needsKeyframe();
  }

  /// The source that packets come from; 0 before the first.
  public int ssrc() {
    return ssrc;
  }

  /// What to tell the sender about how its packets come.
  public Rtcp.ReportBlock reception(long nowNanos) {
    return statistics.report(nowNanos);
  }

  /// Packets that never came.
  public long lost() {
    return order.lost();
  }

  /// Packets that could not be read.
  public long malformed() {
    return malformed;
  }

  /// Frames that could not be used.
  public long dropped() {
    return depacketizer.dropped();
  }

  /// What was wrong with the last packet that could not be read, or null.
  public @Nullable MediaException problem() {
    return problem;
  }

  @Override
  public void close() {
    order.close();
    depacketizer.close();
  }
}
