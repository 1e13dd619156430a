package dev.weir.ogg;

import dev.weir.flac.StreamInfo;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.UnsupportedMediaException;
import dev.weir.theora.TheoraHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One track while it is written: its headers, pages and granule positions.
final class OggTrack {
  private static final String VENDOR = "Weir";
  private static final int METADATA_LAST_COMMENT = 0x84;
  private static final int BLOCK_HEADER_BYTES = 4;
  private static final int NO_RATE = 1000; // units a second if nobody knows the frame rate
  private static final int NTSC_DENOMINATOR = 1001;

  private final Track track;
  private final PageWriter pages;
  private final Granules granules;
  private final ByteBuf held = Unpooled.buffer(0); // of a file: the newest packet; on the heap

  private boolean holds; // whether a packet is kept
  private long heldGranule;

  private OggTrack(Track track, PageWriter pages, Granules granules) {
    this.track = track;
    this.pages = pages;
    this.granules = granules;
  }

  /// @throws dev.weir.media.MediaException if the headers of its codec cannot be read
  static OggTrack of(Track track, int serial) {
    return switch (track.codec()) {
      case Codec.Theora theora ->
          make(
              track,
              serial,
              List.of(theora.identification(), theora.comment(), theora.setup()),
              new Granules.OfTheora(TheoraHeaders.parse(theora.identification())));
      case Codec.Vp8 vp8 -> vp8(track, serial, vp8.picture());
      case Codec.Vorbis vorbis ->
          make(
              track,
              serial,
              List.of(vorbis.identification(), vorbis.comment(), vorbis.setup()),
              Granules.OfSound.vorbis(vorbis));
      case Codec.Opus opus ->
          make(track, serial, List.of(opus.head(), opusTags()), Granules.OfSound.opus(opus));
      case Codec.Flac flac -> make(track, serial, flacHeaders(flac), Granules.OfSound.flac(flac));
      default -> throw new UnsupportedMediaException("Ogg: " + track.codec().name());
    };
  }

  private static OggTrack make(Track track, int serial, List<Octets> headers, Granules granules) {
    return new OggTrack(track, new PageWriter(serial, headers), granules);
  }

  /// RFC 7845 5.2.
  private static Octets opusTags() {
    ByteBuf out = Unpooled.buffer(24);
    out.writeCharSequence("OpusTags", StandardCharsets.US_ASCII);
    return Octets.copyOf(comment(out));
  }

  private static ByteBuf comment(ByteBuf out) {
    out.writeIntLE(VENDOR.length()).writeCharSequence(VENDOR, StandardCharsets.US_ASCII);
    return out.writeIntLE(0);
  }

  private static List<Octets> flacHeaders(Codec.Flac flac) {
    ByteBuf first = Unpooled.buffer(64);
    FlacMapping.MAGIC.writeTo(first);
    first.writeByte(1).writeByte(0).writeShort(1); // version 1.0, one more header
    first.writeCharSequence("fLaC", StandardCharsets.US_ASCII);
    first.writeByte(0).writeMedium(StreamInfo.BYTES);
    flac.streamInfo().writeTo(first);
    ByteBuf second = comment(Unpooled.buffer(24).writeInt(METADATA_LAST_COMMENT << 24));
    second.setMedium(1, second.readableBytes() - BLOCK_HEADER_BYTES);
    return List.of(Octets.copyOf(first), Octets.copyOf(second));
  }

  private static OggTrack vp8(Track track, int serial, Picture picture) {
    UnitClock clock = clock(picture.framesPerSecond());
    ByteBuf first = Unpooled.buffer(Vp8Mapping.HEADER_BYTES);
    Vp8Mapping.MAGIC.writeTo(first);
    first.writeByte(1).writeByte(1).writeByte(0); // the identification, of version 1.0
    first.writeShort(picture.width()).writeShort(picture.height());
    first.writeMedium(1).writeMedium(1);
    first.writeInt((int) clock.numerator()).writeInt((int) clock.denominator());
    ByteBuf second = Unpooled.buffer(24);
    Vp8Mapping.MAGIC.writeTo(second);
    second.writeByte(2).writeByte(' ');
    List<Octets> headers = List.of(Octets.copyOf(first), Octets.copyOf(comment(second)));
    return make(track, serial, headers, new Granules.OfVp8(clock));
  }

  /// The rate as a fraction: of whole frames a second, or the same divided by 1.001.
  private static UnitClock clock(double framesPerSecond) {
    long whole = Math.round(framesPerSecond);
    if (whole < 1 || whole > NO_RATE) {
      return UnitClock.ofRate(NO_RATE);
    }
    if (Math.abs(framesPerSecond - whole) < 1e-3) {
      return UnitClock.ofRate((int) whole);
    }
    double ntsc = framesPerSecond * NTSC_DENOMINATOR / 1000;
    return Math.abs(ntsc - Math.round(ntsc)) < 1e-3
        ? new UnitClock(Math.round(ntsc) * 1000, NTSC_DENOMINATOR)
        : UnitClock.ofRate(NO_RATE);
  }

  Track track() {
    return track;
  }

  PageWriter pages() {
    return pages;
  }

  /// Writes a sample; or, for a file, keeps it and writes the one before.
  void sample(Sample sample, long baseMicros, boolean file, ByteBuf out) {
    ByteBuf payload = sample.payload();
    long ptsMicros = sample.ptsMicros() - baseMicros;
    long granule = granules.granule(ptsMicros, sample.keyframe(), payload);
    if (!file) {
      pages.packet(payload, granule, out);
      return;
    }
    if (holds) {
      pages.packet(held, heldGranule, out);
    }
    held.clear().writeBytes(payload);
    heldGranule = granule;
    holds = true;
  }

  /// Ends the stream, with the sample that was kept if there is one.
  void end(ByteBuf out) {
    if (holds) {
      pages.lastPacket(held, heldGranule, out);
      holds = false;
    } else {
      pages.end(out);
    }
  }
}
