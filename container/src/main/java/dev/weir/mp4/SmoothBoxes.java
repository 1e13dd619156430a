package dev.weir.mp4;

import dev.weir.media.MalformedMediaException;
import dev.weir.media.Octets;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// The boxes at the end of a `traf` by which Smooth Streaming tells when a fragment is, and when
/// the next ones are (MS-SSTR 2.2.4.4, 2.2.4.5).
///
/// ```
/// tfxd: |uuid (128)|version, flags (32)|time (64)|duration (64)|
/// tfrf: |uuid (128)|version, flags (32)|count (8)| for each: |time (64)|duration (64)|
/// ```
///
/// Version 0 has times of 32 bits. Any thread.
public final class SmoothBoxes {
  static final Octets TFXD = Octets.ofHex("6d1d9b05 42d5 44e6 80e2 141daff757b2");
  static final Octets TFRF = Octets.ofHex("d4807ef2 ca39 4695 8e54 26cb9e46a79f");
  static final int UUID_BYTES = 16;

  /// When a fragment is.
  ///
  /// @param time of its first sample, in the track's timescale
  /// @param duration in the same
  public record Place(long time, long duration) {}

  private SmoothBoxes() {}

  /// Appends `tfxd`: when this fragment is.
  public static void time(Place place, ByteBuf out) {
    int box = begin(TFXD, out);
    write(place, out);
    BoxWriter.end(box, out);
  }

  /// Appends `tfrf`: when those behind it are, at most 255.
  public static void following(List<Place> places, ByteBuf out) {
    int box = begin(TFRF, out);
    out.writeByte(places.size());
    places.forEach(place -> write(place, out));
    BoxWriter.end(box, out);
  }

  private static int begin(Octets uuid, ByteBuf out) {
    int box = BoxWriter.begin("uuid", out);
    uuid.writeTo(out);
    out.writeInt(1 << 24);
    return box;
  }

  private static void write(Place place, ByteBuf out) {
    out.writeLong(place.time()).writeLong(place.duration());
  }

  /// The type of a `uuid` box, whose reading goes on behind it.
  static Octets type(BoxBody uuid) {
    if (uuid.remaining() < UUID_BYTES) {
      throw new MalformedMediaException(
          "Box 'uuid': %d bytes, its type alone has %d".formatted(uuid.remaining(), UUID_BYTES));
    }
    return Octets.of(uuid.bytes(UUID_BYTES));
  }

  /// Reads the rest of a `tfxd`.
  static Place readTime(BoxBody box) {
    return readPlace(box.version(), box);
  }

  /// Reads the rest of a `tfrf`.
  static List<Place> readFollowing(BoxBody box) {
    int version = box.version();
    int count = box.unsignedByte();
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(readPlace(version, box));
    }
    return places;
  }

  private static Place readPlace(int version, BoxBody box) {
    return new Place(box.unsignedInt(version), box.unsignedInt(version));
  }
}
