package dev.weir.launcher.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule has a fault that it finds.
///
/// @param <R> the rules of a check
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SeededFaults<R extends Enum<R> & Rule> {
  private static final Duration FOLLOWED = Duration.ofSeconds(3); // of the site's clock

  private final Class<R> rules;

  SeededFaults(Class<R> rules) {
    this.rules = rules;
  }

  /// A presentation that breaks one rule.
  ///
  /// @param start what a player opens
  /// @param put does that to a presentation without faults
  record Fault<R>(R rule, URI start, Consumer<Site> put) {}

  /// One for each rule at least.
  abstract Stream<Fault<R>> faults();

  /// A presentation without faults.
  abstract Site site();

  private Findings check(URI start, Consumer<Site> fault) throws IOException {
    Site site = site();
    fault.accept(site);
    Findings findings = new Findings();
    Checks.run(start, FOLLOWED, site, findings);
    return findings;
  }

  /// What was looked at in the presentation without faults, of which nothing may be broken.
  final Findings checkWithoutFaults(URI start) throws IOException {
    Findings findings = check(start, _ -> {});
    assertThat(findings.broken()).as(findings.toString()).isEmpty();
    return findings;
  }

  Stream<Arguments> seeded() {
    return faults().map(fault -> arguments(fault.rule(), fault));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("seeded")
  void findsTheFaultOf(R rule, Fault<R> fault) throws IOException {
    Findings findings = check(fault.start(), fault.put());
    assertThat(findings.broken()).as(findings.toString()).contains(rule);
  }

  @Test
  void everyRuleHasAFault() {
    Set<R> seeded = faults().map(Fault::rule).collect(Collectors.toSet());
    assertThat(seeded).isEqualTo(EnumSet.allOf(rules));
  }
}
