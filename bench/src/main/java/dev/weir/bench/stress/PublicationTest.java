package dev.weir.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Who sees the new head sees the sample before it: its descriptor, its bytes and its track.
///
/// The append makes the index grow at the same moment, so the rings are replaced too.
@JCStressTest
@Outcome(id = "256, -1", expect = ACCEPTABLE, desc = "Neither head nor sample.")
@Outcome(id = "256, 257", expect = ACCEPTABLE, desc = "The sample came in between.")
@Outcome(id = "257, 257", expect = ACCEPTABLE, desc = "Head and sample.")
@Outcome(expect = FORBIDDEN, desc = "A head without its sample, or another sample.")
@State
public class PublicationTest {
  private static final int INDEX_SLOTS = 256;
  private static final int SAMPLE_BYTES = 64;

  private final StressedTrack track = new StressedTrack(1 << 20);

  /// The index is full, and the reader has seen all.
  public PublicationTest() {
    for (int number = 1; number <= INDEX_SLOTS; number++) {
      track.append(number, StressedTrack.payload(number, SAMPLE_BYTES));
    }
    track.prepareReader();
    track.seek(INDEX_SLOTS);
  }

  /// Appends sample 257 under a new configuration.
  @Actor
  public void writer() {
    track.configure(INDEX_SLOTS + 1);
    track.append(INDEX_SLOTS + 1, StressedTrack.payload(INDEX_SLOTS + 1, SAMPLE_BYTES));
  }

  /// Looks at the head, then reads.
  @Actor
  public void reader(II_Result result) {
    result.r1 = (int) track.buffer().head();
    result.r2 = track.read();
  }

  /// Lets go of all memory.
  @Arbiter
  public void close() {
    track.close();
  }
}
