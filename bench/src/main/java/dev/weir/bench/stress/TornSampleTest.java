package dev.weir.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A reader copies a sample while the writer drops it and writes the next one over it.
///
/// Each sample fills a page and the cap lets one sample stay, so every append takes the very page
/// that the sample before it lay in.
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "All samples whole, none dropped.")
@Outcome(id = "-2", expect = ACCEPTABLE, desc = "Lapped, and knows it.")
@Outcome(expect = FORBIDDEN, desc = "A torn sample that was believed whole.")
@State
public class TornSampleTest {
  private static final int PAGE_BYTES = 256 * 1024;
  private static final int APPENDS = 8;
  private static final List<ByteBuf> PAYLOADS =
      IntStream.rangeClosed(1, APPENDS)
          .mapToObj(number -> StressedTrack.payload(number, PAGE_BYTES))
          .toList();

  private final StressedTrack track = new StressedTrack(PAGE_BYTES + PAGE_BYTES / 2);

  /// Sample 1 is there, and the reader stands before it.
  public TornSampleTest() {
    append(1);
    track.prepareReader();
  }

  /// Overwrites each sample with the next.
  @Actor
  public void writer() {
    for (int number = 2; number <= APPENDS; number++) {
      append(number);
    }
  }

  /// Reads whatever is there, as often.
  @Actor
  public void reader(I_Result result) {
    result.r1 = track.readOften(APPENDS);
  }

  /// Lets go of all memory.
  @Arbiter
  public void close() {
    track.close();
  }

  private void append(int number) {
    track.append(number, PAYLOADS.get(number - 1));
  }
}
