package dev.weir.launcher.check;

import dev.weir.media.Octets;
import dev.weir.playlist.XmlElement;
import dev.weir.ts.SpliceInfo;
import java.util.Base64;

/// The events that a period of an MPD has (ISO/IEC 23009-1 5.10.2).
final class DashEvents {
  private final String where;
  private final Findings findings;

  DashEvents(String where, Findings findings) {
    this.where = where;
    this.findings = findings;
  }

  void check(XmlElement period) {
    for (XmlElement stream : period.all("EventStream")) {
      findings.require(
          stream.attribute("schemeIdUri") != null,
          DashRule.EVENTS,
          where,
          "an EventStream has no scheme");
      long before = 0;
      for (XmlElement event : stream.all("Event")) {
        long time = event.number("presentationTime", 0);
        findings.require(
            time >= before, DashRule.EVENTS, where, "%d behind %d".formatted(time, before));
        before = time;
        XmlElement signal = event.first("Signal");
        XmlElement binary = signal == null ? null : signal.first("Binary");
        findings.require(
            binary == null || isSplice(binary.text()),
            DashRule.EVENTS,
            where,
            "the event at %d has no whole splice_info_section".formatted(time));
      }
    }
  }

  private static boolean isSplice(String base64) {
    try {
      return SpliceInfo.intact(Octets.of(Base64.getMimeDecoder().decode(base64)));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
