package dev.weir.rtmp;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes everything to a peer but media, which comes ready from a feed.
///
/// Nothing is flushed but by [#flush]. Not thread-safe: confined to the channel's event loop.
final class RtmpOutput {
  private static final Logger log = LoggerFactory.getLogger(RtmpOutput.class);

  private static final int FIRST_BYTES = 256;
  private static final int LIMIT_DYNAMIC = 2; // 5.4.5

  private final Channel channel;
  private final ChunkEncoder encoder = new ChunkEncoder(ChunkDecoder.DEFAULT_CHUNK_BYTES);

  RtmpOutput(Channel channel) {
    this.channel = channel;
  }

  /// Announces the chunk size that feeds use, and uses it.
  void chunkSize() {
    ByteBuf out = channel.alloc().buffer(FIRST_BYTES);
    encoder.announceChunkSize(out);
    channel.write(out);
  }

  /// A command, or an answer to one.
  void command(int streamId, String name, double transaction, AmfValue... arguments) {
    ByteBuf out = begin(ChunkEncoder.COMMAND, MessageType.COMMAND, streamId);
    int bodyAt = out.writerIndex();
    Amf0Writer.writeAll(out, AmfValue.of(name), AmfValue.of(transaction));
    Amf0Writer.writeAll(out, arguments);
    end(out, MessageType.COMMAND, streamId, bodyAt);
  }

  /// onStatus.
  void status(int streamId, Status status) {
    command(streamId, "onStatus", 0, AmfValue.NULL, status.info());
  }

  /// A data message.
  void data(int streamId, AmfValue... values) {
    ByteBuf out = begin(ChunkEncoder.DATA, MessageType.DATA, streamId);
    int bodyAt = out.writerIndex();
    Amf0Writer.writeAll(out, values);
    end(out, MessageType.DATA, streamId, bodyAt);
  }

  /// Window Acknowledgement Size, Acknowledgement.
  void control(int type, int value) {
    ByteBuf out = begin(ChunkEncoder.CONTROL, type, 0);
    int bodyAt = out.writerIndex();
    out.writeInt(value);
    end(out, type, 0, bodyAt);
  }

  /// Set Peer Bandwidth.
  void peerBandwidth(int bytes) {
    ByteBuf out = begin(ChunkEncoder.CONTROL, MessageType.SET_PEER_BANDWIDTH, 0);
    int bodyAt = out.writerIndex();
    out.writeInt(bytes).writeByte(LIMIT_DYNAMIC);
    end(out, MessageType.SET_PEER_BANDWIDTH, 0, bodyAt);
  }

  /// User Control with the numbers of its event.
  void userControl(int event, int... values) {
    ByteBuf out = begin(ChunkEncoder.CONTROL, MessageType.USER_CONTROL, 0);
    int bodyAt = out.writerIndex();
    out.writeShort(event);
    for (int value : values) {
      out.writeInt(value);
    }
    end(out, MessageType.USER_CONTROL, 0, bodyAt);
  }

  /// Sends what was written.
  void flush() {
    channel.flush();
  }

  private ByteBuf begin(int chunkStreamId, int type, int streamId) {
    ByteBuf out = channel.alloc().buffer(FIRST_BYTES);
    encoder.begin(out, chunkStreamId, type, streamId, 0);
    return out;
  }

  private void end(ByteBuf out, int type, int streamId, int bodyAt) {
    if (log.isTraceEnabled()) {
      ByteBuf body = out.slice(bodyAt, out.writerIndex() - bodyAt);
      log.trace("{} {}", channel.id(), RtmpTrace.line('>', type, streamId, 0, body));
    }
    encoder.end(out);
    channel.write(out);
  }
}
