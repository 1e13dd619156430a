package dev.weir.rtmp;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.net.ProxyProtocol;
import dev.weir.stream.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection, from either side: handshake, chunks, protocol control, silence, and its end with
/// a reason. What is said over it is a [Conversation]'s matter.
///
/// Only reads: what is written to the channel, here or by a feed, goes to the socket as it is.
/// Confined to the channel's event loop.
final class RtmpConnection extends ByteToMessageDecoder implements MessageSink {
  /// The time from the first byte of TCP to the last of the handshake.
  static final int HANDSHAKE_SECONDS = 10;

  static final int TICK_SECONDS = 5;

  private static final Logger log = LoggerFactory.getLogger(RtmpConnection.class);

  private final Channel channel;
  private final RtmpOutput output;
  private final Conversation conversation;
  private final Function<ByteBuf, Handshake> handshakes;
  private final ChunkDecoder decoder;
  private final Acknowledgement acknowledgement = new Acknowledgement();

  private @Nullable Handshake handshake; // from the start of the connection to the end of its own
  private @Nullable ScheduledFuture<?> ticker; // while the connection lives
  private boolean talking; // once the handshake is complete
  private int ageSeconds; // since the connection was made
  private int silentSeconds; // since the peer sent anything
  private @Nullable CloseReason reason; // once, when somebody closes

  private RtmpConnection(
      Channel channel,
      Function<ByteBuf, Handshake> handshakes,
      Function<RtmpConnection, Conversation> conversations) {
    this.channel = channel;
    this.handshakes = handshakes;
    this.output = new RtmpOutput(channel);
    this.decoder = new ChunkDecoder(channel.alloc(), this);
    this.conversation = conversations.apply(this);
  }

  /// The side that was connected to.
  static RtmpConnection ofServer(
      Channel channel,
      RandomGenerator random,
      Function<RtmpConnection, Conversation> conversations) {
    return new RtmpConnection(channel, _ -> Handshake.ofServer(random), conversations);
  }

  /// The side that connected.
  static RtmpConnection ofClient(
      Channel channel,
      RandomGenerator random,
      Function<RtmpConnection, Conversation> conversations) {
    return new RtmpConnection(
        channel, out -> Handshake.ofClient(false, random, out), conversations);
  }

  Channel channel() {
    return channel;
  }

  RtmpOutput output() {
    return output;
  }

  /// The peer's address, behind a trusted balancer the real one; 0.0.0.0 if there is none, because
  /// it has gone already.
  InetSocketAddress peer() {
    return ProxyProtocol.peer(channel);
  }

  /// Bytes that the peer has sent. Any thread.
  long receivedBytes() {
    return acknowledgement.receivedBytes();
  }

  /// The peer may send media from now on.
  void expectMedia() {
    decoder.expectMedia();
  }

  /// Leaves what the peer sends where it is, until [#resume].
  void pause() {
    decoder.pause();
    channel.config().setAutoRead(false);
  }

  /// Goes on with what [#pause] left.
  void resume() {
    decoder.resume();
    channel.config().setAutoRead(true);
    channel.eventLoop().execute(this::decodeRest);
  }

