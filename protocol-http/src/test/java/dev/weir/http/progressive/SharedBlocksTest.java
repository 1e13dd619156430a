package dev.weir.http.progressive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.matroska.DocType;
import dev.weir.matroska.MatroskaVirtualFile;
import dev.weir.media.MediaFile;
import dev.weir.media.Track;
import dev.weir.media.VirtualFile;
import dev.weir.media.file.LocalFile;
import dev.weir.media.file.MediaFormat;
import dev.weir.mp4.Mp4VirtualFile;
import dev.weir.testkit.SampleMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedBlocksTest {
  private static final int RANGES = 10_000;

  private final SharedBlocks blocks = new SharedBlocks();

  @AfterEach
  void close() {
    blocks.close();
  }

  private CompletableFuture<byte[]> block(VirtualFile file, long number) {
    CompletableFuture<byte[]> taken = new CompletableFuture<>();
    blocks.get(
        file,
        number,
        new SharedBlocks.Taker() {
          @Override
          public void take(ByteBuf block) {
            byte[] bytes = ByteBufUtil.getBytes(block);
            block.release(); // before the test may go on, and end
            taken.complete(bytes);
          }

          @Override
          public void failed(Exception reason) {
            taken.completeExceptionally(reason);
          }
        });
    return taken;
  }

  private byte[] range(VirtualFile file, long from, long to) throws Exception {
    ByteBuf out = Unpooled.buffer();
    for (long position = from; position < to; ) {
      byte[] block = block(file, position / SharedBlocks.BLOCK_BYTES).get();
      int start = (int) (position % SharedBlocks.BLOCK_BYTES);
      int bytes = (int) Math.min(block.length - start, to - position);
      out.writeBytes(block, start, bytes);
      position += bytes;
    }
    return ByteBufUtil.getBytes(out);
  }

  private static byte[] whole(VirtualFile file) throws IOException {
    ByteBuf out = Unpooled.buffer();
    try (VirtualFile.Reader reader = file.open(0)) {
      while (reader.read(out, 1 << 20) > 0) {
        // Until the end.
      }
    }
    return ByteBufUtil.getBytes(out);
  }

  private void anyRangeIsThatPartOfTheWhole(VirtualFile file) throws Exception {
    byte[] whole = whole(file);
    assertThat(whole).hasSize((int) file.sizeBytes());
    Random random = new Random(7);
    for (int i = 0; i < RANGES / 2; i++) {
      int from = random.nextInt(whole.length);
      int to = from + random.nextInt(Math.min(whole.length - from, 1 << random.nextInt(19))) + 1;
      assertThat(range(file, from, to)).isEqualTo(Arrays.copyOfRange(whole, from, to));
    }
  }

  @Test
  void anyRangeOfAnMp4IsThatPartOfTheWhole() throws Exception {
    try (MediaFile film = film()) {
      anyRangeIsThatPartOfTheWhole(
          Mp4VirtualFile.of(
              film, film.tracks().stream().map(Track::id).collect(Collectors.toSet())));
    }
  }

  @Test
  void anyRangeOfAMatroskaFileIsThatPartOfTheWhole() throws Exception {
    try (MediaFile film = film()) {
      anyRangeIsThatPartOfTheWhole(new MatroskaVirtualFile(film, DocType.MATROSKA));
    }
  }

  private static MediaFile film() throws IOException {
    return MediaFormat.FLV.open(LocalFile.open(SampleMedia.H264_B_FRAMES_AAC.file()));
  }

  /// A file of zeros that counts how often it is opened.
  private static final class Zeros implements VirtualFile {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    @Override
    public long sizeBytes() {
      return 1L << 40;
    }

    @Override
    public Reader open(long position) {
      opened.incrementAndGet();
      open.incrementAndGet();
      return new Reader() {
        @Override
        public int read(ByteBuf out, int maxBytes) {
          out.writeZero(maxBytes);
          return maxBytes;
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }
  }

  @Test
  void whoReadsOnIsReadForByOneReader() throws Exception {
    Zeros file = new Zeros();
    for (int number = 0; number < 1000; number++) {
      block(file, number).get();
    }
    assertThat(file.opened.get()).isEqualTo(1);
  }

  @Test
  void blocksAreMadeOnceForAllWhoWantThem() throws Exception {
    Zeros file = new Zeros();
    List<CompletableFuture<byte[]>> taken = new ArrayList<>();
    for (int viewer = 0; viewer < 500; viewer++) {
      taken.add(block(file, viewer % 5 * 1000L));
    }
    for (CompletableFuture<byte[]> one : taken) {
      assertThat(one.get()).hasSize(SharedBlocks.BLOCK_BYTES);
    }
    assertThat(file.opened.get()).isEqualTo(5);
  }

  @Test
  void readersThatWaitAreFewAndEndWithIt() throws Exception {
    Zeros file = new Zeros();
    for (int number = 0; number < 400; number++) {
      block(file, number * 10L).get();
    }
    assertThat(file.open.get()).isEqualTo(64);
    blocks.close();
    assertThat(file.open.get()).isZero();
  }

  @Test
  void tellsWhyABlockCannotBeMade() {
    VirtualFile broken =
        new VirtualFile() {
          @Override
          public long sizeBytes() {
            return 100;
          }

          @Override
          public Reader open(long position) {
            throw new IllegalStateException("broken");
          }
        };
    CompletableFuture<byte[]> taken = block(broken, 0);
    try {
      taken.get();
      throw new AssertionError("it was made");
    } catch (ExecutionException | InterruptedException e) {
      assertThat(e).hasRootCauseMessage("broken");
    }
  }
}
