package dev.weir.matroska;

import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.SyncPoints;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes an endless Matroska or WebM file: Segment and Clusters of unknown size (RFC 9559 23.2),
/// every sample a block of its own, so that nothing waits.
///
/// A cluster begins wherever a viewer can start ([SyncPoints]), so that the header and what comes
/// from there on are a file.
///
/// A track whose parameter sets change tells them in band with its next keyframe, and a track that
/// is new is there for those who join from then on: a Segment names its tracks once. Tracks and
/// samples that the document type cannot carry are left out. Not thread-safe.
public final class MatroskaMuxer implements Muxer {
  private static final int CLUSTER_MILLIS = 5_000;

  // How far behind a keyframe the samples of other tracks may come and still lie in its cluster at
  // a time not before it.
  private static final int INTERLEAVING_MILLIS = 1_000;

  private final DocType type;
  private final Map<Integer, Output> outputs = new LinkedHashMap<>(); // by Track.id

  private final SyncPoints syncPoints = new SyncPoints(); // of the main track

  private @Nullable Output main; // changes with the tracks
  private boolean clusterOpen; // since the first sample
  private long clusterMillis;

  /// A track and what was written of it.
  private static final class Output {
    WrittenTrack track;
    boolean started; // since its first block
    long newestMillis; // of its blocks
    ByteBuf changedSets = Unpooled.EMPTY_BUFFER; // to go before its next keyframe

    Output(WrittenTrack track) {
      this.track = track;
    }
  }

  /// Writes documents of `type`.
  public MatroskaMuxer(DocType type) {
    this.type = type;
  }

  /// Appends a Void element (RFC 8794 11.3.2), which may stand before any block: nothing.
  public static void nothing(int bodyBytes, ByteBuf out) {
    EbmlWriter.head(Ids.VOID, bodyBytes, out);
    out.writeZero(bodyBytes);
  }

  @Override
  public void header(ByteBuf out) {
    FileHeader.ebml(type, out);
    EbmlWriter.openHead(Ids.SEGMENT, out);
    FileHeader.info(-1, out);
    FileHeader.tracks(outputs.values().stream().map(output -> output.track).toList(), type, out);
  }

  @Override
  public void track(Track track, ByteBuf out) {
    if (!type.carries(track.codec())) {
      return;
    }
    Output output = outputs.get(track.id());
    if (output == null) {
      output = new Output(new WrittenTrack(track, outputs.size() + 1, type));
      outputs.put(track.id(), output);
      boolean isMain = main == null || SyncPoints.MAIN_FIRST.compare(track, main.track.track()) < 0;
      main = isMain ? output : main;
      return;
    }
    if (output.started && !output.track.track().codec().equals(track.codec())) {
      output.changedSets = parameterSets(track.codec());
    }
    output.track = new WrittenTrack(track, output.track.number(), type);
  }

  private static ByteBuf parameterSets(Codec codec) {
    ByteBuf sets = Unpooled.buffer();
    switch (codec) {
      case Codec.Avc(_, var sps, var pps, _) -> {
        append(sps, sets);
        append(pps, sets);
      }
      case Codec.Hevc(_, var vps, var sps, var pps, _, _) -> {
        append(vps, sets);
        append(sps, sets);
        append(pps, sets);
      }
      default -> {} // VP8, VP9 and AV1 tell all in band anyway, sound has no way to.
    }
    return sets;
  }

  private static void append(List<Octets> sets, ByteBuf out) {
    for (Octets set : sets) {
      out.ensureWritable(NalUnits.LENGTH_BYTES + set.length()).writeInt(set.length());
      set.writeTo(out);
    }
  }

  /// {@inheritDoc}
  ///
  /// @throws dev.weir.media.MalformedMediaException if a cue has no duration
  @Override
  public void sample(Sample sample, ByteBuf out) {
    Output output = outputs.get(sample.trackId());
    if (output == null) {
      return;
    }
    output.track.check(sample.payload());
    long millis = output.track.millis(sample.ptsMicros());
    if (millis < Short.MIN_VALUE) {
      return; // Clusters begin at 0 or later, and this is further before them than a block can say.
    }
    if (isClusterDue(output, sample, millis)) {
      clusterMillis = earliestMillis(output, sample, millis);
      EbmlWriter.openHead(Ids.CLUSTER, out);
      EbmlWriter.unsigned(Ids.TIMESTAMP, clusterMillis, out);
      clusterOpen = true;
    }
    output.started = true;
    output.newestMillis = millis;
    block(output, sample, (int) (millis - clusterMillis), out);
  }

  private static void block(Output output, Sample sample, int millis, ByteBuf out) {
    if (sample.keyframe() && output.changedSets.isReadable()) {
      output.track.write(millis, true, output.changedSets, sample.payload(), out);
      output.changedSets = Unpooled.EMPTY_BUFFER;
    } else {
      output.track.write(millis, sample.keyframe(), sample.payload(), out);
    }
  }

  private boolean isClusterDue(Output output, Sample sample, long millis) {
    long relative = millis - clusterMillis;
    boolean isMain = output == main;
    return (isMain && syncPoints.isNext(output.track.track(), sample))
        || (isMain && relative >= CLUSTER_MILLIS)
        || !clusterOpen
        || relative < Short.MIN_VALUE
        || relative > Short.MAX_VALUE;
  }

  /// What to count a cluster's times from, so that none in it is negative if tracks are interleaved
  /// well: Chromium's parser for Media Source Extensions refuses those.
  private long earliestMillis(Output own, Sample sample, long millis) {
    long earliest = Math.min(millis, Timescale.MILLIS.fromMicros(sample.dtsMicros()));
    for (Output output : outputs.values()) {
      if (output.started && output != own) {
        earliest = Math.min(earliest, output.newestMillis);
      }
    }
    return Math.max(0, Math.max(earliest, millis - INTERLEAVING_MILLIS));
  }
}