  /// Sends what was written and closes. Only the first reason counts.
  void close(CloseReason why) {
    if (reason != null) {
      return;
    }
    reason = why;
    decoder.close();
    conversation.closing(why);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /// [#close], from any thread.
  void closeLater(CloseReason why) {
    channel.eventLoop().execute(() -> close(why));
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    decoder.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    ByteBuf out = ctx.alloc().buffer(Handshake.PEER_BYTES);
    handshake = handshakes.apply(out);
    ctx.writeAndFlush(out);
    ticker =
        ctx.executor()
            .scheduleAtFixedRate(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (ticker != null) {
      ticker.cancel(false);
    }
    try {
      super.channelInactive(ctx); // decodes what came last
    } catch (DecoderException e) {
      exceptionCaught(ctx, e);
    }
    decoder.close();
    conversation.closed(reason == null ? CloseReason.PEER_CLOSED : reason);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (message instanceof ByteBuf bytes) {
      acknowledgement.received(bytes.readableBytes());
      silentSeconds = 0;
    }
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (talking && acknowledgement.isDue()) {
      output.control(MessageType.ACKNOWLEDGEMENT, acknowledgement.sequenceNumber());
    }
    ctx.flush();
    super.channelReadComplete(ctx);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (reason != null) {
      in.skipBytes(in.readableBytes());
    } else if (talking) {
      decoder.decode(in);
    } else if (handshake != null) {
      shakeHands(handshake, ctx, in);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable real =
        cause instanceof DecoderException e && e.getCause() != null ? e.getCause() : cause;
    close(
        switch (real) {
          case MalformedMediaException e -> because(CloseReason.Code.FORMAT_SPECIFIC, e);
          case UnsupportedMediaException e -> because(CloseReason.Code.UNSUPPORTED, e);
          case SSLException e -> because(CloseReason.Code.FORMAT_SPECIFIC, e);
          case IOException e -> because(CloseReason.Code.WRITE_FAILURE, e);
          default -> {
            log.error("RTMP session of {} failed", peer(), real);
            yield new CloseReason(CloseReason.Code.INTERNAL_ERROR, "internal error");
          }
        });
  }

  @Override
  public void message(int type, int streamId, long timestampMillis, ByteBuf payload) {
    if (reason != null) {
      return; // the rest of an aggregate
    }
    if (log.isTraceEnabled()) {
      log.trace(
          "{} {}", channel.id(), RtmpTrace.line('<', type, streamId, timestampMillis, payload));
    }
    switch (type) {
      case MessageType.AUDIO, MessageType.VIDEO ->
          conversation.media(type, timestampMillis, payload);
      case MessageType.DATA, MessageType.DATA_AMF3 ->
          conversation.media(MessageType.DATA, timestampMillis, Command.withoutSelector(payload));
      case MessageType.COMMAND, MessageType.COMMAND_AMF3 ->
          conversation.command(streamId, Command.read(payload));
      case MessageType.AGGREGATE ->
          AggregateMessage.split(streamId, timestampMillis, payload, this);
      case MessageType.WINDOW_ACK_SIZE -> {
        if (payload.readableBytes() >= 4) {
          acknowledgement.window(payload.readUnsignedInt());
        }
      }
      case MessageType.SET_PEER_BANDWIDTH ->
          // 5.4.5: the peer learns that its limit was heard. TCP keeps to it better than we could.
          output.control(MessageType.WINDOW_ACK_SIZE, Acknowledgement.DEFAULT_WINDOW_BYTES);
      case MessageType.USER_CONTROL -> userControl(payload);
      default -> {
        // The decoder has applied 1 and 2; acknowledgements say what TCP says; shared objects and
        // numbers that nobody knows are no reason to end a session.
      }
    }
  }

  private void userControl(ByteBuf payload) {
    if (payload.readableBytes() >= 6 && payload.readUnsignedShort() == UserControl.PING_REQUEST) {
      output.userControl(UserControl.PING_RESPONSE, payload.readInt());
    }
  }

  private void shakeHands(Handshake current, ChannelHandlerContext ctx, ByteBuf in) {
    ByteBuf out = ctx.alloc().buffer(Handshake.PEER_BYTES);
    boolean done;
    try {
      done = current.read(in, out);
    } finally {
      ctx.write(out);
    }
    if (done) {
      log.debug("{} handshake: {}", channel.id(), current.outcome());
      handshake = null;
      talking = true;
      conversation.started();
    }
  }

  /// What was read while paused lies in the decoder's own buffer.
  private void decodeRest() {
    ChannelHandlerContext ctx = channel.pipeline().context(this);
    if (ctx == null) {
      return; // closed meanwhile
    }
    try {
      callDecode(ctx, internalBuffer(), new ArrayList<>());
      ctx.flush();
    } catch (DecoderException e) {
      exceptionCaught(ctx, e);
    }
  }

  private void tick() {
    ageSeconds += TICK_SECONDS;
    silentSeconds += TICK_SECONDS;
    if (reason != null) {
      channel.close(); // the peer did not take our last words
    } else if (talking) {
      conversation.tick(silentSeconds);
    } else if (ageSeconds >= HANDSHAKE_SECONDS) {
      close(
          new CloseReason(
              CloseReason.Code.WRITE_FAILURE, "no handshake in " + HANDSHAKE_SECONDS + " s"));
    }
  }

  private static CloseReason because(CloseReason.Code code, Exception cause) {
    String message = cause.getMessage();
    return new CloseReason(code, message == null ? cause.getClass().getSimpleName() : message);
  }
}
