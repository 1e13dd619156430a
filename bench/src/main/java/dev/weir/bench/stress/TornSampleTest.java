package dev.weir.bench.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

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
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The old sample, whole.")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "The new sample, whole.")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "Nothing newer yet.")
@Outcome(id = "-2", expect = ACCEPTABLE, desc = "Lapped, and knows it.")
@Outcome(expect = FORBIDDEN, desc = "A torn sample that was believed whole.")
@State
public class TornSampleTest {
  private static final int PAGE_BYTES = 256 * 1024;

  private final StressedTrack track = new StressedTrack(PAGE_BYTES + PAGE_BYTES / 2);

  /// Sample 1 is there, and the reader stands before it.
  public TornSampleTest() {
    track.append(1, PAGE_BYTES);
    track.prepareReader();
  }

  /// Overwrites sample 1 with sample 2.
  @Actor
  public void writer() {
    track.append(2, PAGE_BYTES);
  }

  /// Reads whatever is there.
  @Actor
  public void reader(I_Result result) {
    result.r1 = track.read();
  }

  /// Lets go of all memory.
  @Arbiter
  public void close() {
    track.close();
  }
}
