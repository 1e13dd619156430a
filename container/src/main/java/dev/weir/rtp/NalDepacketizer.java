package dev.weir.rtp;

import dev.weir.h26x.LeadingPictures;
import dev.weir.h26x.NalUnits;
import dev.weir.media.Codec;
import dev.weir.media.MalformedMediaException;
import dev.weir.media.MediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// What H.264 and H.265 have in common: units become access units, parameter sets go to the codec.
///
/// Not thread-safe.
abstract class NalDepacketizer implements Depacketizer, FrameAssembly.Output {
  private static final int MAX_SET_BYTES = 0xFFFF;

  private final FrameSink sink;
  private final FrameAssembly assembly = new FrameAssembly(this);
  private final LeadingPictures leading = new LeadingPictures();

  private boolean hasPicture; // in the frame being collected
  private boolean setsChanged; // since the codec was announced
  private Codec.@Nullable Video announced;
  private long skipped; // pictures that led a keyframe and could not be decoded
  private int fragmentIndex = -1; // where the length of the unit being collected is; −1: none

  NalDepacketizer(FrameSink sink) {
    this.sink = sink;
  }

  /// What is made of a unit whose first byte is here.
  enum Use {
    PICTURE,
    SIDE_DATA,
    PARAMETER_SET,
    DROP
  }

  abstract int headerBytes();

  abstract Use useOf(int firstByte);

  /// Whether the payload can only be the start of an access unit.
  abstract boolean startsAccessUnit(ByteBuf in, int index, int end);

  /// Reads the units of a payload and gives them to [#unit], [#beginFragments] and so on.
  abstract void readPayload(ByteBuf in, int index, int end);

  /// Puts a parameter set in force; returns whether that changes anything.
  abstract boolean putSet(Octets set);

  /// The codec of the parameter sets in force, or null if they are not complete.
  abstract Codec.@Nullable Video codecOfSets();

  abstract boolean isKeyframe(ByteBuf accessUnit);

  /// Puts the parameter sets of a session description in force. What is wrong with them is passed
  /// over: the stream brings better ones, or none of its frames comes out.
  final void putSets(Iterable<Octets> sets) {
    for (Octets set : sets) {
      if (set.length() >= headerBytes() && useOf(set.at(0)) == Use.PARAMETER_SET) {
        setsChanged |= putSetIfGood(set);
      }
    }
    announce();
  }

  private boolean putSetIfGood(Octets set) {
    try {
      return putSet(set);
    } catch (MediaException _) {
      return false;
    }
  }

  @Override
  public final void read(RtpPacket packet, long rtpTime) {
    ByteBuf in = packet.buffer();
    int index = packet.payloadIndex();
    int end = packet.payloadEnd();
    if (end - index < headerBytes()) {
      throw new MalformedMediaException("RTP payload of " + (end - index) + " bytes has no header");
    }
    if (!assembly.accepts(rtpTime, startsAccessUnit(in, index, end))) {
      return;
    }
    assembly.require(end - index + NalUnits.LENGTH_BYTES);
    readPayload(in, index, end);
    // Some cameras set the marker on parameter sets, too.
    if (packet.marker() && hasPicture && fragmentIndex < 0) {
      assembly.finish();
    }
  }

  /// Takes a whole unit.
  final void unit(ByteBuf in, int index, int size) {
    endFragmentsAtOnce();
    if (size < headerBytes()) {
      throw new MalformedMediaException("NAL unit of " + size + " bytes has no header");
    }
    switch (useOf(in.getUnsignedByte(index))) {
      case PARAMETER_SET -> set(in, index, size);
      case PICTURE -> append(in, index, size, true);
      case SIDE_DATA -> append(in, index, size, false);
      case DROP -> {}
    }
  }

  private void set(ByteBuf in, int index, int size) {
    if (size > MAX_SET_BYTES) {
      throw new MalformedMediaException(
          "parameter set of " + size + " bytes, limit " + MAX_SET_BYTES);
    }
    setsChanged |= putSet(Octets.copyOf(in, index, size));
  }

  private void append(ByteBuf in, int index, int size, boolean picture) {
    assembly.frame().writeInt(size).writeBytes(in, index, size);
    hasPicture |= picture;
  }

  /// Begins a unit that comes in pieces.
  final ByteBuf beginFragments() {
    endFragmentsAtOnce();
    fragmentIndex = assembly.frame().writerIndex();
    return assembly.frame().writeInt(0);
  }

  /// Takes a piece.
  final void fragment(ByteBuf in, int index, int end) {
    if (fragmentIndex < 0) {
      throw new MalformedMediaException("fragment of a NAL unit that has no start");
    }
    assembly.frame().writeBytes(in, index, end - index);
  }

  /// Ends the unit that comes in pieces.
  final void endFragments() {
    ByteBuf frame = assembly.frame();
    int unit = fragmentIndex + NalUnits.LENGTH_BYTES;
    int size = frame.writerIndex() - unit;
    Use use = useOf(frame.getUnsignedByte(unit));
    frame.setInt(fragmentIndex, size);
    if (use == Use.PARAMETER_SET) {
      set(frame, unit, size);
    }
    if (use == Use.PARAMETER_SET || use == Use.DROP) {
      frame.writerIndex(fragmentIndex);
    }
    hasPicture |= use == Use.PICTURE;
    fragmentIndex = -1;
  }

  // A unit whose last piece has no end bit: the sender is wrong, but all pieces are there.
  private void endFragmentsAtOnce() {
    if (fragmentIndex >= 0) {
      endFragments();
    }
  }

  @Override
  public final boolean frame(long rtpTime, boolean resuming, ByteBuf frame) {
    if (fragmentIndex >= 0) {
      fragmentIndex = -1;
      hasPicture = false;
      return false;
    }
    boolean picture = hasPicture;
    hasPicture = false;
    if (!picture) {
      return !resuming; // Side data alone.
    }
    boolean keyframe = isKeyframe(frame);
    if (setsChanged) {
      announce();
    }
    if (announced == null || (resuming && !keyframe)) {
      return false;
    }
    if (resuming) {
      leading.start();
    }
    if (leading.isUseless(announced, keyframe, rtpTime, frame)) {
      skipped++;
    } else {
      sink.frame(rtpTime, keyframe, frame);
    }
    return true;
  }

  private void announce() {
    setsChanged = false;
    Codec.@Nullable Video codec;
    try {
      codec = codecOfSets();
    } catch (MediaException _) {
      return; // Parameter sets that cannot be read may be followed by better ones.
    }
    if (codec != null && !codec.equals(announced)) {
      announced = codec;
      sink.codec(codec);
    }
  }

  @Override
  public final void lost() {
    fragmentIndex = -1;
    hasPicture = false;
    assembly.lost();
  }

  @Override
  public final boolean needsKeyframe() {
    return assembly.isResuming();
  }

  @Override
  public final long dropped() {
    return assembly.dropped() + skipped;
  }

  @Override
  public final void close() {
    assembly.close();
  }
}
