package dev.weir.launcher;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.aac.AudioSpecificConfig;
import dev.weir.http.player.OutputMethod;
import dev.weir.media.Codec;
import dev.weir.media.Octets;
import dev.weir.media.Picture;
import dev.weir.opus.OpusHead;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Says what each output carries, by asking the code that decides it about one codec of each kind.
final class Outputs {
  private static final Octets NONE = Octets.EMPTY;

  /// Outputs by the folder of their addresses.
  private static final Map<String, String> SEGMENTED =
      Map.of("hls/", "HLS", "smooth/", "HSS", "dynamic/", "HDS", "cmaf/", "CMAF");

  /// One of each, in the order in which tables show them.
  static final List<Codec> CODECS =
      List.of(
          new Codec.Avc(Octets.ofHex("01 64 00 1f ff"), List.of(), List.of(), Picture.UNKNOWN),
          new Codec.Hevc(NONE, List.of(), List.of(), List.of(), Picture.UNKNOWN, "hvc1"),
          new Codec.Av1(NONE, Picture.UNKNOWN, "av01"),
          new Codec.Vp8(Picture.UNKNOWN),
          new Codec.Vp9(0, 0, Picture.UNKNOWN),
          new Codec.Theora(NONE, NONE, NONE, Picture.UNKNOWN),
          AudioSpecificConfig.of(2, 48_000, 2),
          OpusHead.of(2),
          new Codec.Vorbis(NONE, NONE, NONE, 48_000, 2),
          new Codec.Mp3(3, 48_000, 2),
          new Codec.Mp3(2, 48_000, 2),
          new Codec.Ac3(false, NONE, 48_000, 6),
          new Codec.Ac3(true, NONE, 48_000, 6),
          new Codec.Flac(NONE, 48_000, 2),
          new Codec.G711(true, 8000, 1),
          new Codec.G711(false, 8000, 1));

  private Outputs() {}

  /// The outputs by connector, as `capabilities` shows them.
  static ObjectNode describe(List<OutputMethod> methods) {
    ObjectNode connectors = JsonNodeFactory.instance.objectNode();
    for (OutputMethod method : methods) {
      String name = connector(method);
      ObjectNode connector = connectors.withObjectProperty(name);
      if (!connector.has("codecs")) {
        boolean http = method.port() == 0;
        connector.put("name", name).put("friendly", method.name()).put("deps", http ? "HTTP" : "");
        connector.put("url_rel", "/" + method.address());
        connector.set("codecs", codecs(method));
        connector.putObject("required");
        connector.putObject("optional");
        connector.putArray("methods");
      }
      connector
          .withArrayProperty("methods")
          .addObject()
          .put("handler", handler(method))
          .put("type", method.type())
          .put("hrn", method.name())
          .put("priority", method.priority())
          .put("url_rel", "/" + method.address());
    }
    return connectors;
  }

  /// One combination: a slot of video, a slot of audio.
  private static ArrayNode codecs(OutputMethod method) {
    ArrayNode codecs = JsonNodeFactory.instance.arrayNode();
    ArrayNode combination = codecs.addArray();
    for (Codec.Kind kind : List.of(Codec.Kind.VIDEO, Codec.Kind.AUDIO)) {
      ArrayNode slot = combination.addArray();
      CODECS.stream()
          .filter(codec -> codec.kind() == kind && method.carries().test(codec))
          .map(Codec::name)
          .distinct()
          .forEach(slot::add);
    }
    return codecs;
  }

  private static String handler(OutputMethod method) {
    return switch (method.carrier()) {
      case HTTP -> "http";
      case WEB_SOCKET -> "ws";
      case RTMP -> "rtmp";
      case RTSP -> "rtsp";
    };
  }

  /// What operators call the output: by its address, where several methods share one.
  static String connector(OutputMethod method) {
    String address = method.address();
    String end = address.substring(address.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
    return switch (method.carrier()) {
      case RTMP -> "RTMP";
      case RTSP -> "RTSP";
      case HTTP, WEB_SOCKET ->
          SEGMENTED.getOrDefault(
              address.substring(0, address.indexOf('/') + 1),
              switch (end) {
                case "TS" -> "HTTPTS";
                case "WEBM" -> "EBML";
                default -> end;
              });
    };
  }
}
