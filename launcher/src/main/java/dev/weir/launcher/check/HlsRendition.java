package dev.weir.launcher.check;

import dev.weir.media.MediaException;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.playlist.MediaPlaylist.Segment;
import dev.weir.playlist.Playlist;
import dev.weir.playlist.PlaylistLine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One media playlist, looked at again and again while it is live.
final class HlsRendition {
  /// Of a recording, so many from its start; of a live stream, those that come.
  private static final int MAX_SEGMENTS = 60;

  private static final int LIVE_START_SEGMENTS = 3;

  private final URI uri;
  private final boolean independent; // as the multivariant playlist says
  private final Web web;
  private final Findings findings;
  private final HlsSegments segments;

  private @Nullable MediaPlaylist playlist; // as it was last
  private long nextSequence = -1; // the first segment not looked at
  private long grownMillis; // when the playlist last had a new segment
  private int looked;

  HlsRendition(URI uri, boolean independent, Web web, Findings findings) {
    this.uri = uri;
    this.independent = independent;
    this.web = web;
    this.findings = findings;
    this.segments = new HlsSegments(uri, web, findings);
  }

  URI uri() {
    return uri;
  }

  HlsSegments segments() {
    return segments;
  }

  /// Null while it could not be read.
  @Nullable MediaPlaylist playlist() {
    return playlist;
  }

  /// Whether it may change.
  boolean live() {
    return playlist != null && !playlist.ended() && !"VOD".equals(playlist.type());
  }

  /// Fetches the playlist once more, and looks at the segments that are new.
  void look() {
    MediaPlaylist now = fetch();
    if (now == null) {
      return;
    }
    MediaPlaylist before = playlist;
    playlist = now;
    if (before == null) {
      grownMillis = web.nowMillis();
      nextSequence =
          now.ended() || "VOD".equals(now.type())
              ? now.mediaSequence()
              : Math.max(now.mediaSequence(), now.nextSequence() - LIVE_START_SEGMENTS);
    } else {
      new ReloadRules(before, now, uri.toString(), findings).check();
      grown(before, now);
    }
    for (Segment segment : now.segments()) {
      if (segment.sequence() >= nextSequence && looked < MAX_SEGMENTS) {
        looked++;
        segments.look(segment, independent || now.independentSegments());
        nextSequence = segment.sequence() + 1;
      }
    }
  }

  private void grown(MediaPlaylist before, MediaPlaylist now) {
    long waitedMillis = web.nowMillis() - grownMillis;
    if (now.nextSequence() > before.nextSequence() || now.ended()) {
      grownMillis = web.nowMillis();
    } else {
      findings.require(
          waitedMillis <= now.targetDurationMicros() * 3 / 2000 + 500,
          HlsRule.UPDATE,
          uri.toString(),
          "nothing new for %.1f s".formatted(waitedMillis / 1e3));
    }
  }

  private @Nullable MediaPlaylist fetch() {
    try {
      Web.Reply reply = web.get(uri);
      findings.require(
          reply.ok(), HlsRule.SEGMENT_THERE, uri.toString(), "the answer is " + reply.status());
      return reply.ok() ? read(reply) : null;
    } catch (IOException e) {
      findings.add(HlsRule.SEGMENT_THERE, uri.toString(), String.valueOf(e.getMessage()));
    } catch (MediaException e) {
      findings.add(HlsRule.READABLE, uri.toString(), String.valueOf(e.getMessage()));
    }
    return null;
  }

  private @Nullable MediaPlaylist read(Web.Reply reply) {
    String text = new String(reply.body(), StandardCharsets.UTF_8);
    findings.looked("playlists");
    List<PlaylistLine> lines = PlaylistLine.all(text);
    PlaylistTextRules rules = new PlaylistTextRules(uri.toString(), findings);
    rules.answer(reply);
    rules.lines(lines);
    if (!(Playlist.parse(text) instanceof MediaPlaylist media)) {
      findings.add(HlsRule.KIND, uri.toString(), "a media playlist was expected");
      return null;
    }
    new MediaPlaylistRules(media, uri.toString(), findings).check(lines);
    return media;
  }
}
