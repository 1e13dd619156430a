package dev.weir.stream;

/// The states of a stream, in the order in which they come.
public enum StreamState {
  /// Nothing is there.
  OFFLINE("Stream is offline"),
  /// A source was found and is being started.
  BOOTING("Stream is booting"),
  /// The source is there, the first keyframe is not.
  WAITING("Stream is waiting for data"),
  /// Viewers can start.
  ONLINE("Stream is online"),
  /// The source has gone and viewers are being told.
  ENDING("Stream is shutting down");

  private final String sentence;

  StreamState(String sentence) {
    this.sentence = sentence;
  }

  /// What a viewer is told.
  public String sentence() {
    return sentence;
  }
}
