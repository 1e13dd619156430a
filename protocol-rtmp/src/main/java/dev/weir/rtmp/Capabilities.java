package dev.weir.rtmp;

import dev.weir.amf.AmfValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one side says in connect that it knows of enhanced RTMP, and the other's answer (Enhanced
/// RTMP v2, Enhancing NetConnection connect Command).
///
/// @param capsEx the `CapsExMask` bits, empty if nothing was said
/// @param fourCcs what stood in `fourCcList`
/// @param videoFourCcs the names in `videoFourCcInfoMap`
/// @param audioFourCcs the names in `audioFourCcInfoMap`
record Capabilities(
    Optional<Integer> capsEx,
    List<String> fourCcs,
    List<String> videoFourCcs,
    List<String> audioFourCcs) {

  private static final int RECONNECT = 1;
  private static final int MULTITRACK = 2;
  private static final int MOD_EX = 4;
  private static final int TIMESTAMP_NANO_OFFSET = 8;
  private static final int OURS = RECONNECT | MULTITRACK | MOD_EX | TIMESTAMP_NANO_OFFSET;

  /// `FourCcInfoMask.CanForward`: we neither decode nor encode.
  private static final int CAN_FORWARD = 4;

  private static final String ANY = "*";
  private static final List<String> OUR_VIDEO = List.of("avc1", "hvc1", "av01", "vp08", "vp09");
  private static final List<String> OUR_AUDIO =
      List.of("mp4a", "Opus", "fLaC", "ac-3", "ec-3", ".mp3");

  /// What a server or a client of ours can do.
  static final Capabilities ALL_OURS =
      new Capabilities(Optional.of(OURS), List.of(ANY), List.of(ANY), List.of(ANY));

  /// Reads the command object of connect.
  static Capabilities of(AmfValue.Keyed properties) {
    return new Capabilities(
        properties.property("capsEx") == null
            ? Optional.empty()
            : Optional.of((int) properties.numberOr("capsEx", 0)),
        strings(properties.property("fourCcList")),
        names(properties.property("videoFourCcInfoMap")),
        names(properties.property("audioFourCcInfoMap")));
  }

  /// Whether the peer understands that it shall reconnect.
  boolean reconnects() {
    return (capsEx.orElse(0) & RECONNECT) != 0;
  }

  /// Whether the peer can read messages that hold one of several tracks of a kind.
  boolean multitrack() {
    return (capsEx.orElse(0) & MULTITRACK) != 0;
  }

  /// What of this is ours as well, for the answer: nothing is answered that was not offered.
  void write(AmfValue.Builder info) {
    capsEx.ifPresent(bits -> info.with("capsEx", bits & OURS));
    if (!fourCcs.isEmpty()) {
      List<String> ours = Stream.concat(OUR_VIDEO.stream(), OUR_AUDIO.stream()).toList();
      info.with(
          "fourCcList",
          new AmfValue.StrictArray(common(fourCcs, ours).stream().map(AmfValue::of).toList()));
    }
    writeMap("videoFourCcInfoMap", videoFourCcs, OUR_VIDEO, info);
    writeMap("audioFourCcInfoMap", audioFourCcs, OUR_AUDIO, info);
  }

  private static void writeMap(
      String name, List<String> offered, List<String> ours, AmfValue.Builder info) {
    if (!offered.isEmpty()) {
      AmfValue.Builder map = AmfValue.object();
      common(offered, ours).forEach(fourCc -> map.with(fourCc, CAN_FORWARD));
      info.with(name, map.build());
    }
  }

  private static List<String> common(List<String> offered, List<String> ours) {
    return offered.contains(ANY) ? ours : ours.stream().filter(offered::contains).toList();
  }

  private static List<String> strings(@Nullable AmfValue list) {
    return list instanceof AmfValue.StrictArray(List<AmfValue> values)
        ? values.stream()
            .filter(AmfValue.Str.class::isInstance)
            .map(value -> ((AmfValue.Str) value).value())
            .toList()
        : List.of();
  }

  private static List<String> names(@Nullable AmfValue map) {
    return map instanceof AmfValue.Keyed keyed
        ? List.copyOf(keyed.properties().keySet())
        : List.of();
  }
}
