package dev.weir.launcher.check;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a check has found: the rules that were broken, where, and how often; and what was looked
/// at.
///
/// A rule that is broken in a thousand segments is told of [#MAX_TOLD] times and counted. Not
/// thread-safe.
final class Findings {
  private static final int MAX_TOLD = 5;

  /// One broken rule.
  record Finding(Rule rule, String where, String what) {}

  private final Map<Rule, List<Finding>> told = new LinkedHashMap<>();
  private final Map<Rule, Integer> counts = new LinkedHashMap<>();
  private final Map<String, Long> looked = new TreeMap<>();

  /// Notes that `rule` is broken at `where`.
  void add(Rule rule, String where, String what) {
    List<Finding> ofRule = told.computeIfAbsent(rule, _ -> new ArrayList<>());
    if (ofRule.size() < MAX_TOLD) {
      ofRule.add(new Finding(rule, where, what));
    }
    counts.merge(rule, 1, Integer::sum);
  }

  /// Notes that `rule` is broken at `where` unless it holds.
  void require(boolean holds, Rule rule, String where, String what) {
    if (!holds) {
      add(rule, where, what);
    }
  }

  /// Counts something that was looked at: a check of nothing finds nothing.
  void looked(String what) {
    looked.merge(what, 1L, Long::sum);
  }

  /// The rules that were broken.
  List<Rule> broken() {
    return List.copyOf(told.keySet());
  }

  /// How often something was looked at.
  long lookedAt(String what) {
    return looked.getOrDefault(what, 0L);
  }

  /// Writes all of it as text: a block for each rule, and a line that sums up.
  void print(PrintWriter out) {
    told.forEach((rule, findings) -> {
      out.printf("%s: %s%n", rule.id(), rule.says());
      findings.forEach(finding -> out.printf("  %s: %s%n", finding.where(), finding.what()));
      int more = counts.getOrDefault(rule, 0) - findings.size();
      if (more > 0) {
        out.printf("  and %d more%n", more);
      }
    });
    List<String> parts = new ArrayList<>();
    looked.forEach((what, count) -> parts.add(count + " " + what));
    out.printf(
        "%s; looked at %s%n",
        told.isEmpty() ? "No rule is broken" : told.size() + " rules are broken",
        parts.isEmpty() ? "nothing" : String.join(", ", parts));
  }

  @Override
  public String toString() {
    java.io.StringWriter text = new java.io.StringWriter();
    print(new PrintWriter(text, true));
    return text.toString();
  }
}
