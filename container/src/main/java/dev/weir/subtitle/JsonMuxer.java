package dev.weir.subtitle;

import dev.weir.media.Codec;
import dev.weir.media.Cue;
import dev.weir.media.Muxer;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Writes text and JSON messages as JSON values, one on each line:
///
/// ```
/// {"time":1200,"trackid":3,"duration":2000,"data":"What is shown"}
/// {"time":1250,"trackid":4,"data":{"any":"message"}}
/// ```
///
/// Times are milliseconds. As an array, the first element lists the tracks (`{"tracks":[…]}`), so
/// that a reader can join at every sample, and [#end] closes it. Not thread-safe.
public final class JsonMuxer implements Muxer {
  private final boolean array;
  private final Map<Integer, Track> tracks = new TreeMap<>();
  private final StringBuilder text = new StringBuilder();

  private JsonMuxer(boolean array) {
    this.array = array;
  }

  /// Writes one value on each line and nothing else.
  public static JsonMuxer lines() {
    return new JsonMuxer(false);
  }

  /// Writes one array.
  public static JsonMuxer array() {
    return new JsonMuxer(true);
  }

  /// Whether samples of `codec` can be said in JSON.
  public static boolean carries(Codec codec) {
    return codec instanceof Codec.Text || isJson(codec);
  }

  private static boolean isJson(Codec codec) {
    return codec instanceof Codec.Data data && data.format() == Codec.Data.Format.JSON;
  }

  @Override
  public void header(ByteBuf out) {
    if (!array) {
      return;
    }
    text.setLength(0);
    text.append("[{\"tracks\":[");
    String separator = "";
    for (Track track : tracks.values()) {
      text.append(separator).append("{\"trackid\":").append(track.id()).append(",\"codec\":");
      string(track.codec().name());
      if (track.language() != null) {
        text.append(",\"lang\":");
        string(track.language());
      }
      text.append('}');
      separator = ",";
    }
    text.append("]}");
    flush(out);
  }

  @Override
  public void track(Track track, ByteBuf out) {
    if (carries(track.codec())) {
      tracks.put(track.id(), track);
    }
  }

  @Override
  public void sample(Sample sample, ByteBuf out) {
    Track track = tracks.get(sample.trackId());
    if (track == null) {
      return;
    }
    text.setLength(0);
    text.append(array ? ",\n" : "").append("{\"time\":").append(sample.ptsMicros() / 1000);
    text.append(",\"trackid\":").append(track.id());
    if (track.codec() instanceof Codec.Text codec) {
      Cue cue = Cue.read(sample.payload());
      text.append(",\"duration\":").append(cue.durationMillis()).append(",\"data\":");
      string(Markup.plain(codec.format(), cue.text()));
    } else {
      text.append(",\"data\":").append(onOneLine(sample.payload()));
    }
    text.append(array ? "}" : "}\n");
    flush(out);
  }

  /// Closes the array.
  public void end(ByteBuf out) {
    if (array) {
      out.writeCharSequence("\n]\n", StandardCharsets.US_ASCII);
    }
  }

  /// Line breaks are only allowed between the tokens of a value, never in its strings.
  private static String onOneLine(ByteBuf value) {
    return value.toString(StandardCharsets.UTF_8).replace('\n', ' ').replace('\r', ' ');
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        default -> {
          if (c < ' ') {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private void flush(ByteBuf out) {
    out.writeCharSequence(text, StandardCharsets.UTF_8);
  }
}
