package dev.weir.config;

/// What makes two visits one session.
///
/// Each mode is a sum of [#STREAM], [#ADDRESS], [#TOKEN] and [#PROTOCOL]: two visits that agree in
/// all of these are one session. The viewers' mode may also be [#AS_OF_2017].
///
/// @param viewerMode what tells viewers apart
/// @param inputMode what tells publishers apart
/// @param outputMode what tells restreams apart
/// @param unspecifiedMode what tells others apart
/// @param infoMode how requests for players and info JSON count: [#INFO_AS_VIEWER],
///   [#INFO_AS_OUTPUT], [#INFO_NOT_AT_ALL] or [#INFO_AS_UNSPECIFIED]
/// @param tokenMode a sum of [#READ_URL], [#READ_COOKIE], [#WRITE_URL] and [#WRITE_COOKIE]
public record SessionConfig(
    int viewerMode,
    int inputMode,
    int outputMode,
    int unspecifiedMode,
    int infoMode,
    int tokenMode) {
  /// The protocol tells visits apart.
  public static final int PROTOCOL = 1;

  /// The token tells visits apart.
  public static final int TOKEN = 2;

  /// The peer's address tells visits apart.
  public static final int ADDRESS = 4;

  /// The stream tells visits apart.
  public static final int STREAM = 8;

  /// Address, stream, protocol and a checksum of the player's name, as in MistServer 2.11.
  public static final int AS_OF_2017 = 211;

  /// Requests for information are viewers.
  public static final int INFO_AS_VIEWER = 1;

  /// Requests for information are outputs.
  public static final int INFO_AS_OUTPUT = 2;

  /// Requests for information are no visits.
  public static final int INFO_NOT_AT_ALL = 3;

  /// Requests for information are of no kind.
  public static final int INFO_AS_UNSPECIFIED = 4;

  /// Tokens are read from URLs.
  public static final int READ_URL = 1;

  /// Tokens are read from cookies.
  public static final int READ_COOKIE = 2;

  /// Tokens are written into the URLs that are handed out, and whoever comes without one gets one
  /// of his own: then manifests are for one viewer each, and so are segments in a cache in front.
  public static final int WRITE_URL = 4;

  /// Tokens are written into cookies.
  public static final int WRITE_COOKIE = 8;

  /// What holds where a document says nothing.
  public static final SessionConfig DEFAULTS =
      new SessionConfig(
          STREAM + ADDRESS + TOKEN,
          15,
          15,
          0,
          INFO_AS_VIEWER,
          READ_URL + READ_COOKIE + WRITE_URL + WRITE_COOKIE);
}
