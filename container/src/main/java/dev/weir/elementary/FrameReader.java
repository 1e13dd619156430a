package dev.weir.elementary;

import dev.weir.bits.Leftover;
import dev.weir.media.Codec;
import dev.weir.media.Demuxer;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.Sample;
import dev.weir.media.Timescale;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Reads a bare run of audio frames, one after the other: one track, id 1, whose time is the sound
/// before.
///
/// Tags between frames are passed over. Where a frame should begin and none does, or one of another
/// codec, bytes are passed over up to the next frame that is followed by one of its kind. Not
/// thread-safe; [#close] gives back the memory.
public final class FrameReader implements Demuxer {
  /// The id of the only track.
  public static final int TRACK_ID = 1;

  /// More bytes than that before the first frame are another format.
  static final int MAX_JUNK_BYTES = 128 << 10;

  /// Reading starts again at the first frame of a block, which is the same one wherever reading
  /// began.
  private static final int BLOCK_BYTES = 32 << 10;

  private final FrameFormat format;
  private final String name;
  private final TrackSink sink;
  private final Leftover leftover = new Leftover();
  private final Checkpoints checkpoints = new Checkpoints();

  private Codec.@Nullable Audio codec; // null until the first frame
  private int configuration; // of the codec
  private boolean synced; // while frames follow each other
  private long position; // of the next byte to be read
  private long block = -1; // the one in which the newest frame begins
  private long blockPosition; // of the first frame that begins in it
  private int junkBytes; // before the first frame
  private long tagBytes; // of a tag that are still to come
  private long baseMicros; // time where the codec began, and
  private long samples; // since then
  private long dropped;

  /// Reads `format`, called `name` in messages.
  public FrameReader(FrameFormat format, String name, TrackSink sink) {
    this.format = format;
    this.name = name;
    this.sink = sink;
  }

  @Override
  public void read(ByteBuf piece) {
    leftover.read(piece, in -> step(in, false));
  }

  @Override
  public void end() {
    ByteBuf rest = leftover.rest();
    while (rest.isReadable() && step(rest, true)) {}
    leftover.clear();
  }

  @Override
  public long position() {
    return blockPosition;
  }

  @Override
  public void resume(long position) {
    leftover.clear();
    this.position = position;
    block = -1;
    tagBytes = 0;
    synced = true;
    int entry = checkpoints.before(position);
    if (entry >= 0) {
      baseMicros = checkpoints.baseMicros(entry);
      samples = checkpoints.samples(entry);
    }
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    leftover.close();
  }

  /// Reads a frame, or passes over what is none; false if more input is needed.
  private boolean step(ByteBuf in, boolean last) {
    if (tagBytes > 0) {
      int here = (int) Math.min(tagBytes, in.readableBytes());
      tagBytes -= here;
      skip(in, here);
      return true;
    }
    int bytes = frameBytes(in, 0);
    if (bytes <= 0) {
      long tag = MetadataTag.bytes(in); // None begins as a frame does.
      if (tag > 0) {
        tagBytes = tag;
        return true;
      }
      bytes = tag == MetadataTag.MORE ? FrameFormat.MORE : bytes;
    }
    if (bytes == FrameFormat.NONE) {
      return junk(in);
    }
    if (bytes == FrameFormat.MORE || bytes > in.readableBytes()) {
      return last && unfinished(in);
    }
    if (!synced || format.configuration(in, in.readerIndex()) != configuration) {
      int next = followers(in, bytes);
      if (next == FrameFormat.NONE
          || (next == FrameFormat.MORE && last && hasMoreThan(bytes, in))) {
        return junk(in);
      }
      if (next == FrameFormat.MORE && !last) {
        return false;
      }
      configure(in, bytes);
    }
    emit(in, bytes);
    skip(in, bytes);
    return true;
  }

  private int frameBytes(ByteBuf in, int after) {
    return format.frameBytes(in, in.readerIndex() + after, in.writerIndex());
  }

  /// The input ends within what looks like a frame.
  private boolean unfinished(ByteBuf in) {
    if (synced) {
      skip(in, in.readableBytes());
      return true;
    }
    return junk(in);
  }

  private static boolean hasMoreThan(int bytes, ByteBuf in) {
    return in.readableBytes() > bytes;
  }

  /// What follows the frame: a size if it is a frame of the same kind or a tag.
  private int followers(ByteBuf in, int bytes) {
    int next = in.readerIndex() + bytes;
    if (MetadataTag.bytes(in.slice(next, in.readableBytes() - bytes)) > 0) {
      return 1;
    }
    int nextBytes = frameBytes(in, bytes);
    boolean same =
        nextBytes <= 0
            || format.configuration(in, next) == format.configuration(in, in.readerIndex());
    return same ? nextBytes : FrameFormat.NONE;
  }

  private void configure(ByteBuf in, int bytes) {
    Codec.Audio changed = format.codec(in, in.readerIndex(), bytes);
    configuration = format.configuration(in, in.readerIndex());
    synced = true;
    if (changed.equals(codec)) {
      return;
    }
    if (codec != null) {
      baseMicros = micros(codec);
      samples = 0;
    }
    codec = changed;
    sink.track(Track.of(TRACK_ID, changed));
  }

  private void emit(ByteBuf in, int bytes) {
    Codec.Audio known = codec;
    ByteBuf payload = format.payload(in, in.readerIndex(), bytes);
    if (known == null || !payload.isReadable()) {
      return;
    }
    if (position / BLOCK_BYTES != block) {
      block = position / BLOCK_BYTES;
      blockPosition = position;
      checkpoints.add(position, baseMicros, samples);
    }
    int covers = format.samples(in, in.readerIndex());
    sink.sample(new Sample(TRACK_ID, micros(known), 0, true, payload));
    samples += covers;
  }

  private long micros(Codec.Audio at) {
    return baseMicros + Timescale.rescale(samples, at.sampleRate(), 1_000_000);
  }

  private boolean junk(ByteBuf in) {
    if (codec == null) {
      if (junkBytes == 0) {
        format.refuse(in, in.readerIndex(), in.writerIndex());
      }
      if (++junkBytes > MAX_JUNK_BYTES) {
        throw new MalformedMediaException(
            name + ": no frame in the first " + MAX_JUNK_BYTES + " bytes");
      }
    } else if (synced) {
      dropped++;
    }
    synced = false;
    skip(in, 1);
    return true;
  }

  private void skip(ByteBuf in, int bytes) {
    in.skipBytes(bytes);
    position += bytes;
  }
}
