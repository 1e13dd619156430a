package dev.weir.session;

/// What one second of the recent past was like, for some streams and protocols together.
///
/// @param unixSeconds which second
/// @param viewers watching
/// @param inputs publishing
/// @param outputs restreams and recordings
/// @param upBytes sent in it
/// @param downBytes received in it
public record SecondFacts(
    long unixSeconds, int viewers, int inputs, int outputs, long upBytes, long downBytes) {

  SecondFacts and(SecondFacts other) {
    return new SecondFacts(
        unixSeconds,
        viewers + other.viewers,
        inputs + other.inputs,
        outputs + other.outputs,
        upBytes + other.upBytes,
        downBytes + other.downBytes);
  }
}
