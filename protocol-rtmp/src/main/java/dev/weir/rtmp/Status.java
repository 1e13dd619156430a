package dev.weir.rtmp;

import dev.weir.amf.AmfValue;

/// What an onStatus, and the answer to connect, says (RTMP 1.0, 7.2.2).
///
/// @param level `status`, `warning` or `error`
/// @param code `NetStream.Publish.Start` and the like, which clients act upon
/// @param description for people
record Status(String level, String code, String description) {

  /// Something went as it should.
  static Status ok(String code, String description) {
    return new Status("status", code, description);
  }

  /// Something failed.
  static Status error(String code, String description) {
    return new Status("error", code, description);
  }

  /// As clients want it.
  AmfValue.Obj info() {
    return builder().build();
  }

  /// As clients want it, for those who have more to say.
  AmfValue.Builder builder() {
    return AmfValue.object()
        .with("level", level)
        .with("code", code)
        .with("description", description);
  }
}
