package dev.weir.launcher.check;

/// Rules of HTTP Dynamic Streaming, numbered as in the F4M specification 1.0 and, from C on, as in
/// the F4V specification 10.1.
enum HdsRule implements Rule {
  MANIFEST(
      "F4M-1.0-2", "a manifest is well-formed XML, has id, streamType, and media with bit rates"),
  BOOTSTRAP_NAMED("F4M-1.0-2.7", "each medium names a bootstrap that is there"),
  BOOTSTRAP("F4V-C.3", "a bootstrap can be fetched, and is an abst with asrt and afrt"),
  LIVE("F4V-C.3.1", "the bootstrap is live as the manifest is, and its end is told when it is not"),
  RUNS(
      "F4V-C.3.3",
      "fragment runs rise in number and time, and go on unless a break stands between"),
  STAYS("F4V-C.3.3b", "what was told of fragments stays so, and no fragment comes back"),
  FRAGMENT_THERE("F4V-C.4", "each fragment that is told of can be fetched"),
  MEDIA("F4V-C.4a", "a fragment is an mdat of whole FLV tags"),
  HEADERS("F4V-C.4b", "a fragment starts with what decoders need"),
  TIMES("F4V-C.4c", "a fragment's pictures are of the time that the runs tell, from a keyframe on");

  private final String id;
  private final String says;

  HdsRule(String id, String says) {
    this.id = id;
    this.says = says;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String says() {
    return says;
  }
}
