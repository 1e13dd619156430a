package dev.weir.media.file;

import dev.weir.h26x.AvcConfiguration;
import dev.weir.h26x.HevcConfiguration;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;

/// A track in a [StoredIndex]:
///
/// ```
/// |id (32)|codec, its place in Codec (8)|  fields of the codec's record in their order
/// |language: bytes (32), UTF-8|title: bytes (32), UTF-8|     no bytes if there is none
/// ```
///
/// Numbers have 32 bits, flags 8; what is one of several has its name; octets and texts follow
/// their length in 32 bits, lists their count in 32.
final class TrackRecord {
  private static final int AVC = 1;
  private static final int HEVC = 2;
  private static final int AV1 = 3;
  private static final int VP8 = 4;
  private static final int VP9 = 5;
  private static final int THEORA = 6;
  private static final int OTHER_VIDEO = 7;
  private static final int AAC = 8;
  private static final int OPUS = 9;
  private static final int VORBIS = 10;
  private static final int MP3 = 11;
  private static final int AC3 = 12;
  private static final int FLAC = 13;
  private static final int G711 = 14;
  private static final int PCM = 15;
  private static final int OTHER_AUDIO = 16;
  private static final int TEXT = 17;
  private static final int DATA = 18;

  private static final int MAX_RATE = 10_000_000;
  private static final int MAX_CHANNELS = 255;

  private TrackRecord() {}

  static void write(Track track, ByteBuf out) {
    out.writeInt(track.id());
    FieldWriter fields = new FieldWriter(out);
    switch (track.codec()) {
      case Codec.Video video -> writeVideo(video, fields);
      case Codec.Audio audio -> writeAudio(audio, fields);
      case Codec.Text(var format, var header) ->
          fields.tag(TEXT).text(format.name()).octets(header);
      case Codec.Data(var format) -> fields.tag(DATA).text(format.name());
    }
    fields.text(track.language()).text(track.title());
  }

  private static void writeVideo(Codec.Video codec, FieldWriter fields) {
    switch (codec) {
      case Codec.Avc(var record, var sps, var pps, _) ->
          fields.tag(AVC).octets(record).list(sps).list(pps);
      case Codec.Hevc(var record, var vps, var sps, var pps, _, var name) ->
          fields.tag(HEVC).octets(record).list(vps).list(sps).list(pps).text(name);
      case Codec.Av1(var record, _, var name) -> fields.tag(AV1).octets(record).text(name);
      case Codec.Vp8 _ -> fields.tag(VP8);
      case Codec.Vp9(int profile, int level, _) -> fields.tag(VP9).number(profile).number(level);
      case Codec.Theora(var identification, var comment, var setup, _) ->
          fields.tag(THEORA).octets(identification).octets(comment).octets(setup);
      case Codec.OtherVideo(var name, var record, _) ->
          fields.tag(OTHER_VIDEO).text(name).octets(record);
    }
    fields.picture(codec.picture());
  }

  private static void writeAudio(Codec.Audio codec, FieldWriter fields) {
    switch (codec) {
      case Codec.Aac(var record, int type, _, _, int samples) ->
          fields.tag(AAC).octets(record).number(type).number(samples);
      case Codec.Opus(var head, _, int preSkip) -> fields.tag(OPUS).octets(head).number(preSkip);
      case Codec.Vorbis(var identification, var comment, var setup, _, _) ->
          fields.tag(VORBIS).octets(identification).octets(comment).octets(setup);
      case Codec.Mp3(int layer, _, _) -> fields.tag(MP3).number(layer);
      case Codec.Ac3(boolean enhanced, var record, _, _) ->
          fields.tag(AC3).flag(enhanced).octets(record);
      case Codec.Flac(var streamInfo, _, _) -> fields.tag(FLAC).octets(streamInfo);
      case Codec.G711(boolean aLaw, _, _) -> fields.tag(G711).flag(aLaw);
      case Codec.Pcm(int bits, boolean bigEndian, boolean floating, _, _) ->
          fields.tag(PCM).number(bits).flag(bigEndian).flag(floating);
      case Codec.OtherAudio(var name, var record, _, _) ->
          fields.tag(OTHER_AUDIO).text(name).octets(record);
    }
    fields.number(codec.sampleRate()).number(codec.channels());
  }

