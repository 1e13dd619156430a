package dev.weir.trigger;

import dev.weir.config.StreamName;
import dev.weir.config.Trigger;
import dev.weir.config.TriggerRule;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Tells handlers of events and asks them for decisions, as `config.triggers` says.
///
/// Any thread may call the public methods; none of them blocks. Without a rule that fits, each
/// answers at once and costs one look into a table.
public final class Triggers implements AutoCloseable {
  /// The upper ends of the latency histogram's buckets; one more bucket holds what took longer.
  public static final List<Long> LATENCY_MILLIS = TriggerFigures.BOUNDS_MILLIS;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final CompletionStage<Boolean> YES = CompletableFuture.completedStage(true);
  private static final CompletionStage<Optional<String>> NO_TEXT =
      CompletableFuture.completedStage(Optional.empty());

  private record Table(Map<Trigger, List<TriggerRule>> rules, TriggerCall.Server server) {}

  private final Function<StreamName, Collection<String>> tags;
  private final Clock wallClock;
  private final LongSupplier nanoClock;
  private final String instance;
  private final @Nullable SSLContext tls;
  private final ConcurrentMap<String, HandlerLane> lanes = new ConcurrentHashMap<>(); // by handler
  private final Map<Trigger, TriggerFigures> figures = new EnumMap<>(Trigger.class); // all there

  private final RecentCalls recent = new RecentCalls();
  private volatile Table table; // replaced by configure
  private @Nullable HttpClient http; // guarded by this; made for the first handler that is a URL

  /// Triggers without a rule.
  ///
  /// @param instance tells this run of the server from others
  /// @param tags finds the tags of a stream, without the `#`
  /// @param wallClock dates the events
  /// @param nanoClock measures what passes, in nanoseconds, and never steps
  public Triggers(
      String instance,
      Function<StreamName, Collection<String>> tags,
      Clock wallClock,
      LongSupplier nanoClock) {
    this(instance, tags, wallClock, nanoClock, null);
  }

  /// The same with other certificates than those that the JDK trusts.
  ///
  /// @param tls what to trust of handlers over https; null for what the JDK does
  Triggers(
      String instance,
      Function<StreamName, Collection<String>> tags,
      Clock wallClock,
      LongSupplier nanoClock,
      @Nullable SSLContext tls) {
    this.tls = tls;
    this.instance = instance;
    this.tags = tags;
    this.wallClock = wallClock;
    this.nanoClock = nanoClock;
    this.table = new Table(Map.of(), server(""));
    for (Trigger trigger : Trigger.values()) {
      figures.put(trigger, new TriggerFigures());
    }
  }

  /// Puts other rules in force, from the next event on.
  ///
  /// @param serverName the server's name for people
  public void configure(Map<Trigger, List<TriggerRule>> rules, String serverName) {
    table = new Table(rules, server(serverName));
    // Handlers that are gone are not told of any more; who waits for one still gets his answer.
    lanes
        .keySet()
        .retainAll(
            rules.values().stream()
                .flatMap(List::stream)
                .map(TriggerRule::handler)
                .collect(Collectors.toSet()));
  }

  /// Whether anybody is told or asked of `trigger` on `stream`.
  public boolean concerns(Trigger trigger, @Nullable StreamName stream) {
    return !rules(table, trigger, stream, _ -> true).isEmpty();
  }

  /// Asks whether what `trigger` is about may happen: true if no handler says no.
  ///
  /// @param stream null for triggers that are about none
  /// @param payload its lines
  public CompletionStage<Boolean> allows(
      Trigger trigger, @Nullable StreamName stream, String... payload) {
    return allows(trigger, stream, _ -> true, payload);
  }

  /// Asks [Trigger#LIVE_BANDWIDTH] those rules whose `params` are at most `bytesPerSecond`.
  public CompletionStage<Boolean> allowsBandwidth(StreamName stream, long bytesPerSecond) {
    return allows(
        Trigger.LIVE_BANDWIDTH,
        stream,
        rule -> limit(rule) <= bytesPerSecond,
        stream.full(),
        Long.toString(bytesPerSecond));
  }

  /// Asks for a text; empty if no handler is asked for one, or none answers and there is no
  /// default.
  public CompletionStage<Optional<String>> text(
      Trigger trigger, @Nullable StreamName stream, String... payload) {
    Table now = table;
    List<TriggerRule> rules = rules(now, trigger, stream, _ -> true);
    return rules.isEmpty()
        ? NO_TEXT
        : call(rules, () -> new Answers(now, trigger, stream, payload).text(rules));
  }

  /// Tells of `trigger` and waits for nothing.
  public void tell(Trigger trigger, @Nullable StreamName stream, String... payload) {
    Table now = table;
    List<TriggerRule> rules = rules(now, trigger, stream, _ -> true);
    if (!rules.isEmpty()) {
      Answers answers = new Answers(now, trigger, stream, payload);
      rules.forEach(answers::tell);
    }
  }

  /// How often each trigger called a handler; those that never did are left out.
  public Map<Trigger, TriggerCounts> figures() {
    Map<Trigger, TriggerCounts> called = new EnumMap<>(Trigger.class);
    figures.forEach((trigger, counted) -> {
      TriggerCounts snapshot = counted.snapshot();
      if (snapshot.calls() > 0) {
        called.put(trigger, snapshot);
      }
    });
    return called;
  }

  /// The last calls of handlers, newest first.
  public List<RecentCall> recent() {
    return recent.newestFirst();
  }

