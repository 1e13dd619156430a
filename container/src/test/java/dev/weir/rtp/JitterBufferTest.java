package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JitterBufferTest {
  private static final long WAIT = 100;

  private final List<String> out = new ArrayList<>();
  private final JitterBuffer buffer =
      new JitterBuffer(
          16,
          WAIT,
          new JitterBuffer.Output() {
            @Override
            public void packet(ByteBuf packet, long arrivalNanos) {
              out.add(Integer.toString(packet.getUnsignedShort(packet.readerIndex())));
            }

            @Override
            public void lost(int count) {
              out.add("lost " + count);
            }
          });

  @AfterEach
  void close() {
    buffer.close();
  }

  private void offer(long now, int... sequences) {
    for (int sequence : sequences) {
      ByteBuf packet = Unpooled.buffer(2).writeShort(sequence);
      buffer.offer(packet, sequence & 0xFFFF, now);
      packet.release();
    }
  }

  @Test
  void putsPacketsInOrderAcrossTheWrap() {
    offer(0, 65_534, 0, 65_535, 2, 1);
    assertThat(out).containsExactly("65534", "65535", "0", "1", "2");
  }

  @Test
  void leavesOutDuplicatesAndLatePackets() {
    offer(0, 1, 1, 3, 3, 2, 2);
    assertThat(out).containsExactly("1", "2", "3");
    assertThat(buffer.duplicates()).isEqualTo(1);
    assertThat(buffer.late()).isEqualTo(2);
  }

  @Test
  void declaresLossAfterTheWait() {
    offer(0, 1, 4);
    assertThat(buffer.deadlineNanos()).isEqualTo(WAIT);
    buffer.advance(WAIT - 1);
    assertThat(out).containsExactly("1");
    buffer.advance(WAIT);
    assertThat(out).containsExactly("1", "lost 2", "4");
    assertThat(buffer.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(buffer.lost()).isEqualTo(2);
  }

  @Test
  void declaresLossAtOnceWhereNothingComesLate() {
    JitterBuffer eager =
        new JitterBuffer(
            16,
            0,
            new JitterBuffer.Output() {
              @Override
              public void packet(ByteBuf packet, long arrivalNanos) {
                out.add("packet");
              }

              @Override
              public void lost(int count) {
                out.add("lost " + count);
              }
            });
    eager.offer(Unpooled.EMPTY_BUFFER, 1, 0);
    eager.offer(Unpooled.EMPTY_BUFFER, 3, 0);
    assertThat(out).containsExactly("packet", "lost 1", "packet");
    eager.close();
  }

  @Test
  void followsAJumpWhenTheNextPacketConfirmsIt() {
    offer(0, 1, 32_769, 2, 40_000, 40_001, 40_002);
    assertThat(out).containsExactly("1", "2", "lost 1", "40001", "40002");
  }

  @Test
  void boundsWhatWaits() {
    offer(0, 1);
    for (int sequence = 3; sequence < 200; sequence++) {
      offer(0, sequence);
    }
    // The packets that do not fit any more are taken for a jump, and that ends the wait.
    assertThat(out).startsWith("1", "lost 1", "3").contains("199");
  }

  @Test
  void givesEveryPacketOnceWhateverTheOrder() {
    Random random = new Random(7);
    for (int run = 0; run < 200; run++) {
      out.clear();
      buffer.reset();
      List<Integer> sequences = new ArrayList<>(IntStream.range(65_500, 65_600).boxed().toList());
      for (int i = 0; i < sequences.size(); i += 8) {
        Collections.shuffle(sequences.subList(Math.max(1, i), Math.min(100, i + 8)), random);
      }
      sequences.forEach(sequence -> offer(0, sequence, sequence));
      assertThat(out)
          .containsExactlyElementsOf(
              IntStream.range(65_500, 65_600)
                  .mapToObj(sequence -> Integer.toString(sequence & 0xFFFF))
                  .toList());
    }
  }
}
