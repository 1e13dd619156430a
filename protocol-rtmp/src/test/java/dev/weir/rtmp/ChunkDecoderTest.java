package dev.weir.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.media.MalformedMediaException;
import dev.weir.testkit.SplitInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDecoderTest {
  private static final String SET_CHUNK_SIZE_1 = "02 000000 000004 01 00000000 00000001";
  private static final String SET_CHUNK_SIZE_4 = "02 000000 000004 01 00000000 00000004";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          full header        | 04 000010 000003 08 01000000 af0102 | 8/1 @16 af0102
          stream id is little-endian | 04 000010 000001 08 04030201 aa | 8/16909060 @16 aa
          two-byte id        | 00 0a 000010 000001 08 01000000 aa | 8/1 @16 aa
          two-byte id 319    | 00 ff 000010 000001 08 01000000 aa | 8/1 @16 aa
          three-byte id 65599 | 01 ffff 000010 000001 08 01000000 aa 41 ffff 000002 000001 08 bb | 8/1 @16 aa, 8/1 @18 bb
          three-byte id is little-endian and equals the two-byte one | 01 0a00 000010 000001 08 01000000 aa c0 0a bb | 8/1 @16 aa, 8/1 @32 bb
          empty message      | 04 000010 000000 08 01000000 | 8/1 @16 -
          delta with length  | 04 000010 000001 08 01000000 aa 44 000005 000002 09 bbbb | 8/1 @16 aa, 9/1 @21 bbbb
          delta alone        | 04 000010 000001 08 01000000 aa 84 000005 bb | 8/1 @16 aa, 8/1 @21 bb
          repeated delta     | 04 000010 000001 08 01000000 aa 84 000005 bb c4 cc | 8/1 @16 aa, 8/1 @21 bb, 8/1 @26 cc
          short absolute time repeats as delta | 04 000017 000001 08 01000000 aa c4 bb | 8/1 @23 aa, 8/1 @46 bb
          long absolute time repeats as same time | 04 010000 000001 08 01000000 aa c4 bb | 8/1 @65536 aa, 8/1 @65536 bb
          librtmp begins with a delta header | 42 000000 000006 04 000300000001 | 4/0 @0 000300000001
          extended absolute  | 04 ffffff 000001 08 01000000 01000000 aa | 8/1 @16777216 aa
          extended delta     | 04 000010 000001 08 01000000 aa 84 ffffff 01000000 bb | 8/1 @16 aa, 8/1 @16777232 bb
          time wraps at 32 bits | 04 ffffff 000001 08 01000000 ffffffff aa 84 000002 bb | 8/1 @4294967295 aa, 8/1 @1 bb
          """)
  void decodesOneChunkMessages(String name, String hex, String expected) {
    inEveryWay(hex, List.of(expected.split(", ")));
  }

  @Test
  void joinsChunksOfInterleavedMessages() {
    inEveryWay(
        SET_CHUNK_SIZE_4
            + "04 000000 000006 08 01000000 a1a2a3a4"
            + "06 000001 000009 09 01000000 b1b2b3b4"
            + "c4 a5a6"
            + "c6 b5b6b7b8"
            + "c6 b9",
        List.of("1/0 @0 00000004", "8/1 @0 a1a2a3a4a5a6", "9/1 @1 b1b2b3b4b5b6b7b8b9"));
  }

  @Test
  void takesRepeatedExtendedTimes() {
    inEveryWay(
        SET_CHUNK_SIZE_4
            + "06 ffffff 000009 09 01000000 01020304 b1b2b3b4"
            + "c6 01020304 b5b6b7b8"
            + "c6 01020304 b9",
        List.of("1/0 @0 00000004", "9/1 @16909060 b1b2b3b4b5b6b7b8b9"));
  }

  @Test
  void takesOmittedExtendedTimes() {
    inEveryWay(
        SET_CHUNK_SIZE_4
            + "06 ffffff 00000a 09 01000000 01020304 b1b2b3b4 c6 01b6b7b8 c6 0102"
            // The next message is short: fewer than four bytes have to do.
            + "46 000000 000001 09 aa",
        List.of("1/0 @0 00000004", "9/1 @16909060 b1b2b3b401b6b7b80102", "9/1 @16909060 aa"));
  }

  @Test
  void takesExtendedDeltasThatRepeatTheMessageTime() {
    // The field of the header is a delta, what follows in type 3 is the time of the message.
    inEveryWay(
        SET_CHUNK_SIZE_4
            + "06 000010 000001 09 01000000 aa"
            + "46 ffffff 000005 09 01000000 b1b2b3b4"
            + "c6 01000010 b5",
        List.of("1/0 @0 00000004", "9/1 @16 aa", "9/1 @16777232 b1b2b3b4b5"));
  }

  @Test
  void repeatsAnExtendedDelta() {
    inEveryWay(
        "06 000000 000001 09 01000000 aa 86 ffffff 01000000 bb c6 01000000 cc",
        List.of("9/1 @0 aa", "9/1 @16777216 bb", "9/1 @33554432 cc"));
  }

  @Test
  void appliesChunkSizeFromTheNextChunk() {
    // The message on 4 has its first chunk at 4 bytes, the rest at 1.
    inEveryWay(
        SET_CHUNK_SIZE_4
            + "04 000000 000006 08 01000000 a1a2a3a4"
            + SET_CHUNK_SIZE_1
            + "c4 a5 c4 a6",
        List.of("1/0 @0 00000004", "1/0 @0 00000001", "8/1 @0 a1a2a3a4a5a6"));
  }

  @Test
  void abortDropsOnlyTheMessageNamed() {
    inEveryWay(
        SET_CHUNK_SIZE_4
            + "04 000000 000006 08 01000000 a1a2a3a4"
            + "06 000000 000005 09 01000000 b1b2b3b4"
            + "02 000000 000004 02 00000000 00000004"
            + "c6 b5"
            + "c4 c1c2c3c4 c4 c5c6",
        List.of("1/0 @0 00000004", "2/0 @0 00000004", "9/1 @0 b1b2b3b4b5", "8/1 @0 c1c2c3c4c5c6"));
  }

  @Test
  void newHeaderInsideAMessageDropsIt() {
    List<String> messages = new ArrayList<>();
    ChunkDecoder decoder = decoder(messages);
    feed(decoder, SET_CHUNK_SIZE_4 + "04 000000 000006 08 01000000 a1a2a3a4");
    feed(decoder, "04 000007 000001 08 01000000 bb");
    assertThat(messages).containsExactly("1/0 @0 00000004", "8/1 @7 bb");
    assertThat(decoder.droppedMessages()).isEqualTo(1);
    decoder.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7fffffff", "01000000", "00ffffff"})
  void takesChunkSizesOverTheLongestMessage(String size) {
    inEveryWay(
        "02 000000 000004 01 00000000" + size + "04 000000 000003 08 01000000 a1a2a3",
        List.of("1/0 @0 " + size, "8/1 @0 a1a2a3"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          chunk size 0                  | 02 000000 000004 01 00000000 00000000 | Set Chunk Size: 0
          chunk size with the top bit   | 02 000000 000004 01 00000000 80000000 | Set Chunk Size: 2147483648
          chunk size of three bytes     | 02 000000 000003 01 00000000 000000 | Set Chunk Size: 3 bytes
          abort of three bytes          | 02 000000 000003 02 00000000 000000 | Abort: 3 bytes
          fmt 2 with no header before   | 84 000000 | stream 4: header of type 2 with no header
          fmt 3 with no header before   | c4 | stream 4: header of type 3 with no header
          """)
  void rejects(String name, String hex, String sentence) {
    ChunkDecoder decoder = decoder(new ArrayList<>());
    assertThatThrownBy(() -> feed(decoder, hex))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining(sentence);
    decoder.close();
  }

  @Test
  void chunkSizeOfOneByteWorks() {
    List<String> messages = new ArrayList<>();
    ChunkDecoder decoder = decoder(messages);
    feed(decoder, SET_CHUNK_SIZE_1 + "04 000000 000300 08 01000000 00" + "c4 00".repeat(0x2FF));
    assertThat(messages).hasSize(2);
    assertThat(messages.getLast()).startsWith("8/1 @0 ").hasSize(7 + 2 * 0x300);
    decoder.close();
  }

  @Test
  void longMessageWithNoDataTakesNoMemory() {
    CountingAllocator allocator = new CountingAllocator();
    ChunkDecoder decoder = new ChunkDecoder(allocator, (_, _, _, _) -> {});
    feed(decoder, "04 000000 ffffff 09 01000000 00");
    assertThat(allocator.bytes()).isLessThanOrEqualTo(16 * 1024);
    decoder.close();
    assertThat(allocator.bytes()).isZero();
  }

  @Test
  void tenThousandChunkStreamsAreRefused() {
    ChunkDecoder decoder = decoder(new ArrayList<>());
    assertThatThrownBy(
            () -> {
              for (int id = 64; id < 10_064; id++) {
                feed(decoder, threeByteId(id) + "000000 000001 08 01000000 aa");
              }
            })
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("more than the limit of 256 streams");
    decoder.close();
  }

  @Test
  void sixtyFiveUnfinishedMessagesAreRefused() {
    ChunkDecoder decoder = decoder(new ArrayList<>());
    assertThatThrownBy(
            () -> {
              for (int id = 64; id < 10_064; id++) {
                feed(decoder, threeByteId(id) + "000000 000200 08 01000000" + "00".repeat(128));
              }
            })
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("message 65 at once is over the limit of 64");
    decoder.close();
  }

  @Test
  void unfinishedBytesAreBounded() {
    ChunkDecoder decoder = decoder(new ArrayList<>());
    feed(decoder, "02 000000 000004 01 00000000 00080000");
    String half = "000000 ffffff 09 01000000" + "00".repeat(0x80000);
    feed(decoder, "04" + half);
    feed(decoder, "05" + half);
    assertThatThrownBy(() -> feed(decoder, "06 000000 ffffff 09 01000000 00"))
        .isInstanceOf(MalformedMediaException.class)
        .hasMessageContaining("unfinished messages of 1048577 bytes are over the limit of 1048576");
    decoder.close();
  }

  @Test
  void publishersMayHoldMore() {
    List<String> messages = new ArrayList<>();
    ChunkDecoder decoder = decoder(messages);
    decoder.expectMedia();
    feed(decoder, "02 000000 000004 01 00000000 00ffffff");
    feed(decoder, "04 000000 200000 09 01000000" + "00".repeat(0x1FFFFF));
    feed(decoder, "00");
    assertThat(messages).hasSize(2);
    decoder.close();
  }

  @Test
  void closingInsideAMessageStopsDecoding() {
    List<Integer> types = new ArrayList<>();
    ChunkDecoder[] decoder = new ChunkDecoder[1];
    decoder[0] =
        new ChunkDecoder(
            ByteBufAllocator.DEFAULT,
            (type, _, _, _) -> {
              types.add(type);
              decoder[0].close();
            });
    feed(decoder[0], "04 000000 000001 08 01000000 aa 04 000000 000001 09 01000000 aa");
    assertThat(types).containsExactly(8);
  }

  private static String threeByteId(int id) {
    int field = id - 64;
    return String.format("01 %02x%02x", field & 0xFF, field >> 8);
  }

  private static void inEveryWay(String hex, List<String> expected) {
    SplitInput.inEveryWay(
        bytes(hex), Subject::new, result -> assertThat(result).isEqualTo(expected));
  }

  private static ChunkDecoder decoder(List<String> messages) {
    return new ChunkDecoder(
        ByteBufAllocator.DEFAULT,
        (type, streamId, time, payload) ->
            messages.add(
                type
                    + "/"
                    + streamId
                    + " @"
                    + time
                    + " "
                    + (payload.isReadable() ? ByteBufUtil.hexDump(payload) : "-")));
  }

  private static void feed(ChunkDecoder decoder, String hex) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes(hex));
    decoder.decode(in);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /// Keeps what the decoder leaves, as a pipeline does.
  private static final class Subject implements SplitInput.Subject {
    private final List<String> messages = new ArrayList<>();
    private final ChunkDecoder decoder = decoder(messages);
    private final ByteBuf kept = Unpooled.buffer();

    @Override
    public void feed(ByteBuf piece) {
      kept.writeBytes(piece);
      decoder.decode(kept);
      assertThat(kept.readableBytes()).isLessThanOrEqualTo(18);
    }

    @Override
    public Object result() {
      assertThat(kept.isReadable()).isFalse();
      decoder.close();
      return messages;
    }
  }
}
