package dev.weir.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The new head implies the new tail: a reader never counts as valid what the append dropped.
///
/// The reader reads head first, so a new head with the old tail would be a store out of order.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Before the append.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "In it: the old sample is dropped.")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "After it.")
@Outcome(expect = FORBIDDEN, desc = "More samples are valid than the cap allows.")
@State
public class TailBeforeHeadTest {
  private static final int SAMPLE_BYTES = 64;

  private final StressedTrack track = new StressedTrack(SAMPLE_BYTES * 2);

  /// Sample 0 is there, and the cap has no room for another.
  public TailBeforeHeadTest() {
    track.append(1, StressedTrack.payload(1, SAMPLE_BYTES));
  }

  /// Drops the old sample and appends another.
  @Actor
  public void writer() {
    track.append(2, StressedTrack.payload(2, SAMPLE_BYTES));
  }

  /// Looks at both ends.
  @Actor
  public void reader(II_Result result) {
    result.r1 = (int) track.buffer().head();
    result.r2 = (int) track.buffer().tail();
  }

  /// Lets go of all memory.
  @Arbiter
  public void close() {
    track.close();
  }
}
