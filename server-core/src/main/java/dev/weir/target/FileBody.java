package dev.weir.target;

import dev.weir.feed.ProgressiveFormat;
import dev.weir.media.Muxer;
import dev.weir.media.Octets;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.mp4.Mp4Recorder;
import dev.weir.ogg.OggMuxer;
import dev.weir.subtitle.JsonMuxer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What is written into a recording: appended bytes, and in the end perhaps some that are written
/// over. Everything appended so far is a file that plays.
///
/// Not thread-safe.
sealed interface FileBody {
  /// Formats that learn of new tracks on their way; others need another file.
  Set<ProgressiveFormat> LEARNING =
      EnumSet.of(
          ProgressiveFormat.TS,
          ProgressiveFormat.FLV,
          ProgressiveFormat.OGG,
          ProgressiveFormat.H264,
          ProgressiveFormat.MP3,
          ProgressiveFormat.AAC,
          ProgressiveFormat.JSON,
          ProgressiveFormat.SRT,
          ProgressiveFormat.VTT);

  /// Formats of which two files one after the other are one.
  Set<ProgressiveFormat> APPENDABLE =
      EnumSet.of(
          ProgressiveFormat.TS,
          ProgressiveFormat.OGG,
          ProgressiveFormat.H264,
          ProgressiveFormat.MP3,
          ProgressiveFormat.AAC);

  /// A body in `format`.
  static FileBody of(ProgressiveFormat format, List<Track> tracks) {
    return format == ProgressiveFormat.MP4
        ? new Mp4(new Mp4Recorder(tracks))
        : new Muxed(format, format.muxer(tracks));
  }

  /// Appends the start of the file.
  void begin(ByteBuf out);

  /// Appends a track's new configuration.
  void track(Track track, ByteBuf out);

  /// Appends a sample, or keeps it for a moment.
  void sample(Sample sample, ByteBuf out);

  /// Appends the end of the file.
  void end(ByteBuf out);

  /// Writes what is only known in the end, when all that was appended is in the file.
  void complete(FileChannel file) throws IOException;

  /// MP4, in fragments until it is complete.
  final class Mp4 implements FileBody {
    private final Mp4Recorder recorder;

    private Mp4Recorder.Finish finish = // set by end
        new Mp4Recorder.Finish(0, Octets.EMPTY);

    Mp4(Mp4Recorder recorder) {
      this.recorder = recorder;
    }

    @Override
    public void begin(ByteBuf out) {
      recorder.begin(out);
    }

    @Override
    public void track(Track track, ByteBuf out) {
      throw new IllegalStateException("a new file was to begin");
    }

    @Override
    public void sample(Sample sample, ByteBuf out) {
      recorder.sample(sample, out);
    }

    @Override
    public void end(ByteBuf out) {
      finish = recorder.finish(out);
    }

    @Override
    public void complete(FileChannel file) throws IOException {
      // The index has to be on the disk before the byte that makes it valid.
      file.force(false);
      ByteBuf header = Unpooled.buffer();
      finish.bytes().writeTo(header);
      file.write(header.nioBuffer(), finish.position());
    }
  }

  /// Any other format.
  final class Muxed implements FileBody {
    private static final int RIFF_SIZE_AT = 4;
    private static final long MAX_RIFF_BYTES = 0xFFFF_FFFFL - 8;

    private final ProgressiveFormat format;
    private final Muxer muxer;

    private long headerBytes; // set by begin

    Muxed(ProgressiveFormat format, Muxer muxer) {
      this.format = format;
      this.muxer = muxer;
    }

    @Override
    public void begin(ByteBuf out) {
      int before = out.writerIndex();
      muxer.header(out);
      headerBytes = (long) out.writerIndex() - before;
    }

    @Override
    public void track(Track track, ByteBuf out) {
      muxer.track(track, out);
    }

    @Override
    public void sample(Sample sample, ByteBuf out) {
      muxer.sample(sample, out);
    }

    @Override
    public void end(ByteBuf out) {
      switch (muxer) {
        case JsonMuxer json -> json.end(out);
        case OggMuxer ogg -> ogg.end(out);
        default -> {}
      }
    }

    /// The header of WAV says how long it is, once that is known.
    @Override
    public void complete(FileChannel file) throws IOException {
      long bytes = file.size();
      if (format == ProgressiveFormat.WAV && bytes <= MAX_RIFF_BYTES) {
        file.write(littleEndian(bytes - 8), RIFF_SIZE_AT);
        file.write(littleEndian(bytes - headerBytes), headerBytes - 4);
      }
    }

    private static ByteBuffer littleEndian(long value) {
      return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).flip();
    }
  }
}
