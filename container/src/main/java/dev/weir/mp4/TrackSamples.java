package dev.weir.mp4;

import dev.weir.av1.Obus;
import dev.weir.av1.TemporalUnit;
import dev.weir.h26x.AccessUnit;
import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// The samples of one track on their way from the file to a sink: put into Weir's form, and the
/// track announced anew when the parameter sets in them or in their description are others.
///
/// Not thread-safe.
final class TrackSamples {
  private final MovieTrack track;
  private final TrackSink sink;
  private final AccessUnit unit;
  private final TemporalUnit av1Unit = new TemporalUnit();

  private Codec announced;
  private boolean layerKnown;
  private int description = -1; // of the sample before

  /// The track was announced as `track` has it, unless it awaits samples.
  TrackSamples(MovieTrack track, TrackSink sink) {
    this.track = track;
    this.sink = sink;
    this.announced = track.track().codec();
    this.unit = new AccessUnit(announced instanceof Codec.Hevc);
    if (announced instanceof Codec.Av1 av1) {
      av1Unit.ofConfiguration(av1.configuration());
    }
  }

  /// Gives the sample that `walk` has reached; `stored` is lent. False if it cannot be used.
  boolean read(SampleWalk walk, ByteBuf stored) {
    SampleEntry entry = track.description(walk.description());
    if (entry == null) {
      return false;
    }
    if (walk.description() != description) {
      description = walk.description();
      if (!entry.awaitsSamples()) {
        announce(entry.codec());
      }
    }
    switch (announced) {
      case Codec.Avc avc -> nal(walk, entry, avc, stored);
      case Codec.Hevc hevc -> nal(walk, entry, hevc, stored);
      case Codec.Av1 av1 -> av1(walk, av1, stored);
      case Codec.Text text -> text(walk, text, stored);
      case Codec.Video _, Codec.Audio _, Codec.Data _ -> asIs(walk, stored);
    }
    return true;
  }

  private void nal(SampleWalk walk, SampleEntry entry, Codec.Video codec, ByteBuf stored) {
    if (entry.nalLengthBytes() == NalUnits.LENGTH_BYTES) {
      cleanNal(walk, codec, stored);
      return;
    }
    ByteBuf normal = stored.alloc().buffer(2 * stored.readableBytes());
    try {
      NalUnits.normalizeLengths(stored, entry.nalLengthBytes(), normal);
      cleanNal(walk, codec, normal);
    } finally {
      normal.release();
    }
  }

  private void cleanNal(SampleWalk walk, Codec.Video codec, ByteBuf payload) {
    unit.scan(payload, codec);
    Codec.Video changed = unit.setsChanged() ? unit.withSetsOf(payload, codec) : null;
    if (changed != null) {
      announce(asBefore(changed, codec));
    }
    if (!unit.hasPicture() || SampleEntry.of(announced).awaitsSamples()) {
      return;
    }
    // The table is believed: an entry point by recovery point SEI has no IDR picture.
    boolean keyframe = walk.keyframe();
    if (unit.isClean()) {
      emit(walk, keyframe, payload);
      return;
    }
    ByteBuf clean = payload.alloc().buffer(payload.readableBytes());
    try {
      unit.copyClean(payload, clean);
      emit(walk, keyframe, clean);
    } finally {
      clean.release();
    }
  }

  /// Samples do not say that they are in Dolby Vision.
  private static Codec.Video asBefore(Codec.Video changed, Codec.Video before) {
    DolbyVision dolbyVision = before.picture().dolbyVision();
    return dolbyVision == null ? changed : dolbyVision.of(changed);
  }

  private void av1(SampleWalk walk, Codec.Av1 codec, ByteBuf stored) {
    Codec.Av1 changed = walk.keyframe() ? av1Unit.changedCodec(stored) : null;
    if (changed != null) {
      announce(asBefore(changed, codec));
    }
    if (TemporalUnit.isClean(stored)) {
      emit(walk, walk.keyframe(), stored);
      return;
    }
    ByteBuf clean = stored.alloc().buffer(stored.readableBytes() + Long.BYTES);
    try {
      Obus.toSample(stored, clean);
      emit(walk, walk.keyframe(), clean);
    } finally {
      clean.release();
    }
  }

  private void asIs(SampleWalk walk, ByteBuf stored) {
    boolean awaiting = SampleEntry.of(announced).awaitsSamples();
    Codec found =
        awaiting || (announced instanceof Codec.Mp3 && !layerKnown)
            ? SampleEntry.toldBy(stored, announced)
            : null;
    if (found != null) {
      layerKnown = true;
      announce(found);
    } else if (awaiting) {
      return;
    }
    emit(walk, walk.keyframe(), stored);
  }

  private void text(SampleWalk walk, Codec.Text codec, ByteBuf stored) {
    Octets cue = TextSample.read(codec, stored, walk.durationMicros());
    if (cue != null) {
      emit(walk, true, Unpooled.wrappedBuffer(cue.toByteArray()));
    }
  }

  private void announce(Codec codec) {
    if (!codec.equals(announced)) {
      announced = codec;
      Track was = track.track();
      sink.track(new Track(was.id(), codec, was.language(), was.title()));
    }
  }

  private void emit(SampleWalk walk, boolean keyframe, ByteBuf payload) {
    sink.sample(
        new Sample(
            track.track().id(), walk.dtsMicros(), walk.ptsOffsetMicros(), keyframe, payload));
  }
}
