package dev.weir.flv;

import dev.weir.amf.Amf0Reader;
import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Picture;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `onMetaData`: what a stream says about itself as a whole (FLV E.5; Enhanced RTMP v2, Enhancing
/// onMetaData).
final class FlvMetadata {
  private static final String NAME = "onMetaData";

  /// What a publisher says that is wrong once its stream goes on through a server: the tracks are
  /// described anew, and a live stream has neither an end nor an index.
  private static final Set<String> REPLACED =
      Set.of(
          "width",
          "height",
          "framerate",
          "videocodecid",
          "audiocodecid",
          "audiosamplerate",
          "audiosamplesize",
          "audiochannels",
          "stereo",
          "videoTrackIdInfoMap",
          "audioTrackIdInfoMap",
          "duration",
          "filesize",
          "keyframes",
          "canSeekToEnd",
          "hasKeyframes",
          "lasttimestamp",
          "lastkeyframetimestamp",
          "lastkeyframelocation");

  private FlvMetadata() {}

  /// The values of `message` if it is onMetaData, otherwise `others`. Moves no index.
  static AmfValue.@Nullable Keyed valuesOf(ByteBuf message, AmfValue.@Nullable Keyed others) {
    try {
      Amf0Reader reader = new Amf0Reader(message.duplicate());
      boolean named = reader.hasMore() && reader.read().equals(AmfValue.of(NAME));
      return named && reader.hasMore() && reader.read() instanceof AmfValue.Keyed values
          ? values
          : others;
    } catch (MediaException _) {
      return others; // A message of a publisher that is no AMF0 says nothing.
    }
  }

  static void write(List<Track> tracks, AmfValue.@Nullable Keyed published, ByteBuf out) {
    AmfValue.Builder values = AmfValue.object();
    if (published != null) {
      published.properties().entrySet().stream()
          .filter(value -> !REPLACED.contains(value.getKey()))
          .forEach(value -> values.with(value.getKey(), value.getValue()));
    }
    describeKind(videos(tracks).toList(), "videoTrackIdInfoMap", values);
    describeKind(audios(tracks).toList(), "audioTrackIdInfoMap", values);
    Amf0Writer.writeAll(out, AmfValue.of(NAME), values.buildEcmaArray());
  }

  private static Stream<Codec> videos(List<Track> tracks) {
    return tracks.stream().filter(Track::isVideo).map(Track::codec);
  }

  private static Stream<Codec> audios(List<Track> tracks) {
    return tracks.stream().filter(Track::isAudio).map(Track::codec);
  }

  /// The first track at the top, the others in a map by track number.
  private static void describeKind(List<Codec> codecs, String mapName, AmfValue.Builder values) {
    if (codecs.isEmpty()) {
      return;
    }
    describe(codecs.getFirst(), true, values);
    if (codecs.size() > 1) {
      AmfValue.Builder map = AmfValue.object();
      for (int number = 1; number < codecs.size(); number++) {
        AmfValue.Builder track = AmfValue.object();
        describe(codecs.get(number), false, track);
        map.with(Integer.toString(number), track.build());
      }
      values.with(mapName, map.build());
    }
  }

  private static void describe(Codec codec, boolean legacy, AmfValue.Builder values) {
    switch (codec) {
      case Codec.Video video -> describe(video, legacy, values);
      case Codec.Audio audio -> describe(audio, legacy, values);
      case Codec.Text _, Codec.Data _ -> {}
    }
  }

  private static void describe(Codec.Video codec, boolean legacy, AmfValue.Builder values) {
    int id = VideoCodecId.of(codec);
    values.with("videocodecid", unsigned(legacy ? VideoCodecId.inMetadata(id) : id));
    Picture picture = codec.picture();
    if (picture.width() > 0 && picture.height() > 0) {
      values.with("width", picture.width()).with("height", picture.height());
    }
    if (picture.framesPerSecond() > 0) {
      values.with("framerate", picture.framesPerSecond());
    }
  }

  private static void describe(Codec.Audio codec, boolean legacy, AmfValue.Builder values) {
    int id = AudioCodecId.of(codec);
    values
        .with("audiocodecid", unsigned(legacy ? AudioCodecId.inMetadata(id) : id))
        .with("audiosamplerate", codec.sampleRate())
        .with("audiosamplesize", codec instanceof Codec.Pcm pcm ? pcm.bits() : 16)
        .with("audiochannels", codec.channels())
        .with("stereo", codec.channels() == 2);
  }

  private static double unsigned(int id) {
    return Integer.toUnsignedLong(id);
  }
}
