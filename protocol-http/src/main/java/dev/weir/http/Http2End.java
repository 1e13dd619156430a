package dev.weir.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where everything ends that no stream of an HTTP/2 connection took: the peer's violations of the
/// protocol, which the frame codec has answered with GOAWAY.
final class Http2End extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Http2End.class);

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("{} closed: {}", ctx.channel(), cause.toString());
    ctx.close();
  }
}
