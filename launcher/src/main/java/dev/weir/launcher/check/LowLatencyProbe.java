package dev.weir.launcher.check;

import dev.weir.media.MediaException;
import dev.weir.playlist.AttributeList;
import dev.weir.playlist.MediaPlaylist;
import dev.weir.playlist.MediaPlaylist.Segment;
import dev.weir.playlist.Playlist;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Asks a low-latency server what only such servers are asked: to wait for what comes next, to
/// leave out what is old, to refuse what is far away (RFC 8216bis 6.2.5).
final class LowLatencyProbe {
  private static final int FAR_SEGMENTS = 100;
  private static final int BAD_REQUEST = 400;
  private static final int ROUNDS = 3;

  private final URI uri;
  private final Web web;
  private final Findings findings;

  LowLatencyProbe(URI uri, Web web, Findings findings) {
    this.uri = uri;
    this.web = web;
    this.findings = findings;
  }

  /// Asks, beginning with what `playlist` does not have.
  void ask(MediaPlaylist playlist) {
    MediaPlaylist newest = playlist;
    if (playlist.serverControl().yes("CAN-BLOCK-RELOAD")) {
      refused("_HLS_msn=" + (playlist.nextSequence() + FAR_SEGMENTS));
      if (playlist.partTargetMicros() > 0) {
        refused("_HLS_part=0");
      }
      for (int round = 0; round < ROUNDS; round++) {
        newest = next(newest);
      }
    }
    if (playlist.serverControl().find("CAN-SKIP-UNTIL") != null) {
      delta();
    }
  }

  private void refused(String query) {
    Web.Reply reply = get(query);
    findings.require(
        reply != null && reply.status() == BAD_REQUEST,
        HlsRule.TOO_FAR,
        address(query).toString(),
        "the answer is " + (reply == null ? "none" : reply.status()));
  }

  private MediaPlaylist next(MediaPlaylist before) {
    boolean parts = before.partTargetMicros() > 0;
    long sequence = before.nextSequence();
    int part = before.openParts().size();
    String query = "_HLS_msn=" + sequence + (parts ? "&_HLS_part=" + part : "");
    byte @Nullable [] hinted = parts ? hinted(before) : null;
    MediaPlaylist now = playlist(query);
    if (now == null) {
      findings.add(HlsRule.BLOCKING, address(query).toString(), "no playlist is sent");
      return before;
    }
    boolean there =
        now.nextSequence() > sequence
            || now.ended()
            || (parts && now.nextSequence() == sequence && now.openParts().size() > part);
    findings.require(
        there,
        HlsRule.BLOCKING,
        address(query).toString(),
        "segment %d with %d parts comes next"
            .formatted(now.nextSequence(), now.openParts().size()));
    findings.looked("blocking requests");
    findings.require(
        hinted == null || hinted.length > 0,
        HlsRule.HINT,
        uri.toString(),
        "what was announced cannot be fetched");
    return now;
  }

  /// Fetches what is announced, which makes the server wait for it.
  private byte @Nullable [] hinted(MediaPlaylist before) {
    for (AttributeList hint : before.hints()) {
      String address = hint.find("URI");
      if ("PART".equals(hint.find("TYPE")) && address != null) {
        try {
          Web.Reply reply = web.get(Addresses.at(uri, address));
          return reply.ok() ? reply.body() : new byte[0];
        } catch (IOException _) {
          return new byte[0];
        }
      }
    }
    return null;
  }

  private void delta() {
    String query = "_HLS_skip=YES";
    MediaPlaylist whole = playlist("");
    MediaPlaylist delta = playlist(query);
    if (whole == null || delta == null) {
      findings.add(HlsRule.DELTA, address(query).toString(), "no playlist is sent");
      return;
    }
    findings.looked("delta updates");
    long kept = delta.segments().stream().mapToLong(Segment::durationMicros).sum();
    findings.require(
        delta.skippedSegments() == 0 || kept >= 5 * delta.targetDurationMicros(),
        HlsRule.DELTA,
        address(query).toString(),
        "only %.3f s are left".formatted(kept / 1e6));
    findings.require(
        delta.mediaSequence() >= whole.mediaSequence()
            && delta.nextSequence() >= whole.nextSequence(),
        HlsRule.DELTA,
        address(query).toString(),
        "segments up to %d, without it up to %d"
            .formatted(delta.nextSequence(), whole.nextSequence()));
  }

  private @Nullable MediaPlaylist playlist(String query) {
    Web.Reply reply = get(query);
    try {
      return reply != null
              && reply.ok()
              && Playlist.parse(new String(reply.body(), StandardCharsets.UTF_8))
                  instanceof MediaPlaylist media
          ? media
          : null;
    } catch (MediaException _) {
      return null;
    }
  }

  private Web.@Nullable Reply get(String query) {
    try {
      return web.get(address(query));
    } catch (IOException _) {
      return null;
    }
  }

  private URI address(String query) {
    if (query.isEmpty()) {
      return uri;
    }
    return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + query);
  }
}
