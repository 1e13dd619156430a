package dev.weir.media.file;

import dev.weir.media.ByteSource;
import dev.weir.media.MediaFile;
import dev.weir.media.SampleIndex;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run of the samples of another file, from a keyframe on, with their times unchanged.
///
/// Closing it leaves the other file open.
public final class Excerpt implements MediaFile {
  private final MediaFile whole;
  private final int first;
  private final SampleIndex index;

  private Excerpt(MediaFile whole, int first, int end) {
    this.whole = whole;
    this.first = first;
    this.index =
        new SampleIndex(
            whole
                .index()
                .entries()
                .slice(first * SampleIndex.ENTRY_BYTES, (end - first) * SampleIndex.ENTRY_BYTES));
  }

  /// What is shown from `startMicros` on, and before it back to a keyframe, up to the first sample
  /// that is decoded at `stopMicros` or after.
  public static MediaFile of(MediaFile whole, long startMicros, long stopMicros) {
    SampleIndex index = whole.index();
    int first = IndexSearch.keyframeAtOrBefore(whole.tracks(), index, startMicros);
    int end = first;
    while (end < index.count() && index.dtsMicros(end) < stopMicros) {
      end++;
    }
    return first == 0 && end == index.count() ? whole : new Excerpt(whole, first, end);
  }

  @Override
  public List<Track> tracks() {
    return whole.tracks();
  }

  @Override
  public SampleIndex index() {
    return index;
  }

  @Override
  public @Nullable ByteSource payloads() {
    return whole.payloads();
  }

  @Override
  public Cursor open(int firstSample) {
    Cursor cursor = whole.open(first + firstSample);
    return new Cursor() {
      private int next = firstSample;

      @Override
      public boolean read(TrackSink sink) throws IOException {
        return next++ < index.count() && cursor.read(sink);
      }

      @Override
      public void close() {
        cursor.close();
      }
    };
  }

  @Override
  public void close() {}
}
