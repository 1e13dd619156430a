package dev.weir.launcher;

import dev.weir.config.ProtocolConfig;
import dev.weir.feed.ProgressiveFormat;
import dev.weir.flv.FlvMuxer;
import dev.weir.http.player.OutputMethod;
import dev.weir.http.segmented.cmaf.Renditions;
import dev.weir.http.segmented.hds.HdsHandler;
import dev.weir.http.segmented.smooth.SmoothHandler;
import dev.weir.ts.TsSegmentWriter;
import java.util.ArrayList;
import java.util.List;

/// What players are offered, with the types and priorities that MistServer's players expect.
final class Offers {
  private Offers() {}

  /// Every method there is while `protocols` listen.
  static List<OutputMethod> of(List<ProtocolConfig> protocols) {
    List<OutputMethod> methods = new ArrayList<>();
    methods.add(
        OutputMethod.http(
            "html5/application/vnd.apple.mpegurl",
            "HLS (TS)",
            9,
            "hls/$/index.m3u8",
            TsSegmentWriter::carries));
    methods.add(overSocket("ws/video/mp4", "MP4 WebSocket", 10, ProgressiveFormat.MP4));
    methods.add(overSocket("ws/video/webm", "WebM WebSocket", 9, ProgressiveFormat.WEBM));
    methods.add(smooth("html5/application/vnd.ms-ss", 9, "smooth/$.ism/Manifest"));
    methods.add(smooth("html5/application/vnd.ms-sstr+xml", 8, "cmaf/$/Manifest"));
    methods.add(
        OutputMethod.http("flash/11", "HDS", 6, "dynamic/$/manifest.f4m", HdsHandler::carries));
    methods.add(smooth("silverlight", 1, "smooth/$.ism/Manifest"));
    methods.add(
        OutputMethod.http(
            "html5/application/vnd.apple.mpegurl;version=7",
            "HLS (CMAF)",
            8,
            "cmaf/$/index.m3u8",
            Renditions::carries));
    methods.add(
        OutputMethod.http("dash/video/mp4", "DASH", 8, "cmaf/$/index.mpd", Renditions::carries));
    methods.add(progressive("html5/video/mp4", "MP4 progressive", 8, ProgressiveFormat.MP4));
    methods.add(progressive("html5/video/webm", "WebM progressive", 8, ProgressiveFormat.WEBM));
    methods.add(progressive("html5/video/ogg", "OGG progressive", 7, ProgressiveFormat.OGG));
    methods.add(progressive("flash/7", "FLV progressive", 5, ProgressiveFormat.FLV));
    methods.add(overSocket("ws/flash/7", "FLV WebSocket", 4, ProgressiveFormat.FLV));
    methods.add(progressive("html5/video/mpeg", "TS progressive", 1, ProgressiveFormat.TS));
    methods.add(progressive("html5/audio/wav", "WAV progressive", 1, ProgressiveFormat.WAV));
    for (ProtocolConfig protocol : protocols) {
      if (protocol instanceof ProtocolConfig.Rtmp p && p.tls() == null) {
        methods.add(OutputMethod.rtmp(p.port(), FlvMuxer::carries));
      }
    }
    return methods;
  }

  private static OutputMethod overSocket(
      String type, String name, int priority, ProgressiveFormat format) {
    String address = "$." + format.endings().getFirst();
    return OutputMethod.webSocket(type, name, priority, address, format::carries);
  }

  private static OutputMethod smooth(String type, int priority, String address) {
    return OutputMethod.http(type, "Smooth Streaming", priority, address, SmoothHandler::carries);
  }

  private static OutputMethod progressive(
      String type, String name, int priority, ProgressiveFormat format) {
    String address = "$." + format.endings().getFirst();
    return OutputMethod.http(type, name, priority, address, format::carries);
  }
}
