package dev.weir.rtmp;

import dev.weir.feed.FeedFormat;
import dev.weir.flv.FlvBodyWriter;
import dev.weir.media.Muxer;
import dev.weir.media.Track;
import java.util.List;

/// A stream as chunks of RTMP. All players share message stream 1 and so the same bytes.
///
/// @param audio whether tracks of audio are in it
/// @param video whether tracks of video are in it
/// @param streamId the message stream, which a server chooses for those who push to it
/// @param toServer whether metadata is wrapped for a server that shall pass it on
public record RtmpFormat(boolean audio, boolean video, int streamId, boolean toServer)
    implements FeedFormat {

  /// What players get.
  ///
  /// @param audio whether tracks of audio are in it
  /// @param video whether tracks of video are in it
  public static RtmpFormat toPlayers(boolean audio, boolean video) {
    return new RtmpFormat(audio, video, ServerSession.STREAM_ID, false);
  }

  /// What we push to a server.
  static RtmpFormat toServer(int streamId) {
    return new RtmpFormat(true, true, streamId, true);
  }

  @Override
  public String name() {
    return "rtmp";
  }

  @Override
  public boolean carries(Track track) {
    return FlvBodyWriter.carries(track.codec())
        && switch (track.codec().kind()) {
          case AUDIO -> audio;
          case VIDEO -> video;
          case TEXT, DATA -> true;
        };
  }

  @Override
  public Muxer muxer(List<Track> tracks) {
    return new RtmpMuxer(streamId, toServer, tracks);
  }
}
