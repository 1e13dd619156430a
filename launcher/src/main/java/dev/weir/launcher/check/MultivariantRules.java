package dev.weir.launcher.check;

import dev.weir.playlist.AttributeList;
import dev.weir.playlist.MultivariantPlaylist;
import dev.weir.playlist.MultivariantPlaylist.Rendition;
import dev.weir.playlist.MultivariantPlaylist.Variant;
import dev.weir.playlist.PlaylistLine;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is to be said of a multivariant playlist without its media.
final class MultivariantRules {
  private static final Map<String, String> GROUP_TYPES =
      Map.of("AUDIO", "AUDIO", "VIDEO", "VIDEO", "SUBTITLES", "SUBTITLES");

  private final MultivariantPlaylist playlist;
  private final String where;
  private final Findings findings;

  MultivariantRules(MultivariantPlaylist playlist, String where, Findings findings) {
    this.playlist = playlist;
    this.where = where;
    this.findings = findings;
  }

  void check(List<PlaylistLine> lines) {
    for (int i = 0; i < lines.size(); i++) {
      boolean followed = i + 1 < lines.size() && lines.get(i + 1).isUri();
      if (lines.get(i).tag().equals("EXT-X-STREAM-INF")) {
        findings.require(followed, HlsRule.ADDRESS, at(lines.get(i).number()), "none does");
      }
    }
    playlist.variants().forEach(this::variant);
    playlist.renditions().forEach(this::rendition);
    groups();
  }

  private String at(int line) {
    return where + " line " + line;
  }

  private void variant(Variant variant) {
    String at = at(variant.line());
    findings.require(variant.bandwidth() > 0, HlsRule.BANDWIDTH, at, "it is missing or 0");
    findings.require(
        variant.averageBandwidth() <= variant.bandwidth(),
        HlsRule.AVERAGE_BANDWIDTH,
        at,
        "%d is over %d".formatted(variant.averageBandwidth(), variant.bandwidth()));
    GROUP_TYPES.forEach((attribute, type) -> {
      String group = variant.attributes().find(attribute);
      findings.require(
          group == null || !playlist.group(type, group).isEmpty(),
          HlsRule.GROUPS,
          at,
          "there is no group \"%s\" of %s".formatted(group, type));
    });
  }

  private void rendition(Rendition rendition) {
    String at = at(rendition.line());
    boolean captions = rendition.type().equals("CLOSED-CAPTIONS");
    AttributeList attributes = rendition.attributes();
    findings.require(
        captions
            ? rendition.uri() == null && attributes.find("INSTREAM-ID") != null
            : !rendition.type().equals("SUBTITLES") || rendition.uri() != null,
        HlsRule.RENDITION,
        at,
        "%s with the address %s".formatted(rendition.type(), rendition.uri()));
    findings.require(
        !rendition.isDefault() || !"NO".equals(attributes.find("AUTOSELECT")),
        HlsRule.RENDITION_GROUP,
        at,
        "DEFAULT=YES with AUTOSELECT=NO");
  }

  private void groups() {
    Set<List<String>> names = new HashSet<>();
    Set<List<String>> defaults = new HashSet<>();
    for (Rendition rendition : playlist.renditions()) {
      String at = at(rendition.line());
      findings.require(
          names.add(List.of(rendition.type(), rendition.groupId(), rendition.name())),
          HlsRule.RENDITION_GROUP,
          at,
          "a second \"%s\" in its group".formatted(rendition.name()));
      findings.require(
          !rendition.isDefault() || defaults.add(List.of(rendition.type(), rendition.groupId())),
          HlsRule.RENDITION_GROUP,
          at,
          "a second default in its group");
    }
  }
}
