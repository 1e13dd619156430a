package dev.weir.flv;

import dev.weir.amf.Amf0Reader;
import dev.weir.amf.AmfValue;
import dev.weir.media.Codec;
import dev.weir.media.MediaException;
import dev.weir.media.Sample;
import dev.weir.media.Track;
import dev.weir.media.TrackSink;
import io.netty.buffer.ByteBuf;

/// Turns script data (FLV E.4.4) into the samples of an AMF0 track.
///
/// A publisher wraps what shall reach the viewers in `@setDataFrame`; the wrapper is taken off.
/// Data that is no AMF0 is dropped: many encoders have written sloppy metadata, and it is no reason
/// to end a stream. Not thread-safe.
final class FlvScriptReader {
  private static final String SET_DATA_FRAME = "@setDataFrame";
  private static final String CLEAR_DATA_FRAME = "@clearDataFrame";

  /// What servers send to players of RTMP; it concerns the connection, not the stream.
  private static final String SAMPLE_ACCESS = "|RtmpSampleAccess";

  private final TrackSink sink;

  private boolean announced; // from the first message on
  private int width; // from the last onMetaData
  private int height;
  private long dropped;

  FlvScriptReader(TrackSink sink) {
    this.sink = sink;
  }

  /// The width that the last onMetaData gave, or 0.
  int width() {
    return width;
  }

  /// The height that the last onMetaData gave, or 0.
  int height() {
    return height;
  }

  long dropped() {
    return dropped;
  }

  void read(long dtsMicros, ByteBuf body) {
    int start = messageStart(body.duplicate());
    if (start < 0) {
      dropped++;
      return;
    }
    if (!announced) {
      announced = true;
      sink.track(Track.of(FlvTracks.SCRIPT, new Codec.Data(Codec.Data.Format.AMF0)));
    }
    body.readerIndex(start);
    sink.sample(new Sample(FlvTracks.SCRIPT, dtsMicros, 0, true, body));
  }

  /// Where the message that viewers get starts, or -1 if there is none. Reads all of it, so that
  /// nobody after this meets broken AMF0.
  private int messageStart(ByteBuf body) {
    try {
      Amf0Reader reader = new Amf0Reader(body);
      int start = body.readerIndex();
      AmfValue name = reader.read();
      if (name.equals(AmfValue.of(SET_DATA_FRAME))) {
        start = body.readerIndex();
        name = reader.read();
      }
      return name instanceof AmfValue.Str(String text) && readArguments(text, reader) ? start : -1;
    } catch (MediaException _) {
      return -1;
    }
  }

  private boolean readArguments(String name, Amf0Reader reader) {
    while (reader.hasMore()) {
      if (reader.read() instanceof AmfValue.Keyed values && name.equals("onMetaData")) {
        width = (int) values.numberOr("width", width);
        height = (int) values.numberOr("height", height);
      }
    }
    return !name.equals(CLEAR_DATA_FRAME) && !name.equals(SAMPLE_ACCESS);
  }
}
