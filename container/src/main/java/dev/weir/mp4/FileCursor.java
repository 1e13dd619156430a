package dev.weir.mp4;

import dev.weir.media.ByteSource;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaFile;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SampleIndex;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;

/// Reads the samples of a file one after the other, in the order of its index.
///
/// Of each track as many samples are read at once as lie together, so that a source far away is
/// asked once for each chunk. Used by one thread.
final class FileCursor implements MediaFile.Cursor {
  private final SampleIndex samples;
  private final FileIndex index;
  private final List<FileForm> forms;
  private final ReadAhead[] tracks;
  private final ByteBuf converted = PooledByteBufAllocator.DEFAULT.buffer(0);

  private int next; // number of the next sample

  FileCursor(ByteSource source, List<FileForm> forms, FileIndex index, int firstSample) {
    this.samples = index.samples();
    this.index = index;
    this.forms = forms;
    this.next = firstSample;
    this.tracks = new ReadAhead[forms.size()];
    for (int i = 0; i < tracks.length; i++) {
      tracks[i] = new ReadAhead(source, index);
    }
  }

  @Override
  public boolean read(TrackSink sink) throws IOException {
    if (next >= samples.count()) {
      return false;
    }
    int sample = next;
    next++;
    ByteBuf payload = payload(sample);
    if (payload.readableBytes() != samples.bytes(sample)) {
      throw new MalformedMediaException(
          "MP4: sample %d at byte %d makes %d bytes, the index says %d"
              .formatted(
                  sample,
                  samples.position(sample),
                  payload.readableBytes(),
                  samples.bytes(sample)));
    }
    sink.sample(
        new Sample(
            samples.trackId(sample),
            samples.dtsMicros(sample),
            samples.ptsOffsetMicros(sample),
            samples.keyframe(sample),
            payload));
    return true;
  }

  private ByteBuf payload(int sample) throws IOException {
    int track = samples.trackId(sample) - 1;
    Octets before = index.before(sample);
    if (index.storedBytes(sample) == 0) {
      return Unpooled.wrappedBuffer(before.toByteArray());
    }
    ByteBuf stored = tracks[track].read(sample);
    converted.clear();
    before.writeTo(converted);
    if (forms.get(track).convert(stored, converted)) {
      return converted;
    }
    return before.isEmpty() ? stored : converted.writeBytes(stored);
  }

  @Override
  public void close() {
    converted.release();
    for (ReadAhead track : tracks) {
      track.close();
    }
  }
}
