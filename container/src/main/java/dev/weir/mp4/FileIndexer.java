package dev.weir.mp4;

import dev.weir.media.ByteSource;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.SampleIndex;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Makes the index of a file from what its tables say, of which it believes nothing that lies
/// outside the file.
///
/// Not thread-safe; what [#index] gave may be used by any thread.
final class FileIndexer {
  private static final int MAX_TEXT_SAMPLE_BYTES = 1 << 16;
  private static final int MAX_TEXT_BYTES = 16 << 20; // of all cues, which are kept
  private static final int MAX_DETOURS = 1 << 20;

  private final ByteSource source;
  private final int maxSamples;
  private final SampleIndex.Builder entries;
  private final Map<Integer, FileIndex.Detour> detours = new ConcurrentHashMap<>();
  private final @Nullable FileForm[] forms; // of each track; known when its first sample is
  private final List<MovieTrack> tracks;

  private int count; // of entries
  private boolean verbatim = true; // until a sample of sound or pictures has a detour
  private long textBytes;
  private long dropped;

  /// Starts with an empty index.
  FileIndexer(ByteSource source, Movie movie, int maxSamples) {
    this.source = source;
    this.maxSamples = maxSamples;
    this.entries = new SampleIndex.Builder(maxSamples);
    this.tracks = movie.tracks();
    this.forms = new FileForm[tracks.size()];
  }

  /// All that was added.
  FileIndex index() {
    return new FileIndex(entries.build(), detours, verbatim);
  }

  long dropped() {
    return dropped;
  }

  /// What puts the samples of each track into their form, for one thread.
  List<FileForm> forms() {
    List<FileForm> fresh = new ArrayList<>();
    for (int i = 0; i < forms.length; i++) {
      FileForm form = forms[i];
      fresh.add(new FileForm(tracks.get(i), form != null && form.isResizing()));
    }
    return fresh;
  }

  /// Appends samples in this order.
  ///
  /// @throws UnsupportedMediaException if there are too many
  void add(SampleOrder order) throws IOException {
    long size = source.size();
    for (SampleWalk walk = order.next(); walk != null; walk = order.next()) {
      if (!add(walk, size)) {
        dropped++;
        if (dropped > maxSamples) {
          throw new UnsupportedMediaException(
              "MP4: over %d samples that cannot be used".formatted(maxSamples));
        }
      }
    }
  }

  private boolean add(SampleWalk walk, long size) throws IOException {
    MovieTrack track = walk.track();
    SampleEntry entry = track.description(walk.description());
    if (entry == null
        || walk.bytes() == 0
        || walk.bytes() > Mp4Demuxer.MAX_SAMPLE_BYTES
        || walk.position() < 0
        || walk.position() > size - walk.bytes()) {
      return false;
    }
    if (track.track().codec() instanceof Codec.Text text) {
      return addText(walk, text);
    }
    Octets sets =
        track.hasSeveralDescriptions() && walk.keyframe()
            ? parameterSets(entry.codec())
            : Octets.EMPTY;
    FileForm form = form(walk);
    int stored = (int) walk.bytes();
    int payload = form.isResizing() ? measure(walk, form) : stored;
    if (payload != stored || !sets.isEmpty()) {
      detour(new FileIndex.Detour(stored, sets));
      verbatim = false;
    }
    append(walk, payload + sets.length(), walk.keyframe());
    return true;
  }

  private void append(SampleWalk walk, int bytes, boolean keyframe) {
    entries.add(
        walk.position(),
        walk.dtsMicros(),
        walk.ptsOffsetMicros(),
        bytes,
        walk.track().track().id(),
        keyframe);
    count++;
  }

  private void detour(FileIndex.Detour detour) {
    if (detours.size() >= MAX_DETOURS) {
      throw new UnsupportedMediaException(
          "MP4: over %d samples that are not stored as they are played".formatted(MAX_DETOURS));
    }
    detours.put(count, detour);
  }

  private boolean addText(SampleWalk walk, Codec.Text codec) throws IOException {
    if (walk.bytes() > MAX_TEXT_SAMPLE_BYTES) {
      return false;
    }
    Octets cue = TextSample.read(codec, read(walk), walk.durationMicros());
    if (cue == null) {
      return true; // Nothing is shown.
    }
    textBytes += cue.length();
    if (textBytes > MAX_TEXT_BYTES) {
      return false;
    }
    detour(new FileIndex.Detour(0, cue));
    append(walk, cue.length(), true);
    return true;
  }

  private FileForm form(SampleWalk walk) throws IOException {
    MovieTrack track = walk.track();
    FileForm form = forms[track.track().id() - 1];
    if (form == null) {
      boolean looked = track.track().codec() instanceof Codec.Av1;
      form =
          new FileForm(track, FileForm.resizes(track, looked ? read(walk) : Unpooled.EMPTY_BUFFER));
      forms[track.track().id() - 1] = form;
    }
    return form;
  }

  private int measure(SampleWalk walk, FileForm form) throws IOException {
    ByteBuf payload = Unpooled.buffer();
    form.convert(read(walk), payload);
    return payload.readableBytes();
  }

  private ByteBuf read(SampleWalk walk) throws IOException {
    ByteBuf stored = Unpooled.buffer((int) walk.bytes());
    source.read(walk.position(), stored, (int) walk.bytes());
    return stored;
  }

  /// All parameter sets in the form of a sample.
  private static Octets parameterSets(Codec codec) {
    ByteBuf out = Unpooled.buffer();
    switch (codec) {
      case Codec.Avc avc -> {
        write(avc.sps(), out);
        write(avc.pps(), out);
      }
      case Codec.Hevc hevc -> {
        write(hevc.vps(), out);
        write(hevc.sps(), out);
        write(hevc.pps(), out);
      }
      case Codec.Video _, Codec.Audio _, Codec.Text _, Codec.Data _ -> {
        // All descriptions are the same.
      }
    }
    return Octets.copyOf(out);
  }

  private static void write(List<Octets> sets, ByteBuf out) {
    for (Octets set : sets) {
      out.writeInt(set.length());
      set.writeTo(out);
    }
  }
}
