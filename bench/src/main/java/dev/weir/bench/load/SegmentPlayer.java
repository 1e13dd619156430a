package dev.weir.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// One player on one connection: a manifest, the pieces that it has not had yet one after the
/// other, and the manifest again. Looks at manifests only and throws media away. Confined to its
/// event loop.
final class SegmentPlayer extends SimpleChannelInboundHandler<HttpObject> {
  private static final int KNOWN_PIECES = 16;
  private static final int RETRY_MILLIS = 500;

  private final URI address;
  private final String manifestPath; // with its query
  private final Manifest.Kind kind;
  private final Received received;

  private final Set<String> known = new LinkedHashSet<>(); // pieces, the newest last
  private final Deque<String> wanted = new ArrayDeque<>();
  private final ByteBuf manifest = Unpooled.buffer(); // as far as it has come
  private boolean inManifest = true; // what is being answered is one
  private boolean failed; // what is being answered is a refusal
  private String reload = "";
  private long reloadMillis = RETRY_MILLIS;

  SegmentPlayer(URI address, Manifest.Kind kind, Received received) {
    this.address = address;
    this.manifestPath =
        address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
    this.kind = kind;
    this.received = received;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ask(ctx, manifestPath);
  }

  private void ask(ChannelHandlerContext ctx, String path) {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER);
    HttpHeaders headers = request.headers();
    headers.set("Host", address.getAuthority());
    headers.set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0");
    headers.set("Accept", "*/*");
    headers.set("Origin", "https://player.example");
    ctx.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    if (message instanceof HttpResponse response) {
      failed = response.status().code() != 200;
      manifest.clear();
    }
    if (message instanceof HttpContent content) {
      received.bytes(content.content().readableBytes());
      if (inManifest) {
        manifest.writeBytes(content.content());
      }
    }
    if (message instanceof LastHttpContent) {
      answered(ctx);
    }
  }

  private void answered(ChannelHandlerContext ctx) {
    if (failed) {
      received.failure();
    } else if (inManifest) {
      received.manifest();
      read(Manifest.read(kind, manifest.toString(StandardCharsets.UTF_8)));
    } else {
      received.piece();
    }
    String next = wanted.poll();
    inManifest = next == null;
    if (next != null) {
      URI piece = address.resolve(next);
      String variables = piece.getRawQuery() == null ? "" : "?" + piece.getRawQuery();
      ask(ctx, piece.getRawPath() + variables);
    } else if (failed || reloadMillis > 0) {
      long millis = failed ? RETRY_MILLIS : reloadMillis;
      ctx.executor().schedule(() -> ask(ctx, manifestPath), millis, TimeUnit.MILLISECONDS);
    } else {
      ask(ctx, manifestPath + reload);
    }
  }

  private void read(Manifest read) {
    boolean joins = known.isEmpty() && kind != Manifest.Kind.DASH;
    for (String piece : read.newest()) {
      if (known.add(piece) && (!joins || piece.equals(read.newest().getLast()))) {
        wanted.add(piece);
      }
    }
    while (known.size() > KNOWN_PIECES) {
      known.remove(known.iterator().next());
    }
    // RFC 8216 6.3.4: half of the time after a playlist that has not changed.
    boolean changed = !wanted.isEmpty() || kind != Manifest.Kind.HLS;
    reloadMillis = changed ? read.reloadMillis() : read.reloadMillis() / 2;
    reload = read.reload();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    received.failure();
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    received.failure();
    manifest.release();
  }
}
