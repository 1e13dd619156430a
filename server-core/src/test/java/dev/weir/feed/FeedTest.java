package dev.weir.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.buffer.PagePool;
import dev.weir.config.AddressRange;
import dev.weir.config.StreamConfig;
import dev.weir.config.StreamName;
import dev.weir.config.StreamSource;
import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.net.Transport;
import dev.weir.stream.CloseReason;
import dev.weir.stream.PublishRequest;
import dev.weir.stream.PublishResult;
import dev.weir.stream.Publisher;
import dev.weir.stream.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Viewers on real sockets, on two event loops.
class FeedTest {
  private static final int GROUP = 10;
  private static final CloseReason DONE =
      new CloseReason(CloseReason.Code.CLEAN_EOF, "the test is over");

  private final Transport transport = new Transport(Transport.Kind.NIO, 2);
  private final Feeds feeds = new Feeds(System::nanoTime);
  private final PagePool pages = new PagePool(4 << 20);
  private final Streams streams =
      new Streams(
          base ->
              StreamConfig.of(
                  base,
                  new StreamSource.Push(
                      List.of(AddressRange.parse("127.0.0.0/8").orElseThrow()), "")),
          List.of(),
          pages,
          transport,
          Clock.systemUTC(),
          System::nanoTime);
  private final List<Socket> sockets = new ArrayList<>();
  private final CompletableFuture<CloseReason> ended = new CompletableFuture<>();

  private final Channel listener;
  private final Publisher publisher;
  private int published;

  FeedTest() throws Exception {
    listener =
        transport
            .server()
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new JoinOnFirstByte(channel));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    PublishRequest request =
        new PublishRequest(
            StreamName.clean("live").orElseThrow(),
            "TEST",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            "",
            "");
    PublishResult result = streams.publish(request).toCompletableFuture().get();
    publisher = ((PublishResult.Accepted) result).publisher();
  }

  @BeforeEach
  void announce() {
    publisher.track(Track.of(1, new Codec.Vp8(Picture.ofSize(2, 2))));
  }

  @AfterEach
  void stop() throws IOException {
    publisher.close(DONE);
    for (Socket socket : sockets) {
      socket.close();
    }
    streams.close();
    transport.close();
  }

  @Test
  void startsAViewerAtTheNewestKeyframeAndGoesOnWithoutAGap() throws Exception {
    publish(2 * GROUP + 4);
    try (Socket viewer = join()) {
      InputStream in = viewer.getInputStream();
      assertThat(line(in)).isEqualTo("header");
      for (int i = 2 * GROUP; i < 2 * GROUP + 4; i++) {
        assertThat(line(in)).isEqualTo(Integer.toString(i));
      }
      publish(100);
      for (int i = 2 * GROUP + 4; i < 2 * GROUP + 104; i++) {
        assertThat(line(in)).isEqualTo(Integer.toString(i));
      }
    }
  }

  @Test
  void givesEveryViewerOnEveryLoopTheSame() throws Exception {
    publish(GROUP);
    List<Socket> viewers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      viewers.add(join());
      assertThat(line(viewers.get(i).getInputStream())).isEqualTo("header");
    }
    assertThat(feeds.running()).isEqualTo(1);
    publish(500);
    for (Socket viewer : viewers) {
      int next = Integer.parseInt(line(viewer.getInputStream()));
      assertThat(next % GROUP).isZero();
      while (next < GROUP + 499) {
        assertThat(line(viewer.getInputStream())).isEqualTo(Integer.toString(++next));
      }
    }
  }

  @Test
  void tellsViewersWhenTheStreamEndsAfterTheLastSample() throws Exception {
    publish(GROUP);
    Socket viewer = join();
    line(viewer.getInputStream());
    publish(5);
    streams.close();
    assertThat(ended.get(60, TimeUnit.SECONDS)).isEqualTo(CloseReason.SHUTDOWN);
    for (int i = 0; i < GROUP + 5; i++) {
      assertThat(line(viewer.getInputStream())).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  void resumesASlowViewerAtAKeyframe() throws Exception {
    publish(1);
    InputStream in = new BufferedInputStream(join().getInputStream(), 1 << 16);
    line(in);
    assertThat(line(in)).isEqualTo("0");
    // Nobody reads: what the sockets do not take is left out, in whole groups.
    int blob = 100_000;
    for (int i = 0; i < 400; i++) {
      publish(1, blob);
    }
    List<Integer> seen = new ArrayList<>();
    CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> readNumbers(in, seen, 500));
    while (!reading.isDone()) {
      publish(1, 10);
      Thread.onSpinWait();
      if (published > 200_000) {
        break;
      }
    }
    reading.get(60, TimeUnit.SECONDS);
    boolean gap = false;
    for (int i = 1; i < seen.size(); i++) {
      if (seen.get(i) != seen.get(i - 1) + 1) {
        gap = true;
        assertThat(seen.get(i) % GROUP).as("first sample after a gap").isZero();
      }
    }
    assertThat(gap).isTrue();
  }

  private static void readNumbers(InputStream in, List<Integer> seen, int beyond) {
    try {
      do {
        seen.add(Integer.parseInt(line(in).trim()));
      } while (seen.getLast() < beyond);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void publish(int count) {
    publish(count, 0);
  }

  /// Publishes samples whose payload is their number and then blanks.
  private void publish(int count, int blanks) {
    for (int i = 0; i < count; i++) {
      String text = Integer.toString(published) + " ".repeat(blanks);
      ByteBuf payload = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
      publisher.sample(new Sample(1, published * 40_000L, 0, published % GROUP == 0, payload));
      published++;
    }
  }

  private Socket join() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(64 * 1024);
    socket.connect(listener.localAddress());
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(1);
    sockets.add(socket);
    return socket;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0) {
        throw new IOException("ended after " + text);
      }
      text.append((char) c);
    }
    return text.toString();
  }

  private final class JoinOnFirstByte extends ChannelInboundHandlerAdapter implements ViewerPort {
    private final Channel channel;
    private @Nullable Viewer viewer;

    private JoinOnFirstByte(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ((ByteBuf) message).release();
      feeds.join(publisher.stream(), new LineFormat(), this).thenAccept(joined -> viewer = joined);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (viewer != null) {
        viewer.leave();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }

    @Override
    public Channel channel() {
      return channel;
    }

    @Override
    public Object frame(ByteBuf piece) {
      return piece;
    }

    @Override
    public void ended(CloseReason reason) {
      ended.complete(reason);
    }
  }

  /// A line for each sample.
  private record LineFormat() implements FeedFormat {
    @Override
    public String name() {
      return "lines";
    }

    @Override
    public boolean carries(Track track) {
      return true;
    }

    @Override
    public Muxer muxer(List<Track> tracks) {
      return new Muxer() {
        @Override
        public void header(ByteBuf out) {
          ByteBufUtil.writeAscii(out, "header\n");
        }

        @Override
        public void track(Track track, ByteBuf out) {
          ByteBufUtil.writeAscii(out, "track\n");
        }

        @Override
        public void sample(Sample sample, ByteBuf out) {
          out.writeBytes(sample.payload()).writeByte('\n');
        }
      };
    }
  }
}
