package dev.weir.media;

import java.util.function.Consumer;

/// Where every reader ends: containers, RTMP, RTSP, WebRTC.
///
/// Not thread-safe: called by the one thread that reads.
public interface TrackSink {

  /// Announces a track, or that the configuration of a track already announced has changed; in
  /// force for all samples of that id that follow.
  void track(Track track);

  /// Takes one sample, whose payload is lent until this method returns. Its track was announced.
  /// Samples of one track come in decoding order; tracks are interleaved as the source has them.
  void sample(Sample sample);

  /// A sink that takes samples and no interest in tracks.
  static TrackSink ofSamples(Consumer<Sample> samples) {
    return new TrackSink() {
      @Override
      public void track(Track track) {
        // Of no interest.
      }

      @Override
      public void sample(Sample sample) {
        samples.accept(sample);
      }
    };
  }
}
