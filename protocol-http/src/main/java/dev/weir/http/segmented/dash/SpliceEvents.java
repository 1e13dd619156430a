package dev.weir.http.segmented.dash;

import dev.weir.http.segmented.Splice;
import dev.weir.media.Timescale;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/// Writes the splices of a period as events of the manifest (SCTE 214-1 6.7.3): each message in
/// base64, on the timeline of the segments.
final class SpliceEvents {
  private static final String SCHEME = "urn:scte:scte35:2014:xml+bin";
  private static final String NAMESPACE = "http://www.scte.org/schemas/35/2016";

  private final long periodMicros;
  private final List<Splice> splices;
  private final Xml xml;

  /// @param periodMicros where on the timeline of the segments the period starts
  SpliceEvents(long periodMicros, List<Splice> splices, Xml xml) {
    this.periodMicros = periodMicros;
    this.splices = splices;
    this.xml = xml;
  }

  void write() {
    if (splices.isEmpty()) {
      return;
    }
    xml.begin("EventStream")
        .attribute("schemeIdUri", SCHEME)
        .attribute("timescale", Timescale.MPEG.ticksPerSecond())
        .attribute("presentationTimeOffset", Timescale.MPEG.fromMicros(periodMicros))
        .open();
    // 5.10.2.2: in the order of their times.
    splices.stream().sorted(Comparator.comparingLong(Splice::startMicros)).forEach(this::event);
    xml.close("EventStream");
  }

  /// An event that began before the period goes on from its start.
  private void event(Splice splice) {
    long start = Math.max(periodMicros, splice.startMicros());
    xml.begin("Event").attribute("presentationTime", Timescale.MPEG.fromMicros(start));
    if (splice.durationMicros() >= 0) {
      long end = splice.startMicros() + splice.durationMicros();
      xml.attribute("duration", Timescale.MPEG.fromMicros(Math.max(0, end - start)));
    }
    xml.attribute("id", splice.number()).open();
    xml.begin("Signal").attribute("xmlns", NAMESPACE).open();
    byte[] section = splice.section(0).toByteArray();
    xml.text("Binary", Base64.getEncoder().encodeToString(section));
    xml.close("Signal");
    xml.close("Event");
  }
}
