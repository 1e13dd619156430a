package dev.weir.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/// What a `<video>` element has come to.
///
/// Trust the counts, not the time: it runs on with sound alone or without any decoded picture.
///
/// @param currentTimeSeconds where it plays
/// @param totalFrames pictures decoded or dropped so far (`getVideoPlaybackQuality`)
/// @param droppedFrames pictures dropped so far
/// @param widthPixels width of the picture, 0 while there is none
/// @param heightPixels height of the picture, 0 while there is none
/// @param audioBytes coded sound that was decoded (`webkitAudioDecodedByteCount`; Chromium counts
///   none for WebRTC, Firefox none at all)
/// @param readyState 0 (nothing) to 4 (enough data), as HTML defines it
/// @param paused whether it is paused
/// @param ended whether it has played to the end
/// @param error the text of its `MediaError`, empty if there is none
public record VideoState(
    double currentTimeSeconds,
    int totalFrames,
    int droppedFrames,
    int widthPixels,
    int heightPixels,
    long audioBytes,
    int readyState,
    boolean paused,
    boolean ended,
    String error) {
  /// JavaScript that describes the element which a variable `v` holds.
  static final String DESCRIBE =
      """
      {currentTime: v.currentTime,
       total: v.getVideoPlaybackQuality().totalVideoFrames,
       dropped: v.getVideoPlaybackQuality().droppedVideoFrames,
       width: v.videoWidth, height: v.videoHeight,
       audioBytes: v.webkitAudioDecodedByteCount,
       readyState: v.readyState, paused: v.paused, ended: v.ended,
       error: v.error ? v.error.code + ' ' + v.error.message : ''}
      """;

  static VideoState of(JsonNode json) {
    return new VideoState(
        json.path("currentTime").asDouble(),
        json.path("total").asInt(),
        json.path("dropped").asInt(),
        json.path("width").asInt(),
        json.path("height").asInt(),
        json.path("audioBytes").asLong(),
        json.path("readyState").asInt(),
        json.path("paused").asBoolean(),
        json.path("ended").asBoolean(),
        json.path("error").asText());
  }
}
