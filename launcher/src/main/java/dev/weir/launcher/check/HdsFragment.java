package dev.weir.launcher.check;

import dev.weir.flv.FlvReader;
import dev.weir.media.MediaException;
import dev.weir.mp4.Bootstrap.FragmentRun;
import dev.weir.mp4.SegmentReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// One fragment of HDS: an `mdat` with the tags of an FLV file, which is read as one.
final class HdsFragment {
  private static final byte[] FLV_HEADER = {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0};
  private static final int BOX_HEADER_BYTES = 8;
  private static final long TOLERANCE_MICROS = 2_000; // times are in milliseconds

  private final byte[] bytes;
  private final String where;
  private final Findings findings;

  HdsFragment(byte[] bytes, String where, Findings findings) {
    this.bytes = bytes;
    this.where = where;
    this.findings = findings;
  }

  void check(FragmentRun told) {
    Stretch.Collector collector = new Stretch.Collector();
    try {
      List<String> boxes = SegmentReader.boxes(Unpooled.wrappedBuffer(bytes));
      boolean media = !boxes.isEmpty() && boxes.getLast().equals("mdat");
      findings.require(media, HdsRule.MEDIA, where, "it has " + boxes);
      if (!media) {
        return;
      }
      ByteBuf flv = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(FLV_HEADER), tags());
      try (FlvReader reader = new FlvReader(collector)) {
        reader.read(flv);
        reader.end();
      }
    } catch (MediaException e) {
      findings.add(HdsRule.MEDIA, where, String.valueOf(e.getMessage()));
      return;
    }
    List<Stretch> stretches = collector.stretches();
    findings.require(!stretches.isEmpty(), HdsRule.HEADERS, where, "nothing can be decoded");
    for (Stretch stretch : stretches) {
      boolean video = stretch.track().isVideo();
      findings.require(
          !video || (stretch.startsWithKeyframe() && isThen(stretch, told)),
          HdsRule.TIMES,
          where,
          "pictures from %d ms on for %d ms; told are %d and %d"
              .formatted(
                  stretch.firstMicros() / 1000,
                  stretch.durationMicros() / 1000,
                  told.time(),
                  told.duration()));
    }
  }

  private static boolean isThen(Stretch stretch, FragmentRun told) {
    return Math.abs(stretch.firstMicros() - told.time() * 1000) <= TOLERANCE_MICROS
        && Math.abs(stretch.durationMicros() - told.duration() * 1000)
            <= TOLERANCE_MICROS + stretch.sampleMicros();
  }

  /// What is in the last box, which is the media.
  private ByteBuf tags() {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    int start = 0;
    for (long size = in.getUnsignedInt(0);
        start + size < bytes.length && size >= BOX_HEADER_BYTES;
        size = in.getUnsignedInt(start)) {
      start += (int) size;
    }
    return in.slice(start + BOX_HEADER_BYTES, bytes.length - start - BOX_HEADER_BYTES);
  }
}
