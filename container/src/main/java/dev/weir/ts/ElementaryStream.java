package dev.weir.ts;

import dev.weir.aac.AdtsHeader;
import dev.weir.h26x.AnnexBWriter;
import dev.weir.h26x.Mpeg2Unit;
import dev.weir.media.Codec;
import dev.weir.media.DolbyVision;
import dev.weir.media.Octets;
import dev.weir.media.Track;
import dev.weir.media.UnsupportedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/// How one track appears in the program map, and how its samples are carried.
///
/// @param pid the PID: 0x100 plus the track's id, so that it is the same in every segment
/// @param streamType stream_type (ISO/IEC 13818-1 table 2-34 and its users)
/// @param streamId stream_id of the PES packets; 0 for sections
/// @param video whether this is video
/// @param audio whether this is audio
/// @param descriptors ES_info
/// @param programDescriptors what this stream needs in program_info
/// @param form how samples lie in the data
record ElementaryStream(
    int pid,
    int streamType,
    int streamId,
    boolean video,
    boolean audio,
    Octets descriptors,
    Octets programDescriptors,
    ElementaryForm form) {

  private static final int FIRST_PID = 0x100;
  private static final int MAX_TRACK_ID = 0xE00;

  private static final int VIDEO = 0xE0;
  private static final int AUDIO = 0xC0;
  private static final int PRIVATE_STREAM_1 = 0xBD;
  private static final int SECTIONS = 0;

  // The metadata descriptors that Apple's "Timed Metadata for HTTP Live Streaming" asks for.
  private static final Octets ID3_POINTER = Octets.ofHex("250F FFFF49443320 FF49443320 00 1F 0001");
  private static final Octets ID3_METADATA = Octets.ofHex("260D FFFF49443320 FF49443320 00 0F");

  /// Whether a transport stream can carry `codec` so that players read it.
  static boolean carries(Codec codec) {
    return switch (codec) {
      case Codec.Avc _, Codec.Hevc _, Codec.Av1 _, Codec.Mp3 _, Codec.Ac3 _ -> true;
      case Codec.OtherVideo other -> other.name().equals(Mpeg2Unit.CODEC_NAME);
      case Codec.Aac aac -> AdtsHeader.carries(aac);
      case Codec.Opus opus -> opus.channels() <= 8;
      case Codec.Data data ->
          switch (data.format()) {
            case ID3, SCTE35, KLV -> true;
            case AMF0, JSON -> false;
          };
      case Codec.Video _, Codec.Audio _, Codec.Text _ -> false;
    };
  }

  /// How `track` is carried.
  ///
  /// @throws UnsupportedMediaException if it cannot be
  static ElementaryStream of(Track track) {
    if (!carries(track.codec()) || track.id() < 1 || track.id() > MAX_TRACK_ID) {
      throw new UnsupportedMediaException(
          "TS: track " + track.id() + " of " + track.codec().name() + " cannot be carried");
    }
    return switch (track.codec()) {
      case Codec.Avc avc ->
          make(track, StreamType.AVC, VIDEO, "", new ElementaryForm.AnnexB(AnnexBWriter.of(avc)));
      case Codec.Hevc hevc -> {
        // What no other decoder can show is private data to it.
        DolbyVision dolbyVision = hevc.picture().dolbyVision();
        boolean alone = dolbyVision != null && dolbyVision.isAlone();
        yield make(
            track,
            alone ? StreamType.PRIVATE_PES : StreamType.HEVC,
            VIDEO,
            alone ? "DOVI" : "HEVC",
            new ElementaryForm.AnnexB(AnnexBWriter.of(hevc)));
      }
      case Codec.Av1 _ ->
          make(
              track,
              StreamType.PRIVATE_PES,
              PRIVATE_STREAM_1,
              "AV01",
              new ElementaryForm.StartCodedObus());
      case Codec.OtherVideo mpeg2 ->
          make(
              track,
              StreamType.MPEG2_VIDEO,
              VIDEO,
              "",
              new ElementaryForm.Mpeg2(mpeg2.configuration()));
      case Codec.Aac aac ->
          make(track, StreamType.ADTS, AUDIO, "", new ElementaryForm.Adts(AdtsHeader.of(aac)));
      case Codec.Mp3 mp3 ->
          make(
              track,
              mp3.sampleRate() < 32_000 ? StreamType.MPEG2_AUDIO : StreamType.MPEG1_AUDIO,
              AUDIO,
              "",
              asIs());
      case Codec.Ac3 ac3 ->
          ac3.enhanced()
              ? make(track, StreamType.EAC3, PRIVATE_STREAM_1, "EAC3", asIs())
              : make(track, StreamType.AC3, PRIVATE_STREAM_1, "AC-3", asIs());
      case Codec.Opus _ ->
          make(
              track,
              StreamType.PRIVATE_PES,
              PRIVATE_STREAM_1,
              "Opus",
              new ElementaryForm.OpusUnit());
      case Codec.Data data ->
          switch (data.format()) {
            case ID3 -> make(track, StreamType.METADATA, PRIVATE_STREAM_1, "", asIs());
            case SCTE35 ->
                make(
                    track,
                    StreamType.SPLICE_INFO,
                    SECTIONS,
                    "",
                    new ElementaryForm.SpliceSection());
            case KLV -> make(track, StreamType.PRIVATE_PES, PRIVATE_STREAM_1, "KLVA", asIs());
            case AMF0, JSON -> throw new AssertionError(data);
          };
      case Codec.Video _, Codec.Audio _, Codec.Text _ -> throw new AssertionError(track);
    };
  }

  private static ElementaryForm asIs() {
    return new ElementaryForm.AsIs();
  }

  private static ElementaryStream make(
      Track track, int type, int streamId, String registration, ElementaryForm form) {
    return new ElementaryStream(
        pidOf(track.id()),
        type,
        streamId,
        track.isVideo(),
        track.isAudio(),
        descriptors(track, registration),
        programDescriptors(track.codec()),
        form);
  }

  private static Octets descriptors(Track track, String registration) {
    ByteBuf out = Unpooled.buffer();
    if (!registration.isEmpty()) {
      registration(registration, out);
    }
    if (track.codec() instanceof Codec.Hevc hevc && hevc.picture().dolbyVision() != null) {
      // The record of MP4 as far as the descriptor goes, whose last two bits are reserved: ones.
      Octets record = hevc.picture().dolbyVision().configuration();
      out.writeByte(Descriptors.DOLBY_VISION).writeByte(Descriptors.DOLBY_VISION_BYTES);
      record.slice(0, Descriptors.DOLBY_VISION_BYTES - 1).writeTo(out);
      out.writeByte(record.at(Descriptors.DOLBY_VISION_BYTES - 1) | 0x03);
    }
    if (track.codec() instanceof Codec.Av1 av1) {
      // AV1 video descriptor: the start of the configuration record, and no word about HDR.
      out.writeByte(0x80).writeByte(4);
      av1.configuration().slice(0, 3).writeTo(out);
      out.writeByte(0xC0);
    }
    if (track.codec() instanceof Codec.Opus opus) {
      // Opus in MPEG-TS draft: extension descriptor 0x80 with channel_config_code.
      out.writeByte(0x7F).writeByte(2).writeByte(0x80).writeByte(opus.channels());
    }
    if (track.codec() instanceof Codec.Data(Codec.Data.Format format)
        && format == Codec.Data.Format.ID3) {
      ID3_METADATA.writeTo(out);
    }
    String language = track.language();
    if (language != null && language.matches("[a-zA-Z]{3}")) {
      out.writeByte(0x0A).writeByte(4); // ISO_639_language_descriptor
      out.writeCharSequence(language, StandardCharsets.US_ASCII);
      out.writeByte(0); // audio_type: undefined
    }
    return Octets.copyOf(out);
  }

  private static Octets programDescriptors(Codec codec) {
    if (codec instanceof Codec.Data(Codec.Data.Format format)) {
      switch (format) {
        case ID3 -> {
          return ID3_POINTER;
        }
        case SCTE35 -> {
          ByteBuf out = Unpooled.buffer(6);
          registration("CUEI", out);
          return Octets.copyOf(out);
        }
        case KLV, AMF0, JSON -> {}
      }
    }
    return Octets.EMPTY;
  }

  private static void registration(String identifier, ByteBuf out) {
    out.writeByte(0x05).writeByte(4);
    out.writeCharSequence(identifier, StandardCharsets.US_ASCII);
  }

  /// The PID of a track.
  static int pidOf(int trackId) {
    return FIRST_PID + trackId;
  }

  /// Whether samples are sections instead of PES packets.
  boolean sections() {
    return streamId == SECTIONS;
  }
}
