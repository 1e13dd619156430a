package dev.weir.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpClockTest {
  private static final int RATE = 90_000;
  private static final long WALL = 1_795_000_000_000_000L;
  private static final long SECOND = 1_000_000_000;

  private final RtpSync sync = new RtpSync();

  private static long ntp(long micros) {
    return NtpTime.ofUnixMicros(WALL + micros);
  }

  @Test
  void placesTracksWhereTheyArrived() {
    RtpClock video = new RtpClock(RATE, sync);
    RtpClock sound = new RtpClock(48_000, sync);
    assertThat(video.micros(video.unwrap(4_000_000_000L, 5 * SECOND))).isZero();
    assertThat(sound.micros(sound.unwrap(77, 5 * SECOND + 20_000_000))).isEqualTo(20_000);
    assertThat(video.micros(video.unwrap(4_000_003_600L, 6 * SECOND))).isEqualTo(40_000);
  }

  @Test
  void unwrapsTimestamps() {
    RtpClock clock = new RtpClock(RATE, sync);
    clock.unwrap(0xFFFF_FFF0L, 0);
    assertThat(clock.micros(clock.unwrap(0x0000_0E00L, 40_000_000))).isEqualTo(40_000);
  }

  @Test
  void reportsBringTracksTogether() {
    RtpClock video = new RtpClock(RATE, sync);
    RtpClock sound = new RtpClock(48_000, sync);
    video.unwrap(90_000, 0);
    sound.unwrap(480_000, 300_000_000);
    // Both were taken at the same instant; the sound came 300 ms later.
    video.report(ntp(0), 90_000);
    sound.report(ntp(0), 480_000);
    assertThat(video.micros(90_000)).isZero();
    assertThat(sound.micros(480_000)).isZero();
    assertThat(sync.utcMicrosAtZero()).hasValue(WALL);
  }

  @Test
  void usesAReportThatCameBeforeTheFirstPacket() {
    RtpClock video = new RtpClock(RATE, sync);
    RtpClock sound = new RtpClock(48_000, sync);
    video.unwrap(90_000, 0);
    video.report(ntp(0), 90_000);
    sound.report(ntp(0), 480_000);
    assertThat(sound.micros(sound.unwrap(480_960, SECOND))).isEqualTo(20_000);
  }

  @Test
  void followsDriftSlowly() {
    RtpClock video = new RtpClock(RATE, sync);
    video.unwrap(0, 0);
    video.report(ntp(0), 0);
    // The sender's media clock is 100 ppm slow: after 100 s it lacks 10 ms.
    long before = 0;
    for (int second = 5; second <= 1_000; second += 5) {
      long rtp = second * (RATE - 9L);
      long micros = video.micros(video.unwrap(rtp, second * SECOND));
      assertThat(micros - before).isBetween(4_980_000L, 5_020_000L);
      before = micros;
      video.report(ntp(second * 1_000_000L), rtp);
    }
    assertThat(before).isBetween(999_990_000L, 1_000_010_000L);
  }

  @Test
  void doesNotFollowAWallClockThatWasSet() {
    RtpClock video = new RtpClock(RATE, sync);
    RtpClock sound = new RtpClock(48_000, sync);
    video.unwrap(0, 0);
    sound.unwrap(0, 0);
    video.report(ntp(0), 0);
    sound.report(ntp(0), 0);
    video.unwrap(5 * RATE, 5 * SECOND);
    sound.unwrap(5 * 48_000, 5 * SECOND);
    long hour = 3_600_000_000L;
    video.report(ntp(5_000_000 + hour), 5 * RATE);
    sound.report(ntp(5_000_000 + hour), 5 * 48_000);
    assertThat(video.micros(5 * RATE)).isEqualTo(5_000_000);
    assertThat(sound.micros(5 * 48_000)).isEqualTo(5_000_000);
  }

  @Test
  void passesOverReportsWithoutSense() {
    RtpClock video = new RtpClock(RATE, sync);
    video.unwrap(0, 0);
    video.report(0, 0);
    video.report(ntp(0), 3_000_000_000L);
    assertThat(sync.utcMicrosAtZero()).isEmpty();
  }

  @Test
  void goesOnByArrivalWhenTimestampsJump() {
    RtpClock video = new RtpClock(RATE, sync);
    video.unwrap(1_000, 0);
    assertThat(video.micros(video.unwrap(2_000_000_000L, 40_000_000))).isEqualTo(40_000);
    assertThat(video.micros(video.unwrap(2_000_003_600L, 80_000_000))).isEqualTo(80_000);
  }

  @Test
  void anotherSourceGoesOnByArrival() {
    RtpClock video = new RtpClock(RATE, sync);
    video.unwrap(1_000, 0);
    video.restart();
    assertThat(video.micros(video.unwrap(3_000_000_000L, SECOND))).isEqualTo(1_000_000);
  }

  @Test
  void keepsMediaTogetherWhateverTheOffsets() {
    Random random = new Random(11);
    for (int run = 0; run < 500; run++) {
      RtpSync shared = new RtpSync();
      RtpClock video = new RtpClock(RATE, shared);
      RtpClock sound = new RtpClock(44_100, shared);
      long videoOffset = random.nextLong(1L << 32);
      long soundOffset = random.nextLong(1L << 32);
      long wall = random.nextLong(2_000_000_000_000_000L);
      for (int second = 0; second < 200; second++) {
        long videoRtp = (videoOffset + (long) second * RATE) & 0xFFFF_FFFFL;
        long soundRtp = (soundOffset + second * 44_100L) & 0xFFFF_FFFFL;
        long now = second * SECOND + random.nextInt(50_000_000);
        long videoMicros = video.micros(video.unwrap(videoRtp, now));
        long soundMicros = sound.micros(sound.unwrap(soundRtp, now));
        long ntpTime = NtpTime.ofUnixMicros(wall + second * 1_000_000L);
        video.report(ntpTime, videoRtp);
        sound.report(ntpTime, soundRtp);
        if (second > 0) {
          assertThat(videoMicros - soundMicros).isBetween(-2L, 2L);
        }
      }
    }
  }
}
