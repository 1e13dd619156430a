package dev.weir.mp4;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// One track of a live stream, each sample of which is a fragment.
final class LiveTrack {
  private static final long FIRST_PICTURE_MICROS = 40_000; // if nobody says a frame rate
  private static final long MAX_MICROS = 10_000_000;

  private final PartWriter part;
  private final Octets keyframePrefix;

  private long dtsMicros = Long.MIN_VALUE; // of the newest sample
  private long deltaMicros; // between the two newest samples, or a guess

  /// @param keyframePrefix stands before each keyframe's payload
  LiveTrack(Track track, Octets keyframePrefix) {
    this.part = new PartWriter(track);
    this.keyframePrefix = keyframePrefix;
    double rate = codec() instanceof Codec.Video video ? video.picture().framesPerSecond() : 0;
    this.deltaMicros = rate >= 1 ? (long) (1_000_000 / rate) : FIRST_PICTURE_MICROS;
  }

  /// The parameter sets of a codec of NAL units, each after its length; nothing of other codecs.
  static Octets parameterSets(Codec codec) {
    ByteBuf out = Unpooled.buffer();
    switch (codec) {
      case Codec.Avc avc -> List.of(avc.sps(), avc.pps()).forEach(sets -> write(sets, out));
      case Codec.Hevc hevc ->
          List.of(hevc.vps(), hevc.sps(), hevc.pps()).forEach(sets -> write(sets, out));
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> {}
    }
    return Octets.copyOf(out);
  }

  private static void write(List<Octets> sets, ByteBuf out) {
    for (Octets set : sets) {
      out.writeInt(set.length());
      set.writeTo(out);
    }
  }

  Track track() {
    return part.track();
  }

  Codec codec() {
    return part.track().codec();
  }

  /// Appends the fragment of `sample`.
  void write(Sample sample, int sequenceNumber, ByteBuf out) {
    long own = SampleDuration.micros(codec(), sample.payload());
    Sample placed = own > 0 || sample.keyframe() ? sample : withoutJump(sample);
    long delta = placed.dtsMicros() - dtsMicros;
    if (dtsMicros != Long.MIN_VALUE && delta > 0 && delta <= MAX_MICROS) {
      deltaMicros = delta;
    }
    dtsMicros = placed.dtsMicros();
    part.begin(sequenceNumber, 1, out);
    part.sample(placed.keyframe() && !keyframePrefix.isEmpty() ? prefixed(placed) : placed, out);
    part.end(dtsMicros + (own > 0 ? own : deltaMicros), out);
  }

  /// Media Source Extensions (3.5.8) take a decoding time that is later than the last by more than
  /// twice the last duration for another run of pictures, and drop all up to the next keyframe. So
  /// where pictures are missing, were left out behind a keyframe, or come less often than was
  /// guessed, the next ones are decoded earlier, by less and less. When they are shown is
  /// untouched.
  private Sample withoutJump(Sample sample) {
    long latest = dtsMicros + deltaMicros + deltaMicros / 2;
    if (dtsMicros == Long.MIN_VALUE || sample.dtsMicros() <= latest) {
      return sample;
    }
    int offset = Math.clamp(sample.ptsMicros() - latest, Integer.MIN_VALUE, Integer.MAX_VALUE);
    return new Sample(sample.trackId(), latest, offset, false, sample.payload());
  }

  private Sample prefixed(Sample sample) {
    ByteBuf payload = Unpooled.buffer();
    keyframePrefix.writeTo(payload);
    payload.writeBytes(sample.payload());
    return new Sample(
        sample.trackId(), sample.dtsMicros(), sample.ptsOffsetMicros(), true, payload);
  }
}
