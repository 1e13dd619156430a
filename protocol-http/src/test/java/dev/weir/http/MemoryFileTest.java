package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.FileRegion;
import io.netty.util.ReferenceCounted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Leaked buffers fail these tests, too.
class MemoryFileTest {
  private static final int LARGE = 300_001;
  private static final int SMALL = 1000;
  private static final int BLOCK_BYTES = 512; // of stat(2)

  private final MemoryFile memory = new MemoryFile();

  @AfterEach
  void close() {
    memory.close();
  }

  private static byte[] content(int seed, int length) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return content;
  }

  private ByteBuf kept(byte[] content) {
    return memory.keep(PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(content));
  }

  private static byte[] sent(List<ReferenceCounted> stretches) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WritableByteChannel channel = Channels.newChannel(out);
    for (ReferenceCounted stretch : stretches) {
      if (stretch instanceof FileRegion region) {
        while (region.transferred() < region.count()) {
          region.transferTo(channel, region.transferred());
        }
      } else {
        out.writeBytes(ByteBufUtil.getBytes((ByteBuf) stretch));
      }
      stretch.release();
    }
    return out.toByteArray();
  }

  @Test
  void holdsTheSameBytes() {
    for (int length : new int[] {SMALL, LARGE}) {
      byte[] content = content(1, length);
      ByteBuf kept = kept(content);
      assertThat(ByteBufUtil.getBytes(kept)).isEqualTo(content);
      assertThat(kept.release()).isTrue();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsLargeCanBeSentAsPartOfAFileAndWhatIsSmallCannot() {
    ByteBuf large = kept(content(1, LARGE));
    ByteBuf small = kept(content(1, SMALL));
    assertThat(MemoryFile.holds(large)).isTrue();
    assertThat(MemoryFile.holds(large.duplicate())).isTrue();
    assertThat(MemoryFile.holds(small)).isFalse();
    large.release();
    small.release();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void stretchesAreWhatTheBufferIs() throws IOException {
    byte[][] contents = {content(1, LARGE), content(2, SMALL), content(3, LARGE)};
    ByteBuf[] parts = new ByteBuf[contents.length];
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < parts.length; i++) {
      parts[i] = kept(contents[i]);
      all.writeBytes(contents[i]);
    }
    ByteBuf joined = Unpooled.wrappedBuffer(parts.length, parts);
    List<ReferenceCounted> stretches = MemoryFile.stretches(joined);
    assertThat(stretches.get(0)).isInstanceOf(FileRegion.class);
    assertThat(stretches.get(1)).isInstanceOf(ByteBuf.class);
    assertThat(stretches.get(2)).isInstanceOf(FileRegion.class);
    assertThat(sent(stretches)).isEqualTo(all.toByteArray());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theSystemGetsTheMemoryBack() throws Exception {
    Set<Path> others = memoryFiles();
    ByteBuf kept = kept(content(1, 8 << 20));
    Set<Path> ours = memoryFiles();
    ours.removeAll(others);
    assertThat(ours).hasSize(1);
    Path file = ours.iterator().next();
    assertThat(blocks(file)).isEqualTo((8 << 20) / BLOCK_BYTES);
    kept.release();
    assertThat(blocks(file)).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void manyBuffersShareOneMapping() throws IOException {
    long before = mappings();
    List<ByteBuf> many = new ArrayList<>();
    for (int i = 0; i < 1500; i++) { // almost 94 MiB with what lies between them: two stretches
      many.add(kept(content(i, 33_000)));
    }
    assertThat(mappings() - before).isLessThanOrEqualTo(2);
    memory.close();
    for (int i = 0; i < many.size(); i++) {
      assertThat(ByteBufUtil.getBytes(many.get(i))).isEqualTo(content(i, 33_000));
      many.get(i).release();
    }
    assertThat(mappings()).isEqualTo(before);
    ByteBuf late = kept(content(1, LARGE));
    assertThat(MemoryFile.holds(late)).isFalse();
    late.release();
  }

  private static long mappings() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("memfd:weir-pieces")).count();
    }
  }

  private static Set<Path> memoryFiles() throws IOException {
    Set<Path> files = new HashSet<>();
    try (Stream<Path> open =
        Files.list(Path.of("/proc/" + ProcessHandle.current().pid() + "/fd"))) {
      for (Path each : open.filter(Files::isSymbolicLink).toList()) {
        if (isMemoryFile(each)) {
          files.add(each);
        }
      }
    }
    return files;
  }

  private static boolean isMemoryFile(Path handle) throws IOException {
    try {
      return Files.readSymbolicLink(handle).toString().contains("memfd:weir-pieces");
    } catch (NoSuchFileException _) { // closed meanwhile
      return false;
    }
  }

  /// What memory a file takes, in blocks.
  private static long blocks(Path file) throws IOException {
    Process stat = new ProcessBuilder("stat", "-L", "--format=%b", file.toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).strip());
  }

  private Route served(byte[] content) {
    return Route.at("/piece", e -> e.respond(Response.of(200, "video/mp2t", kept(content))));
  }

  @Test
  void isSentWholeAgainAndAgainOverOneConnection() throws Exception {
    byte[] content = content(4, 3_000_000);
    try (TestServer server = TestServer.of(served(content));
        RawPeer peer = server.connect()) {
      for (String method : List.of("GET", "HEAD", "GET")) {
        peer.send(method + " /piece HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(peer.readUntil("\r\n\r\n"))
            .startsWith("HTTP/1.1 200 ")
            .containsIgnoringCase("content-length: " + content.length);
        if (method.equals("GET")) {
          assertThat(peer.read(content.length)).isEqualTo(content);
        }
      }
      peer.send("GET /piece HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(peer.readAll().getBytes(ISO_8859_1)).endsWith(content);
    }
  }

  @Test
  void isSentInOrderToWhoeverAsksAheadAndDoesNotRead() throws Exception {
    byte[] content = content(7, 5_000_000);
    try (TestServer server = TestServer.of(served(content));
        RawPeer peer = server.connect()) {
      int asked = 5; // the kernel does not take so much, so that heads have to wait, too
      peer.send("GET /piece HTTP/1.1\r\nHost: x\r\n\r\n".repeat(asked));
      for (int i = 0; i < asked; i++) {
        assertThat(peer.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(peer.read(content.length)).isEqualTo(content);
      }
    }
  }

  @Test
  void aPieceInPartsIsSentAsOne() throws Exception {
    byte[][] parts = {content(8, LARGE), content(9, SMALL), content(10, LARGE)};
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    Route joined =
        Route.at(
            "/piece",
            e ->
                e.respond(
                    Response.of(
                        200,
                        "video/mp4",
                        Unpooled.wrappedBuffer(
                            Stream.of(parts).map(this::kept).toArray(ByteBuf[]::new)))));
    try (TestServer server = TestServer.of(joined);
        RawPeer peer = server.connect()) {
      for (int i = 0; i < 3; i++) {
        peer.send("GET /piece HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
        assertThat(peer.read(all.size())).isEqualTo(all.toByteArray());
      }
    }
  }

  @Test
  void peersThatLeaveInTheMiddleHoldNothing() throws Exception {
    byte[] content = content(5, 8_000_000);
    try (TestServer server = TestServer.of(served(content))) {
      for (int i = 0; i < 3; i++) {
        try (RawPeer peer = server.connect()) {
          peer.send("GET /piece HTTP/1.1\r\nHost: x\r\n\r\n").read(100_000);
        }
      }
    }
  }

  @Test
  void isEncryptedForThoseWhoComeOverTls(@TempDir Path directory) throws Exception {
    byte[] content = content(6, LARGE);
    try (TestServer server =
        new TestServer(HttpLimits.DEFAULT, TestTls.server(directory), List.of(served(content)))) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        try (HttpClient client =
            HttpClient.newBuilder().version(version).sslContext(TestTls.trusting()).build()) {
          URI uri = URI.create("https://localhost:" + server.port() + "/piece");
          HttpResponse<byte[]> answer =
              client.send(
                  HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
          assertThat(answer.version()).isEqualTo(version);
          assertThat(answer.body()).isEqualTo(content);
        }
      }
    }
  }
}
