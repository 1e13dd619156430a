package dev.weir.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiPredicate;

/// How the value of a variable is compared in a rule of an automatic push; the numbers are those of
/// MistServer.
public enum Comparison {
  /// It says yes.
  TRUE(0, (value, _) -> isTrue(value)),
  /// It says no.
  FALSE(1, (value, _) -> !isTrue(value)),
  /// It is the same text.
  EQUAL(2, String::equals),
  /// It is another text.
  DIFFERENT(3, (value, other) -> !value.equals(other)),
  /// It is a greater number.
  GREATER(10, (value, other) -> number(value) > number(other)),
  /// It is as great a number, or a greater one.
  AT_LEAST(11, (value, other) -> number(value) >= number(other)),
  /// It is a smaller number.
  SMALLER(12, (value, other) -> number(value) < number(other)),
  /// It is as small a number, or a smaller one.
  AT_MOST(13, (value, other) -> number(value) <= number(other)),
  /// It comes later in the order of texts.
  AFTER(20, (value, other) -> value.compareTo(other) > 0),
  /// It is the same text or comes later.
  NOT_BEFORE(21, (value, other) -> value.compareTo(other) >= 0),
  /// It comes earlier in the order of texts.
  BEFORE(22, (value, other) -> value.compareTo(other) < 0),
  /// It is the same text or comes earlier.
  NOT_AFTER(23, (value, other) -> value.compareTo(other) <= 0);

  private final int number;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final BiPredicate<String, String> test;

  Comparison(int number, BiPredicate<String, String> test) {
    this.number = number;
    this.test = test;
  }

  /// The comparison that has this number.
  static Optional<Comparison> of(long number) {
    return Arrays.stream(values()).filter(c -> c.number == number).findAny();
  }

  /// As it is written.
  public int number() {
    return number;
  }

  /// Whether `value` compares so with `other`. A text that is no number counts as 0.
  public boolean holds(String value, String other) {
    return test.test(value, other);
  }

  private static boolean isTrue(String value) {
    return !value.isEmpty() && !value.equals("0") && !value.equalsIgnoreCase("false");
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
