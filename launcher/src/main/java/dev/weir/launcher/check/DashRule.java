package dev.weir.launcher.check;

/// Rules of DASH, numbered as in ISO/IEC 23009-1 (DASH-IF IOP where it says more).
enum DashRule implements Rule {
  MANIFEST(
      "5.3.1.2a", "a manifest is well-formed XML, an MPD with profiles, minBufferTime and periods"),
  TYPE(
      "5.3.1.2b",
      "a dynamic MPD has availabilityStartTime, publishTime and minimumUpdatePeriod, a static one a"
          + " duration"),
  START_STAYS("5.3.1.2c", "availabilityStartTime never changes, publishTime never goes back"),
  UTC_TIMING("5.8.4.11", "a dynamic MPD says where the time is to be had"),
  PERIODS("5.3.2.2", "periods of a dynamic MPD have ids, all differ, and starts that rise"),
  REPRESENTATION("5.3.5.2a", "a representation has an id of its own, a bandwidth, and a mimeType"),
  BANDWIDTH("5.3.5.2b", "no segment has a bit rate far over the bandwidth"),
  CODECS("5.3.7.2", "codecs are those of the initialization segment"),
  TEMPLATE("5.3.9.4", "a SegmentTemplate has media with $Number$ or $Time$, and an initialization"),
  TIMELINE("5.3.9.6", "a SegmentTimeline rises without a gap or overlap"),
  TIMELINE_STAYS("5.4", "a segment that was listed stays as it was"),
  SEGMENT_THERE("5.3.9.5.3", "each segment that is available can be fetched"),
  INIT("6.3.3", "an initialization segment is one 'ftyp' and one 'moov'"),
  FRAGMENT("6.3.4.2", "a media segment is fragments with 'tfdt', which go on"),
  TIME("7.2.1", "a segment starts, and lasts, as the MPD says"),
  KEYFRAME("4.5.3", "a segment of pictures starts with a keyframe"),
  EVENTS(
      "5.10.2.2",
      "an EventStream has a scheme, its times do not go back, and its splices are whole"),
  INBAND_EVENTS("5.10.3.3", "the scheme of each event in a segment is named in the MPD");

  private final String number;
  private final String says;

  DashRule(String number, String says) {
    this.number = number;
    this.says = says;
  }

  @Override
  public String id() {
    return "ISO23009-1-" + number;
  }

  @Override
  public String says() {
    return says;
  }
}
