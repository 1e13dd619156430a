package dev.weir.rtp;

import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import java.util.ArrayList;
import java.util.List;

/// Keeps everything that it is given.
final class Collected implements TrackSink {
  record Kept(long dtsMicros, long ptsMicros, boolean keyframe, Octets payload) {}

  final List<Codec> codecs = new ArrayList<>();
  final List<Kept> samples = new ArrayList<>();

  @Override
  public void track(Track track) {
    codecs.add(track.codec());
  }

  @Override
  public void sample(Sample sample) {
    samples.add(
        new Kept(
            sample.dtsMicros(),
            sample.ptsMicros(),
            sample.keyframe(),
            Octets.copyOf(sample.payload())));
  }

  List<Octets> payloads() {
    return samples.stream().map(Kept::payload).toList();
  }
}
