package dev.weir.ts;

import dev.weir.aac.AdtsFrames;
import dev.weir.ac3.Ac3Frames;
import dev.weir.elementary.FrameFormat;
import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import dev.weir.media.TrackSink;
import dev.weir.mpegaudio.MpegAudioFrames;
import dev.weir.opus.OpusHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The elementary streams of the program that is read, and the tracks they are.
///
/// When the map changes, a stream that is still there goes on. A new one takes the track of one of
/// its kind that went, so that an encoder that comes back with other PIDs does not look like more
/// tracks. Not thread-safe.
final class ProgramStreams {
  private static final int MAX_SOUND_PACKET_BYTES = 1 << 16;
  private static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final int MAX_PICTURE_BYTES = 8 << 20;
  private static final int DVB_OPUS_TAG = 0x80;
  private static final int MAX_OPUS_CHANNELS = 8;

  /// A stream and what reads it.
  private record Reading(ProgramMap.Stream stream, TrackOutput output, PidState state) {}

  /// A track that no stream is read for.
  private record Idle(Codec.Kind kind, TrackOutput output) {}

  private final TrackSink sink;
  private final TsProgress progress;
  private final ProgramClock clock = new ProgramClock();
  private final Map<Integer, Reading> readings = new HashMap<>(); // by PID
  private final List<Idle> idle = new ArrayList<>();

  private int tracks; // so far

  ProgramStreams(TrackSink sink, TsProgress progress) {
    this.sink = sink;
    this.progress = progress;
  }

  /// Takes the map that is now in force, and puts its streams into `pids` in place of those before.
  ///
  /// @param mapPid which is no stream whatever the map says
  void apply(ProgramMap map, int mapPid, @Nullable PidState[] pids) {
    Set<Integer> kept = new HashSet<>();
    for (ProgramMap.Stream stream : map.streams()) {
      Reading reading = readings.get(stream.pid());
      if (reading != null && reading.stream.format() == stream.format()) {
        reading.output.language(Descriptors.language(stream.descriptors()));
        kept.add(stream.pid());
      }
    }
    List.copyOf(readings.keySet()).stream()
        .filter(pid -> !kept.contains(pid))
        .forEach(pid -> remove(pid, pids));
    for (ProgramMap.Stream stream : map.streams()) {
      if (stream.pid() != mapPid && !readings.containsKey(stream.pid())) {
        add(stream, pids);
      }
    }
  }

  /// Ends the stream on `pid`, if one is read there.
  void remove(int pid, @Nullable PidState[] pids) {
    Reading reading = readings.remove(pid);
    if (reading != null) {
      reading.state.reader().end();
      reading.state.reader().close();
      idle.add(new Idle(reading.stream.format().kind(), reading.output));
      pids[pid] = null;
    }
  }

  private void add(ProgramMap.Stream stream, @Nullable PidState[] pids) {
    TrackOutput output = output(stream);
    PidState state = new PidState(reader(stream, output));
    readings.put(stream.pid(), new Reading(stream, output, state));
    pids[stream.pid()] = state;
  }

  private TrackOutput output(ProgramMap.Stream stream) {
    String language = Descriptors.language(stream.descriptors());
    for (Idle candidate : idle) {
      if (candidate.kind == stream.format().kind()) {
        idle.remove(candidate);
        candidate.output.language(language);
        return candidate.output;
      }
    }
    tracks++;
    return new TrackOutput(tracks, language, progress, sink);
  }

  private PidReader reader(ProgramMap.Stream stream, TrackOutput output) {
    return switch (stream.format()) {
      case AVC, HEVC, MPEG2 -> {
        DolbyVision dolbyVision = Descriptors.dolbyVision(stream.descriptors());
        yield new PesReader(new VideoStream(stream.format(), dolbyVision, clock, output));
      }
      case AV1 -> packets(new Av1Units(), MAX_PICTURE_BYTES, output);
      case ADTS -> sound(new AdtsFrames(), output);
      case LATM -> sound(new AudioFrames.Loas(), output);
      case MPEG_AUDIO -> sound(new MpegAudioFrames(), output);
      case AC3 -> sound(new Ac3Frames(), output);
      case OPUS -> packets(new OpusUnits(opus(stream)), MAX_SOUND_PACKET_BYTES, output);
      case ID3 -> packets(new Id3Tags(), MAX_MESSAGE_BYTES, output);
      case KLV -> packets(new KlvUnits(), MAX_MESSAGE_BYTES, output);
      case KLV_CELLS -> packets(new KlvCells(), MAX_MESSAGE_BYTES, output);
      case SCTE35 ->
          new SectionReader(
              SpliceInfo.MIN_BYTES,
              SectionReader.MAX_PRIVATE_BYTES,
              new SpliceSections(clock, output));
    };
  }

  private PidReader sound(FrameFormat format, TrackOutput output) {
    return sound(new AudioFrames.Single(format), output);
  }

  private PidReader sound(AudioFrames frames, TrackOutput output) {
    return new PesReader(new AudioStream(frames, clock, output));
  }

  private PidReader packets(PacketStream.Form form, int maxBytes, TrackOutput output) {
    return new PesReader(new PacketStream(form, maxBytes, clock, output));
  }

  // Opus in MPEG-TS draft: extension descriptor 0x80 with channel_config_code.
  private static Codec.Opus opus(ProgramMap.Stream stream) {
    Octets body = Descriptors.find(stream.descriptors(), Descriptors.DVB_EXTENSION);
    if (body == null || body.length() < 2 || body.at(0) != DVB_OPUS_TAG) {
      return OpusHead.of(2);
    }
    int channels = body.at(1);
    return OpusHead.of(channels >= 1 && channels <= MAX_OPUS_CHANNELS ? channels : 2);
  }

  /// Says that no more packets follow.
  void end() {
    readings.values().forEach(reading -> reading.state.reader().end());
  }
}
