package dev.weir.launcher.check;

/// Rules of Smooth Streaming, numbered as in MS-SSTR.
enum SmoothRule implements Rule {
  READABLE("2.2.2", "a manifest is well-formed XML whose root is SmoothStreamingMedia, version 2"),
  LIVE(
      "2.2.2.1",
      "a live manifest has IsLive, no Duration, LookAheadFragmentCount and DVRWindowLength"),
  STREAM(
      "2.2.2.3",
      "a stream has a type, a Url with {bitrate} and {start time}, and as many chunks as it says"),
  QUALITY(
      "2.2.2.5", "a quality has a bit rate of its own, FourCC, and CodecPrivateData of that codec"),
  CHUNKS("2.2.2.6a", "chunks follow each other without a gap"),
  CHUNKS_STAY("2.2.2.6b", "a chunk that was listed stays as it was, and none comes back"),
  FRAGMENT_THERE("2.2.3", "each fragment that is listed can be fetched"),
  FRAGMENT("2.2.4.1", "a fragment is one moof, which is of one track, and one mdat"),
  TIME("2.2.4.4", "tfxd says the time and duration that the manifest says, and so do the samples"),
  FOLLOWING("2.2.4.5", "a live fragment's tfrf names the next ones, which are then as it says"),
  KEYFRAME("2.2.4.6", "a fragment of pictures starts with a keyframe");

  private final String number;
  private final String says;

  SmoothRule(String number, String says) {
    this.number = number;
    this.says = says;
  }

  @Override
  public String id() {
    return "MS-SSTR-" + number;
  }

  @Override
  public String says() {
    return says;
  }
}
