package dev.weir.playlist;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a stream is offered in (RFC 8216bis 4.4.6).
///
/// @param version EXT-X-VERSION, 1 if there is none
/// @param independentSegments whether every segment can be decoded alone
/// @param variants EXT-X-STREAM-INF with its address
/// @param iFrames EXT-X-I-FRAME-STREAM-INF
/// @param renditions EXT-X-MEDIA
public record MultivariantPlaylist(
    int version,
    boolean independentSegments,
    List<Variant> variants,
    List<Variant> iFrames,
    List<Rendition> renditions)
    implements Playlist {

  /// Copies the lists.
  public MultivariantPlaylist {
    variants = List.copyOf(variants);
    iFrames = List.copyOf(iFrames);
    renditions = List.copyOf(renditions);
  }

  /// The renditions of a group, such as `("AUDIO", variant.audio())`; none of group null.
  public List<Rendition> group(String type, @Nullable String groupId) {
    return renditions.stream()
        .filter(rendition -> rendition.type().equals(type) && rendition.groupId().equals(groupId))
        .toList();
  }

  /// One combination of renditions.
  ///
  /// @param line where it stands, from 1
  /// @param uri of its media playlist
  /// @param bandwidth the peak in bits per second
  /// @param averageBandwidth 0 if not said
  /// @param codecs as RFC 6381 writes them; null if not said
  /// @param width of the pictures, 0 if not said
  /// @param height of the pictures, 0 if not said
  /// @param frameRate pictures per second, 0 if not said
  /// @param audio group of its sound; null if that is in its own segments
  /// @param subtitles group of its subtitles, or null
  /// @param attributes all of them
  public record Variant(
      int line,
      String uri,
      long bandwidth,
      long averageBandwidth,
      @Nullable String codecs,
      int width,
      int height,
      double frameRate,
      @Nullable String audio,
      @Nullable String subtitles,
      AttributeList attributes) {}

  /// One alternative of a group.
  ///
  /// @param line where it stands, from 1
  /// @param type `AUDIO`, `VIDEO`, `SUBTITLES` or `CLOSED-CAPTIONS`
  /// @param uri of its media playlist; null if it is in the segments of the variants
  /// @param language as RFC 5646 writes it, or null
  /// @param isDefault whether a player takes it that is told nothing
  /// @param attributes all of them
  public record Rendition(
      int line,
      String type,
      String groupId,
      String name,
      @Nullable String language,
      @Nullable String uri,
      boolean isDefault,
      AttributeList attributes) {}
}