  /// Reads one track and moves the index behind it.
  ///
  /// @throws MalformedMediaException if it is cut short, or a field is out of its range
  static Track read(ByteBuf in) {
    FieldReader fields = new FieldReader(in);
    int id = fields.number(1, Integer.MAX_VALUE);
    int tag = fields.tag();
    Codec codec =
        switch (tag) {
          case TEXT -> new Codec.Text(fields.choice(Codec.Text.Format.values()), fields.octets());
          case DATA -> new Codec.Data(fields.choice(Codec.Data.Format.values()));
          default -> tag >= AAC ? audio(tag, fields) : video(tag, fields);
        };
    return new Track(id, codec, fields.textOrNull(), fields.textOrNull());
  }

  private static Codec video(int tag, FieldReader in) {
    return switch (tag) {
      case AVC -> {
        Codec.Avc codec = new Codec.Avc(in.octets(), in.list(), in.list(), in.picture());
        AvcConfiguration.parse(codec.configuration());
        yield codec;
      }
      case HEVC -> {
        Codec.Hevc codec = hevc(in);
        HevcConfiguration.parse(codec.configuration());
        yield codec;
      }
      case AV1 -> {
        var record = in.octets();
        String name = in.text();
        yield new Codec.Av1(record, in.picture(), name);
      }
      case VP8 -> new Codec.Vp8(in.picture());
      case VP9 -> new Codec.Vp9(in.number(0, 3), in.number(0, 255), in.picture());
      case THEORA -> new Codec.Theora(in.octets(), in.octets(), in.octets(), in.picture());
      case OTHER_VIDEO -> new Codec.OtherVideo(in.text(), in.octets(), in.picture());
      default -> throw new MalformedMediaException("Stored index: codec " + tag);
    };
  }

  private static Codec.Hevc hevc(FieldReader in) {
    var record = in.octets();
    var vps = in.list();
    var sps = in.list();
    var pps = in.list();
    String name = in.text();
    return new Codec.Hevc(record, vps, sps, pps, in.picture(), name);
  }

  private static Codec audio(int tag, FieldReader in) {
    return switch (tag) {
      case AAC -> {
        var record = in.octets();
        int type = in.number(0, 255);
        int samples = in.number(1, 1 << 16);
        yield new Codec.Aac(record, type, rate(in), channels(in), samples);
      }
      case OPUS -> {
        var head = in.octets();
        int preSkip = in.number(0, 1 << 16);
        rate(in);
        yield new Codec.Opus(head, channels(in), preSkip);
      }
      case VORBIS ->
          new Codec.Vorbis(in.octets(), in.octets(), in.octets(), rate(in), channels(in));
      case MP3 -> new Codec.Mp3(in.number(1, 3), rate(in), channels(in));
      case AC3 -> new Codec.Ac3(in.flag(), in.octets(), rate(in), channels(in));
      case FLAC -> new Codec.Flac(in.octets(), rate(in), channels(in));
      case G711 -> new Codec.G711(in.flag(), rate(in), channels(in));
      case PCM -> new Codec.Pcm(in.number(8, 64), in.flag(), in.flag(), rate(in), channels(in));
      case OTHER_AUDIO -> new Codec.OtherAudio(in.text(), in.octets(), rate(in), channels(in));
      default -> throw new MalformedMediaException("Stored index: codec " + tag);
    };
  }

  private static int rate(FieldReader in) {
    return in.number(1, MAX_RATE);
  }

  private static int channels(FieldReader in) {
    return in.number(1, MAX_CHANNELS);
  }
}
