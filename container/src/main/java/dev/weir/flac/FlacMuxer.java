package dev.weir.flac;

import dev.weir.media.Codec;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Writes native FLAC (RFC 9639 7) of the first FLAC track: `fLaC`, STREAMINFO, frames.
///
/// STREAMINFO says neither how long the stream is nor its checksum, for nobody knows yet. A reader
/// can join at every frame. Decoders place frames by their numbers: where these go back, because
/// the source began anew, they are written so that they go on. Not thread-safe.
public final class FlacMuxer implements Muxer {
  private static final int MAGIC = 0x664C6143; // "fLaC"
  private static final int LAST_BLOCK_STREAMINFO = 0x80;
  private static final int TOTAL_INDEX = 13; // of the byte whose low half begins the total
  private static final int TOTAL_AND_MD5_BYTES = 4 + 16;
  private static final long FRAMES_MASK =
      (1L << 31) - 1; // 9.1.5: as many bits as a number may have
  private static final long SAMPLES_MASK = (1L << 36) - 1;

  private final FlacCrc crc = new FlacCrc();

  private int trackId; // 0 until a FLAC track comes
  private Codec.@Nullable Flac codec; // of that track
  private long next; // the number behind the last frame
  private long shift; // from the source's numbers to those written, since they last went back

  /// Whether `.flac` can be written of `codec`.
  public static boolean carries(Codec codec) {
    return codec instanceof Codec.Flac;
  }

  @Override
  public void header(ByteBuf out) {
    if (codec == null) {
      return;
    }
    out.writeInt(MAGIC);
    out.writeByte(LAST_BLOCK_STREAMINFO).writeMedium(StreamInfo.BYTES);
    int start = out.writerIndex();
    codec.streamInfo().slice(0, TOTAL_INDEX + 1).writeTo(out);
    out.setByte(start + TOTAL_INDEX, out.getByte(start + TOTAL_INDEX) & 0xF0);
    out.writeZero(TOTAL_AND_MD5_BYTES);
  }

  @Override
  public void track(Track track, ByteBuf out) {
    boolean ours = trackId == 0 || trackId == track.id();
    if (ours && track.codec() instanceof Codec.Flac flac) {
      trackId = track.id();
      codec = flac;
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    Codec.Flac known = codec;
    if (known == null || trackId != sample.trackId()) {
      return;
    }
    ByteBuf frame = sample.payload();
    int headerBytes = FlacFrame.headerBytes(frame, frame.readerIndex(), frame.writerIndex());
    if (headerBytes <= 0 || frame.readableBytes() < headerBytes + FlacFrame.CRC_BYTES) {
      out.writeBytes(frame); // Damaged: decoders pass over it.
      return;
    }
    long found = FlacFrame.number(frame);
    long mask = FlacFrame.countsFrames(frame) ? FRAMES_MASK : SAMPLES_MASK;
    if (found + shift < next) {
      shift = next - found;
    }
    long number = (found + shift) & mask;
    next = number + (mask == FRAMES_MASK ? 1 : FlacFrame.samples(frame, known));
    if (number == found) {
      out.writeBytes(frame);
    } else {
      FlacFrame.write(frame, headerBytes, number, crc, out);
    }
  }
}