  /// How it stands with each handler that was ever called and is still configured.
  public List<HandlerState> handlers() {
    return lanes.values().stream().map(HandlerLane::state).toList();
  }

  /// Calls no handler any more.
  @Override
  public void close() {
    table = new Table(Map.of(), table.server);
    synchronized (this) {
      if (http != null) {
        http.shutdownNow();
      }
    }
  }

  private synchronized HttpClient http() {
    HttpClient client = http;
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT_TIMEOUT)
              .followRedirects(HttpClient.Redirect.NEVER) // the handler does
              .executor(Executors.newVirtualThreadPerTaskExecutor());
      if (tls != null) {
        builder.sslContext(tls);
      }
      client = builder.build();
      http = client;
    }
    return client;
  }

  private CompletionStage<Boolean> allows(
      Trigger trigger,
      @Nullable StreamName stream,
      Predicate<TriggerRule> wanted,
      String... payload) {
    Table now = table;
    List<TriggerRule> rules = rules(now, trigger, stream, wanted);
    return rules.isEmpty()
        ? YES
        : call(rules, () -> new Answers(now, trigger, stream, payload).allows(rules));
  }

  private interface Asking<T> {
    T call() throws InterruptedException;
  }

  /// One handler after the other, on a thread that may wait for them.
  private static <T> CompletionStage<T> call(List<TriggerRule> rules, Asking<T> asking) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            answer.complete(asking.call());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.completeExceptionally(e);
          }
        };
    if (rules.stream().noneMatch(Answers::waits)) {
      task.run();
    } else {
      Thread.ofVirtual().name("weir-ask").start(task);
    }
    return answer;
  }

  private List<TriggerRule> rules(
      Table from, Trigger trigger, @Nullable StreamName stream, Predicate<TriggerRule> wanted) {
    List<TriggerRule> all = from.rules.get(trigger);
    return all == null
        ? List.of()
        : all.stream().filter(wanted).filter(rule -> isFor(rule, trigger, stream)).toList();
  }

  private boolean isFor(TriggerRule rule, Trigger trigger, @Nullable StreamName stream) {
    return stream == null
        || !trigger.streamSpecific()
        || StreamPatterns.fit(rule.streams(), stream, () -> tags.apply(stream));
  }

  private static long limit(TriggerRule rule) {
    try {
      return Long.parseLong(rule.params().trim());
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private HandlerLane lane(String handler) {
    return lanes.computeIfAbsent(
        handler,
        _ -> {
          int query = handler.indexOf('?');
          String shown = query < 0 ? handler : handler.substring(0, query) + "?…";
          return new HandlerLane(
              shown.replaceFirst("//[^/@]*@", "//…@"),
              Handler.at(handler, this::http),
              recent,
              nanoClock,
              HandlerLane.ASK_NANOS);
        });
  }

  private TriggerCall.Server server(String name) {
    return new TriggerCall.Server(instance, name, ProcessHandle.current().pid());
  }

  /// What the rules of one event answer.
  private final class Answers {
    private final Trigger trigger;
    private final String stream;
    private final String payload;
    private final String uuid = UUID.randomUUID().toString();
    private final long unixMillis = wallClock.millis();
    private final TriggerCall.Server server;

    Answers(Table table, Trigger trigger, @Nullable StreamName stream, String... payload) {
      this.trigger = trigger;
      this.stream = stream == null ? "" : stream.full();
      this.payload = TriggerCall.payload(payload);
      this.server = table.server;
    }

    static boolean waits(TriggerRule rule) {
      return rule.sync() && !rule.handler().isEmpty();
    }

    /// All handlers are asked, whatever the first ones say.
    boolean allows(List<TriggerRule> rules) throws InterruptedException {
      boolean allowed = true;
      for (TriggerRule rule : rules) {
        Optional<String> answer = Optional.empty();
        if (waits(rule)) {
          answer = ask(rule);
        } else {
          tell(rule);
        }
        allowed &= isYes(answer.orElseGet(() -> defaultAnswer(rule)));
      }
      return allowed;
    }

    /// The last handler that is waited for has its way.
    Optional<String> text(List<TriggerRule> rules) throws InterruptedException {
      Optional<String> text = Optional.empty();
      for (TriggerRule rule : rules) {
        Optional<String> answer = Optional.of(rule.defaultAnswer()).filter(d -> !d.isEmpty());
        if (waits(rule)) {
          Optional<String> given = ask(rule);
          answer = given.isPresent() ? given : answer;
        } else {
          tell(rule);
        }
        if (rule.sync()) {
          text = answer.map(String::strip);
        }
      }
      return text;
    }

    private Optional<String> ask(TriggerRule rule) throws InterruptedException {
      return lane(rule.handler()).ask(call(rule), counted());
    }

    void tell(TriggerRule rule) {
      if (!rule.handler().isEmpty()) {
        lane(rule.handler()).tell(call(rule), counted());
      }
    }

    private TriggerFigures counted() {
      return figures.computeIfAbsent(trigger, _ -> new TriggerFigures());
    }

    private TriggerCall call(TriggerRule rule) {
      return new TriggerCall(
          trigger, stream, payload, uuid, unixMillis, defaultAnswer(rule), server);
    }
  }

  private static String defaultAnswer(TriggerRule rule) {
    return rule.defaultAnswer().isEmpty() ? "true" : rule.defaultAnswer();
  }

  /// What scripts write for yes: something that begins with `1`, `yes`, `true` or `cont`.
  static boolean isYes(String answer) {
    String start = answer.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    return List.of("1", "yes", "true", "cont").stream().anyMatch(start::startsWith);
  }
}
